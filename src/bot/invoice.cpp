// An invoice as JSON.
#include "bot/invoice.hpp"

#include "bot/incoming.hpp"
#include "bot/json_fields.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace ludice::bot {
namespace {

constexpr const char* kStarsCurrency = "XTR";

}  // namespace

std::string to_stored(const SayInvoice& invoice) {
  return boost::json::serialize(boost::json::object{{"title", invoice.title},
                                                    {"description", invoice.description},
                                                    {"payload", invoice.payload},
                                                    {"amount", invoice.amount}});
}

telegram::SendInvoice invoice_from(std::int64_t chat_id, std::string_view stored) {
  const boost::json::object from = boost::json::parse({stored.data(), stored.size()}).as_object();
  telegram::SendInvoice call;
  call.chat_id = chat_id;
  call.title = text_field(from, "title");
  call.description = text_field(from, "description");
  call.payload = text_field(from, "payload");
  call.currency = kStarsCurrency;
  telegram::LabeledPrice price;
  price.label = call.title;
  price.amount = integer_field(from, "amount");
  call.prices.push_back(price);
  call.start_parameter = std::string(kTopUpParameter);
  return call;
}

}  // namespace ludice::bot
