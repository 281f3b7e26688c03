// Page by page, each in a body of its own.
#include "jobs/stars_watch.hpp"

#include "async/deadline.hpp"
#include "base/log.hpp"
#include "store/stars_table.hpp"

#include <algorithm>
#include <utility>

namespace ludice::jobs {
namespace {

constexpr int kMostUnlisted = 20;
/// Telegram takes 4,096; what follows is in the log.
constexpr std::size_t kLongestMessage = 3'000;

service::ListedTransaction listed_of(const telegram::StarTransaction& transaction) {
  service::ListedTransaction listed;
  listed.id = transaction.id;
  listed.incoming = !transaction.receiver.has_value();
  listed.whole = transaction.nanostar_amount.value_or(0) == 0 && transaction.amount >= 0 &&
                 transaction.amount <= Amount::kMax;
  listed.amount = Amount(transaction.amount);
  listed.at = {transaction.date * 1'000};
  const auto& partner = listed.incoming ? transaction.source : transaction.receiver;
  if (!partner) return listed;
  if (partner->user) listed.user = {partner->user->id};
  listed.is_invoice = partner->type == "user" && partner->transaction_type == "invoice_payment";
  listed.order = partner->invoice_payload;
  return listed;
}

}  // namespace

StarsWatch::StarsWatch(store::Store& store, const Lease& lease, telegram::BotApi& telegram,
                       const service::Events& events, Metrics& metrics, StarsWatchOptions options)
    : store_(store),
      lease_(lease),
      telegram_(telegram),
      take_list_(events),
      options_(options),
      credited_(metrics.counter("ludice_stars_missed_total",
                                "Payments in Stars that only Telegram's list has told of")),
      alarms_(metrics.counter("ludice_stars_alarms_total",
                              "What an operator has to look at in Telegram's list of Stars")),
      difference_(metrics.gauge("ludice_stars_drift",
                                "Stars that the bot holds by Telegram, less what the ledger says")) {}

async::Task<> StarsWatch::run(async::Loops& loops) {
  return loops.run("stars_watch", [this] { return turn(); });
}

async::Task<bool> StarsWatch::turn() {
  // The first look is made when the lease is had, not a minute later.
  const bool ours = lease_.is_ours();
  if (ours) co_await look();
  co_await async::sleep_for(ours ? options_.every : std::min(options_.every, Lease::kEvery));
  co_return true;
}

async::Task<> StarsWatch::look() {
  using Found = std::optional<store::StarsBaseline>;
  store::ReadBody<Found> find = [](store::Reader& reader) { return store::find_stars_baseline(reader); };
  const Found baseline = co_await store_.read(find);
  if (!baseline) {
    if (!options_.may_begin) co_return;
    co_await make_baseline();
  } else {
    co_await read_on(*baseline);
  }
  looked_ = true;
  const service::UntoldNotices noted = co_await find_untold();
  const bool told = co_await tell_operator();
  if (told && (noted.noticed > 0 || noted.broken > 0)) co_await remember_told(noted);
  const std::size_t untold = untold_.size();
  co_await compare();
  if (untold_.size() > untold) co_await tell_operator();
}

/// Also what was noted before a crash.
async::Task<service::UntoldNotices> StarsWatch::find_untold() {
  store::ReadBody<service::UntoldNotices> find = [](store::Reader& reader) {
    return service::find_untold_notices(reader);
  };
  const service::UntoldNotices untold = co_await store_.read(std::move(find));
  if (untold.noticed > alarmed_.noticed) alarm("transactions_not_ours", untold.noticed);
  if (untold.broken > alarmed_.broken) alarm("transactions_of_no_whole_amount", untold.broken);
  alarmed_ = untold;
  co_return untold;
}

async::Task<> StarsWatch::remember_told(service::UntoldNotices told) {
  store::Body<bool> body = [told](store::Transaction& transaction) {
    service::NoticesTold::run(transaction, told);
    return true;
  };
  co_await store_.write(std::move(body));
}

async::Task<> StarsWatch::make_baseline() {
  store::ReadBody<Instant> ask_time = [](store::Reader& reader) { return reader.civil(); };
  const Instant now = co_await store_.read(std::move(ask_time));
  // Telegram's dates are whole seconds.
  const Instant at{now.seconds() * 1'000};
  Page all;
  for (bool more = true; more;) {
    const Page page = co_await fetch(std::ssize(all));
    all.insert(all.end(), page.begin(), page.end());
    more = std::ssize(page) == kPage;
  }
  store::Body<store::StarsBaseline> insert = [at, all](store::Transaction& transaction) {
    return service::StoreStarsBaseline::run(transaction, at, all);
  };
  const store::StarsBaseline baseline = co_await store_.write(std::move(insert));
  log::info("stars_baseline", {{"transactions", baseline.seen}, {"balance", baseline.balance.units()}});
  // Notes what is older, credits what came in meanwhile.
  for (std::size_t from = 0; from < all.size(); from += kPage) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(from);
    const auto end = all.begin() + std::min(std::ssize(all), static_cast<std::ptrdiff_t>(from) + kPage);
    Page page(begin, end);
    co_await take(std::move(page));
  }
}

async::Task<> StarsWatch::read_on(store::StarsBaseline baseline) {
  store::ReadBody<Instant> ask_time = [](store::Reader& reader) { return reader.now(); };
  const Instant now = co_await store_.read(std::move(ask_time));
  const bool full = !looked_ || now - baseline.full_at >= kFullEvery;
  std::int64_t offset = full ? 0 : std::max(std::int64_t{0}, baseline.seen - kOverlap);
  for (bool more = true; more;) {
    Page page = co_await fetch(offset);
    const auto count = std::ssize(page);
    more = count == kPage;
    offset += count;
    const service::ListOutcome outcome = co_await take(std::move(page));
    credited_.add(outcome.credited);
    if (outcome.credited > 0) log::warning("stars_payments_found", {{"count", outcome.credited}});
  }
  const bool moved = offset != baseline.seen || full;
  if (moved) {
    // A look over everything may have been ordered meanwhile: only such a look answers that.
    store::Body<bool> update = [offset, full, now](store::Transaction& transaction) {
      if (full) {
        store::update_stars_baseline(transaction, offset, now);
      } else {
        store::update_stars_seen(transaction, offset);
      }
      return true;
    };
    co_await store_.write(std::move(update));
  }
  if (full) co_await look_for_unlisted();
}

async::Task<StarsWatch::Page> StarsWatch::fetch(std::int64_t offset) {
  telegram::GetStarTransactions call;
  call.offset = offset;
  call.limit = kPage;
  const telegram::StarTransactions answer = co_await telegram_.get_star_transactions(std::move(call));
  Page page;
  for (const telegram::StarTransaction& transaction : answer.transactions)
    page.push_back(listed_of(transaction));
  co_return page;
}

async::Task<service::ListOutcome> StarsWatch::take(Page page) {
  store::Body<service::ListOutcome> body = [this, page = std::move(page)](store::Transaction& transaction) {
    return take_list_.run(transaction, page);
  };
  co_return co_await store_.write(std::move(body));
}

async::Task<> StarsWatch::compare() {
  const telegram::StarAmount held = co_await telegram_.get_my_star_balance();
  using Expected = std::optional<Amount>;
  store::ReadBody<Expected> expect = [](store::Reader& reader) {
    return service::ExpectedStars::run(reader);
  };
  const Expected expected = co_await store_.read(std::move(expect));
  if (!expected) co_return;
  const std::int64_t difference = held.amount - expected->units();
  difference_.set(static_cast<double>(difference));
  different_ = difference == 0 ? 0 : different_ + 1;
  if (difference == 0) told_difference_ = 0;
  // Said again when it has changed: one difference must not hide the next.
  if (different_ < kPatience || difference == told_difference_) co_return;
  told_difference_ = difference;
  alarm("balance_differs", difference);
}

async::Task<> StarsWatch::look_for_unlisted() {
  using Charges = std::vector<store::StarsCharge>;
  store::ReadBody<Charges> find = [](store::Reader& reader) {
    return store::find_unlisted_stars_charges(reader, reader.now() - kListedWithin, kMostUnlisted);
  };
  const Charges unlisted = co_await store_.read(std::move(find));
  if (!unlisted.empty()) alarm("charges_never_listed", std::ssize(unlisted));
}

void StarsWatch::alarm(std::string_view what, std::int64_t number) {
  alarms_.add(1);
  log::error("stars_alarm", {{"what", what}, {"number", number}});
  if (untold_.size() < kLongestMessage) untold_ += "\n" + std::string(what) + ": " + std::to_string(number);
}

async::Task<bool> StarsWatch::tell_operator() {
  if (!options_.admin_chat) untold_.clear();
  if (untold_.empty()) co_return true;
  const std::size_t told = untold_.size();
  telegram::SendMessage call;
  call.chat_id = *options_.admin_chat;
  call.text = "⚠️ Stars need an eye (see the guide to operating, \"Stars\"):" + untold_;
  try {
    co_await telegram_.send_message(std::move(call));
    untold_.erase(0, told);
    co_return true;
  } catch (const telegram::TelegramError& error) {
    log::warning("operator_not_told", {{"chat", *options_.admin_chat}, {"why", error.description}});
  }
  co_return false;
}

}  // namespace ludice::jobs
