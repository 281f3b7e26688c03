// Storing and dispatching updates.
#include "bot/inbox.hpp"

#include "bot/incoming.hpp"
#include "telegram/json.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace ludice::bot {
namespace {

namespace rows = store::bot;

struct Letter {
  std::int64_t update_id = 0;
  std::int64_t user_id = 0;
  std::string body;
};

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
      if (!rows::remember_update(txn, letter.update_id)) continue;
      added.push_back(rows::add_inbox(txn, letter.user_id, letter.body));
    }
    return added;
  };
  std::vector<Row> added = co_await store_.write(std::move(body));
  for (auto& row : added) dispatch_(std::move(row));
}

async::Task<> Inbox::resume() {
  store::ReadBody<std::vector<Row>> body = [](store::Reader& reader) { return rows::list_inbox(reader); };
  std::vector<Row> waiting = co_await store_.read(std::move(body));
  for (auto& row : waiting) dispatch_(std::move(row));
}

async::Task<> Inbox::remove(std::int64_t id) {
  store::Body<bool> body = [id](store::Transaction& txn) { return rows::remove_inbox(txn, id); };
  co_await store_.write(std::move(body));
}

}  // namespace ludice::bot
