// Consumers and their events.
#include "store/event_table.hpp"

#include "support/both_stores.hpp"

#include <string>
#include <vector>

namespace ludice::store {
namespace {

class EventTableTest : public test::OnBothStores<test::StoreTest> {
 protected:
  bool touch(const std::string& consumer) {
    return write<bool>(
        [consumer](Transaction& transaction) { return touch_consumer(transaction, consumer); });
  }
  void append(const std::string& type) {
    write<bool>([type](Transaction& transaction) {
      append_event(transaction, find_consumers(transaction), {0, type, {}, "[]", "{}", transaction.now()});
      return true;
    });
  }
  std::vector<std::string> waiting(const std::string& consumer) {
    return read<std::vector<std::string>>([consumer](Reader& reader) {
      std::vector<std::string> types;
      for (const Event& event : find_events(reader, consumer, 100)) types.push_back(event.type);
      return types;
    });
  }
  void lend(const std::string& consumer) {
    write<bool>([consumer](Transaction& transaction) {
      lend_events(transaction, find_events(transaction, consumer, 100));
      return true;
    });
  }
};

TEST_P(EventTableTest, a_consumer_is_new_once) {
  EXPECT_FALSE(touch("bot"));
  EXPECT_TRUE(touch("bot"));
}

TEST_P(EventTableTest, who_takes_over_has_what_was_lent_too_and_the_other_is_gone) {
  touch("bot");
  touch("other");
  append("first");
  lend("bot");
  append("second");
  write<bool>([](Transaction& transaction) {
    touch_consumer(transaction, "rabbitmq");
    take_over_events(transaction, "bot", "rabbitmq");
    return true;
  });
  EXPECT_EQ(waiting("rabbitmq"), std::vector<std::string>{}) << "the bot is there, and asks for its own";
  write<bool>([](Transaction& transaction) {
    forget_consumer(transaction, "bot");
    take_over_events(transaction, "bot", "rabbitmq");
    return true;
  });
  EXPECT_EQ(waiting("rabbitmq"), (std::vector<std::string>{"first", "second"}));
  EXPECT_EQ(waiting("bot"), std::vector<std::string>{});
  EXPECT_EQ(waiting("other"), (std::vector<std::string>{"first", "second"}));
  append("third");
  EXPECT_EQ(waiting("bot"), std::vector<std::string>{});
  EXPECT_EQ(waiting("rabbitmq").back(), "third");
}

TEST_P(EventTableTest, who_has_taken_over_gets_what_was_told_to_the_other_at_the_same_time) {
  write<bool>([](Transaction& transaction) {
    touch_consumer(transaction, "rabbitmq");
    Event event;
    event.type = "of_a_unit_of_work_that_still_knew_the_bot";
    append_event(transaction, {"bot"}, event);
    return true;
  });
  write<bool>([](Transaction& transaction) {
    take_over_events(transaction, "bot", "rabbitmq");
    return true;
  });
  EXPECT_EQ(waiting("rabbitmq"), std::vector<std::string>{"of_a_unit_of_work_that_still_knew_the_bot"});
}

LUDICE_ON_BOTH_STORES(EventTableTest);

}  // namespace
}  // namespace ludice::store
