// The inbox of several processes on one database: all store, the one whose turn it is dispatches what any has
// stored.
#include "bot/inbox.hpp"

#include "async/deadline.hpp"
#include "async/task_group.hpp"
#include "base/random.hpp"
#include "support/both_stores.hpp"

#include <functional>
#include <string>
#include <vector>

namespace ludice::bot {
namespace {

telegram::Update update_of(std::int64_t id, std::int64_t user) {
  telegram::Update update;
  update.update_id = id;
  telegram::Message message;
  message.message_id = id;
  message.date = 1;
  message.chat.id = user;
  message.chat.type = "private";
  message.from = telegram::User{.id = user, .is_bot = false, .first_name = "Anna"};
  message.text = "/help";
  update.message = std::move(message);
  return update;
}

class SharedInbox : public test::StoreTest {
 protected:
  SharedInbox() : StoreTest(test::opener_of(test::Engine::postgres, 2)), group_(runner_.executor()) {}
  ~SharedInbox() override {
    group_.cancel();
    runner_.run(group_.drain(Millis{10'000}));
  }

  void take(Inbox& inbox, std::int64_t id, std::int64_t user = 7) {
    runner_.run(inbox.take({update_of(id, user)}));
  }

  bool eventually(const std::function<bool()>& holds) {
    for (int i = 0; i < 10'000 && !holds(); ++i) runner_.run(async::sleep_for(Millis{1}));
    return holds();
  }

  /// Ours from now on, and looked into again and again.
  void serve() {
    runner_.run(ours_.resume());
    group_.spawn("inbox", ours_.watch(loops_));
  }

  SystemRandom random_;
  async::Loops loops_{no_metrics(), random_};
  async::TaskGroup group_;
  std::vector<std::string> seen_;
  std::vector<std::int64_t> rows_;
  Inbox ours_{runner_.executor(), *store_, [this](Inbox::Row row) {
                rows_.push_back(row.id);
                seen_.push_back(row.body.substr(0, row.body.find(',')));
              }};
  Inbox others_{runner_.executor(), *store_, [this](const Inbox::Row&) { seen_.emplace_back("by another"); }};
};

TEST_F(SharedInbox, of_a_process_whose_turn_it_is_not_only_stores) {
  take(others_, 1);
  take(ours_, 2);
  EXPECT_TRUE(seen_.empty());
  serve();
  EXPECT_EQ(seen_, (std::vector<std::string>{R"({"update_id":1)", R"({"update_id":2)"}));
}

TEST_F(SharedInbox, brings_what_another_process_stored_in_telegrams_order_and_once) {
  serve();
  take(others_, 12);
  take(others_, 11);
  take(ours_, 13);
  take(ours_, 12);
  ASSERT_TRUE(eventually([this] { return seen_.size() >= 3; }));
  EXPECT_EQ(std::vector(seen_.end() - 1, seen_.end()), std::vector<std::string>{R"({"update_id":13)"});
  runner_.run(ours_.remove(rows_.front()));
  take(others_, 14);
  ASSERT_TRUE(eventually([this] { return seen_.size() >= 4; }));
  EXPECT_EQ(seen_.size(), 4U);
  EXPECT_EQ(seen_.back(), R"({"update_id":14)");
}

TEST_F(SharedInbox, orders_what_it_finds_at_once_by_telegrams_numbers) {
  for (const std::int64_t id : {25, 22, 24, 21, 23}) take(others_, id);
  serve();
  std::vector<std::string> expected;
  for (int id = 21; id <= 25; ++id) expected.push_back(R"({"update_id":)" + std::to_string(id));
  EXPECT_EQ(seen_, expected);
}

}  // namespace
}  // namespace ludice::bot
