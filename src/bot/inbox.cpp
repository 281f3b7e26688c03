// Storing and dispatching updates.
#include "bot/inbox.hpp"

#include "base/planted.hpp"
#include "bot/incoming.hpp"
#include "telegram/json.hpp"

#include <algorithm>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace ludice::bot {
namespace {

namespace rows = store::bot;

/// How long an update that another process has stored may lie there unseen.
constexpr Millis kOthersLook{200};

struct Letter {
  std::int64_t update_id = 0;
  std::int64_t user_id = 0;
  std::string body;
};

/// Reads each once: after a time without a bot there may be thousands.
void sort_by_update(std::vector<rows::InboxRow>& rows) {
  std::vector<std::pair<std::int64_t, rows::InboxRow>> numbered;
  numbered.reserve(rows.size());
  for (auto& row : rows) {
    const std::int64_t update = boost::json::parse(row.body).at("update_id").as_int64();
    numbered.emplace_back(update, std::move(row));
  }
  std::ranges::stable_sort(numbered, {}, [](const auto& one) { return one.first; });
  std::ranges::transform(numbered, rows.begin(), [](auto& one) { return std::move(one.second); });
}

}  // namespace

async::Task<> Inbox::take(std::vector<telegram::Update> updates) {
  std::vector<Letter> letters;
  for (const auto& update : updates) {
    const auto in = incoming_from(update);
    if (in)
      letters.push_back({update.update_id, in->user_id, boost::json::serialize(telegram::to_json(update))});
  }
  if (letters.empty()) co_return;
  store::Body<std::vector<Row>> body = [letters = std::move(letters)](store::Transaction& txn) {
    std::vector<Row> added;
    for (const auto& letter : letters) {
      const bool fresh = rows::remember_update(txn, letter.update_id);
      if (!fresh && !LUDICE_PLANTED("bot_takes_an_update_twice")) continue;
      added.push_back(rows::add_inbox(txn, letter.user_id, letter.body));
    }
    return added;
  };
  std::vector<Row> added = co_await store_.write(std::move(body));
  if (!dispatches_) co_return;
  if (store_.is_shared()) {
    // Another process may have stored an earlier one of the same person.
    if (!added.empty()) stored_.notify();
    co_return;
  }
  for (auto& row : added) dispatch_(std::move(row));
}

async::Task<> Inbox::resume() {
  dispatches_ = true;
  co_await look();
}

async::Task<> Inbox::watch(async::Loops& loops) {
  return loops.run("inbox", [this] { return turn(); });
}

async::Task<bool> Inbox::turn() {
  const auto seen = stored_.count();
  co_await look();
  co_await stored_.wait(seen, kOthersLook);
  co_return true;
}

async::Task<> Inbox::look() {
  store::ReadBody<std::vector<Row>> body = [](store::Reader& reader) { return rows::list_inbox(reader); };
  if (LUDICE_PLANTED("bot_forgets_updates_at_restart")) co_return;
  const auto gone = static_cast<std::ptrdiff_t>(handled_.size());  // before the reading began
  std::vector<Row> waiting = co_await store_.read(std::move(body));
  for (auto id = handled_.begin(); id != handled_.begin() + gone; ++id) in_hand_.erase(*id);
  handled_.erase(handled_.begin(), handled_.begin() + gone);
  dispatch(std::move(waiting));
}

void Inbox::dispatch(std::vector<Row> rows) {
  if (store_.is_shared()) {
    std::erase_if(rows, [this](const Row& row) { return !in_hand_.insert(row.id).second; });
    if (rows.size() > 1) sort_by_update(rows);
  }
  for (auto& row : rows) dispatch_(std::move(row));
}

void Inbox::handled(std::int64_t id) {
  if (store_.is_shared()) handled_.push_back(id);
}

async::Task<> Inbox::remove(std::int64_t id) {
  store::Body<bool> body = [id](store::Transaction& txn) { return rows::remove_inbox(txn, id); };
  co_await store_.write(std::move(body));
  handled(id);
}

}  // namespace ludice::bot
