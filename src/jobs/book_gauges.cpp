// Reads, then sets every gauge, those of what is not there any more to zero.
#include "jobs/book_gauges.hpp"

#include "async/deadline.hpp"

namespace ludice::jobs {
namespace {

constexpr domain::AccountKind kKinds[] = {
    domain::AccountKind::player,     domain::AccountKind::escrow,         domain::AccountKind::suspense,
    domain::AccountKind::promo,      domain::AccountKind::payout_pending, domain::AccountKind::adjustment,
    domain::AccountKind::rake,       domain::AccountKind::owner,          domain::AccountKind::fees,
    domain::AccountKind::chargeback, domain::AccountKind::asset_stars,    domain::AccountKind::asset_ton};
static_assert(std::size(kKinds) == domain::kAccountKinds);

constexpr domain::GameKind kGames[] = {domain::GameKind::dice, domain::GameKind::target};
constexpr domain::MatchState kOpen[] = {domain::MatchState::waiting, domain::MatchState::active};

double seconds(Instant at) {
  return static_cast<double>(at.ms) / 1000.0;
}

}  // namespace

BookGauges::BookGauges(store::Store& store, std::vector<const Lease*> leases, Metrics& metrics)
    : store_(store),
      leases_(std::move(leases)),
      metrics_(metrics),
      looked_(metrics.gauge("ludice_book_read_seconds",
                            "When the figures of the tables were read, by everybody's time")) {}

async::Task<> BookGauges::run(async::Loops& loops) {
  return loops.run("book_gauges", [this] { return turn(); });
}

async::Task<bool> BookGauges::turn() {
  show_leases();
  co_await look();
  co_await async::sleep_for(kEvery);
  co_return true;
}

async::Task<> BookGauges::look() {
  store::ReadBody<Seen> body = [](store::Reader& reader) { return read(reader); };
  const Seen seen = co_await store_.read(std::move(body));
  show_leases();
  show(seen);
}

BookGauges::Seen BookGauges::read(store::Reader& reader) {
  const Instant now = reader.now();
  return {.now = now,
          .civil = reader.civil(),
          .money = store::sum_money(reader),
          .games = store::count_open_games(reader),
          .events = store::count_events(reader),
          .queues = {{"chain", store::count_unsealed(reader)},
                     {"deadlines", store::count_overdue(reader, now)},
                     {"stars_refunds", store::count_stars_refunds(reader)},
                     {"stars_suspense", store::count_stars_suspense(reader)},
                     {"ton_suspense", store::count_ton_suspense(reader)},
                     {"ton_withdrawals", store::count_ton_withdrawals(reader)}},
          .sealed = store::find_last_seal_time(reader)};
}

void BookGauges::show_leases() {
  for (const Lease* lease : leases_) {
    metrics_.gauge("ludice_lease_held", "1 where it is this process that does it", {{"lease", lease->name()}})
        .set(lease->is_ours() ? 1 : 0);
  }
}

void BookGauges::show(const Seen& seen) {
  for (const domain::Asset asset : domain::kAssets) {
    for (const domain::AccountKind kind : kKinds) {
      const auto found = seen.money.find({asset, kind});
      const Labels labels{{"asset", std::string(domain::to_string(asset))},
                          {"kind", std::string(domain::to_string(kind))}};
      metrics_
          .gauge("ludice_money_units", "Balances by asset and kind of account, in the asset's smallest unit",
                 labels)
          .set(found == seen.money.end() ? 0 : static_cast<double>(found->second));
    }
  }
  show_games(seen.games);
  show_events(seen.events, seen.now);
  for (const auto& [queue, waiting] : seen.queues)
    show_waiting("queue", {{"queue", queue}}, waiting, seen.now);
  if (seen.sealed) {
    metrics_.gauge("ludice_chain_head_seconds", "When the head of the hash chain was made")
        .set(seconds(*seen.sealed));
  }
  looked_.set(seconds(seen.civil));
}

void BookGauges::show_events(std::map<std::string, store::Waiting> events, Instant now) {
  for (const std::string& gone : consumers_) events.try_emplace(gone);
  for (const auto& [consumer, waiting] : events) {
    show_waiting("events", {{"consumer", consumer}}, waiting, now);
    consumers_.insert(consumer);
  }
}

void BookGauges::show_games(const std::vector<store::OpenGames>& games) {
  std::map<std::tuple<domain::GameKind, domain::Asset, domain::MatchState>, std::int64_t> open;
  for (const store::OpenGames& group : games) open[{group.kind, group.asset, group.state}] = group.games;
  for (const domain::GameKind kind : kGames) {
    for (const domain::Asset asset : domain::kAssets) {
      for (const domain::MatchState state : kOpen) {
        const Labels labels{{"game", std::string(domain::to_string(kind))},
                            {"asset", std::string(domain::to_string(asset))},
                            {"state", std::string(domain::to_string(state))}};
        metrics_.gauge("ludice_games_open", "Games that wait or are played", labels)
            .set(static_cast<double>(open[{kind, asset, state}]));
      }
    }
  }
}

void BookGauges::show_waiting(const std::string& name, const Labels& labels, const store::Waiting& waiting,
                              Instant now) {
  const double age = waiting.since ? seconds(now) - seconds(*waiting.since) : 0;
  metrics_.gauge("ludice_" + name + "_waiting", "So many that wait to be taken or done", labels)
      .set(static_cast<double>(waiting.count));
  metrics_.gauge("ludice_" + name + "_oldest_seconds", "How long the oldest of them has waited", labels)
      .set(std::max(age, 0.0));
}

}  // namespace ludice::jobs
