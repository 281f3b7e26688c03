// forward_origin and what goes with it.
#include "sandbox/forwards.hpp"

#include <boost/json/value.hpp>

namespace ludice::sandbox {

boost::json::object forwarded(const boost::json::object& message) {
  boost::json::object content;
  if (const auto* origin = message.if_contains("forward_origin")) {
    content["forward_origin"] = *origin;
  } else {
    content["forward_origin"] = {
        {"type", "user"}, {"sender_user", message.at("from")}, {"date", message.at("date")}};
  }
  for (const auto* name : {"text", "entities", "dice", "invoice"}) {
    if (const auto* field = message.if_contains(name)) content[name] = *field;
  }
  return content;
}

}  // namespace ludice::sandbox
