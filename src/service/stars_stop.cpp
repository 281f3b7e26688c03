// A word and a time in the database's own table of names.
#include "service/stars_stop.hpp"

#include "store/meta_table.hpp"

#include <charconv>

namespace ludice::service {
namespace {

constexpr std::string_view kWhy = "stars_stopped";
constexpr std::string_view kSince = "stars_stopped_at";

StarsStop set_stop(store::Transaction& transaction, StarsStop stop) {
  store::set_meta(transaction, kWhy, stop.why);
  store::set_meta(transaction, kSince, std::to_string(stop.since.ms));
  return stop;
}

}  // namespace

StarsStop find_stars_stop(store::Reader& reader) {
  StarsStop stop;
  stop.why = store::find_meta(reader, kWhy).value_or("");
  const std::string since = store::find_meta(reader, kSince).value_or("");
  std::from_chars(since.data(), since.data() + since.size(), stop.since.ms);
  return stop;
}

Result<StarsStop> StopStars::run(store::Transaction& transaction, const std::string& operator_name,
                                 const std::string& reason) {
  if (!find_stars_stop(transaction).why.empty()) return refuse(Refusal::conflict);
  return set_stop(transaction, {operator_name + ": " + reason, transaction.civil()});
}

Result<StarsStop> SellStarsAgain::run(store::Transaction& transaction, const ResumeCommand& command) {
  const StarsStop stop = find_stars_stop(transaction);
  if (stop.why.empty() || stop.why != command.frozen) return refuse(Refusal::conflict);
  return set_stop(transaction, {});
}

}  // namespace ludice::service
