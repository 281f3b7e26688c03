// Looking, and disturbing.
#include "sim/stars_till.hpp"

#include <boost/asio/co_spawn.hpp>

namespace ludice::sim {
namespace {

constexpr const char* kSpent =
    "SELECT c.charge FROM stars_charge c JOIN account a ON a.kind = 0 AND a.asset = 1 AND a.owner = c.player "
    "WHERE c.state = 0 AND a.balance < c.amount ORDER BY c.id";

}  // namespace

StarsTill::StarsTill(World& world) : world_(world), telegram_(world), check_(world, telegram_) {
  world.telegram_line.connect([this](const net::HttpRequest& request) { return telegram_.serve(request); });
  world.checker.also([this](Database& database) { check_.check_commit(database); });
}

std::optional<StarsTelegram::News> StarsTill::take_news(std::size_t at) {
  const StarsTelegram::News news = telegram_.news()[at];
  if (world_.faults && world_.dice.one_in(6)) {
    world_.tally.count("news of a payment comes again");
    return news;
  }
  telegram_.news().erase(telegram_.news().begin() + static_cast<std::ptrdiff_t>(at));
  if (!world_.faults || !world_.dice.one_in(6)) return news;
  world_.tally.count("news of a payment never comes");
  return std::nullopt;
}

void StarsTill::check_credit(const Reply& reply) {
  const bool network = reply.status == 503 || reply.status == 429 || reply.code() == "stale_timestamp";
  require(reply.status == 200 || network, "what_telegram_took_is_never_refused", reply.body);
}

/// Often, as in the program: each attempt that is refused puts the next one off for twice as long.
void StarsTill::look_at_refunds() {
  const int now = world_.generation();
  if (refunding_in_ == now) return;
  refunding_in_ = now;
  boost::asio::co_spawn(world_.context(), world_.house().stars_refunds.look(),
                        [this](const std::exception_ptr&, int) { refunding_in_ = -1; });
}

void StarsTill::run_jobs() {
  const int now = world_.generation();
  look_at_refunds();
  if (watching_in_ != now) {
    watching_in_ = now;
    boost::asio::co_spawn(world_.context(), world_.house().stars_watch.look(),
                          [this](const std::exception_ptr& failure) {
                            watching_in_ = -1;
                            if (failure) world_.tally.count("comparing with telegram fails");
                          });
  }
  world_.settle();
}

void StarsTill::deliver_all() {
  while (world_.telegram_line.under_way() > 0) {
    world_.telegram_line.deliver_all();
    world_.settle();
  }
}

void StarsTill::disturb() {
  auto& payments = telegram_.payments();
  if (world_.dice.one_in(3)) return telegram_.move_other(world_.dice.one_in(2), world_.dice.between(1, 40));
  if (payments.empty()) return;
  const auto at = world_.dice.between(0, static_cast<std::int64_t>(payments.size()) - 1);
  const std::string spent = world_.dice.one_in(4) ? std::string() : spent_charge();
  telegram_.refund_by_store(spent.empty() ? std::next(payments.begin(), at)->second : payments.at(spent));
}

/// Of Stars that their player has no more.
std::string StarsTill::spent_charge() {
  const auto spent = world_.look_up(kSpent);
  return spent.empty() ? std::string() : spent.front().text(0);
}

bool StarsTill::is_quiet() const {
  return telegram_.is_quiet() && check_.has_seen_all(world_.checker.database());
}

}  // namespace ludice::sim
