// Reading, and keeping the id of what cannot be read.
#include "telegram/updates.hpp"

#include "base/log.hpp"
#include "telegram/json.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

namespace ludice::telegram {

std::optional<Update> read_update(const boost::json::value& item) {
  try {
    return from_json<Update>(item);
  } catch (const FormatError& error) {
    const boost::json::value* id = item.is_object() ? item.get_object().if_contains("update_id") : nullptr;
    const bool has_id = id != nullptr && id->is_int64();
    log::warning("telegram_update_unreadable",
                 {{"update_id", has_id ? id->get_int64() : 0}, {"why", std::string_view(error.what())}});
    if (has_id) return Update{.update_id = id->get_int64()};
  }
  return std::nullopt;
}

std::optional<Update> read_update_text(std::string_view text) {
  boost::system::error_code error;
  boost::json::parse_options options;
  options.max_depth = kDeepestJson;
  const boost::json::value item = boost::json::parse({text.data(), text.size()}, error, {}, options);
  if (error) return std::nullopt;
  return read_update(item);
}

}  // namespace ludice::telegram
