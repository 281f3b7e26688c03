// Stars as Telegram deals in them: two steps, ten seconds, each charge refunded once.
#include "sandbox/payments.hpp"

#include "sandbox/sandbox_fixture.hpp"

namespace ludice::sandbox {
namespace {

class Payments : public SandboxTest {
 protected:
  Payments() { anna_ = started_person(); }

  static json::object invoice_for(std::int64_t person, std::int64_t amount, const std::string& start = "") {
    json::object params{{"chat_id", person},
                        {"title", "Stars"},
                        {"description", "To play with"},
                        {"payload", "order-1"},
                        {"currency", "XTR"},
                        {"prices", json::array{{{"label", "Stars"}, {"amount", amount}}}}};
    if (!start.empty()) params["start_parameter"] = start;
    return params;
  }
  std::int64_t send_invoice(std::int64_t amount, const std::string& start = "") {
    return result("sendInvoice", invoice_for(anna_, amount, start)).at("message_id").as_int64();
  }
  /// Presses Pay; what the bot is asked, which is checked against the schema.
  json::object press(std::int64_t person, std::int64_t message) {
    auto& world = engine_->world();
    const auto pressed = press_pay(world, *world.find_bot(kBot), *world.find_person(person), message);
    EXPECT_TRUE(pressed) << pressed.error().description;
    return last_update("pre_checkout_query");
  }
  json::object last_update(const std::string& type) {
    const json::array batch = new_updates();
    if (batch.empty() || !batch.back().as_object().contains(type)) {
      ADD_FAILURE() << "no " << type << ": " << json::serialize(batch);
      return {};
    }
    const auto faults = telegram::ApiSchema::of_telegram().check_object("Update", batch.back());
    EXPECT_TRUE(faults.empty()) << faults.front();
    return batch.back().at(type).as_object();
  }
  std::string refused_press(std::int64_t person, std::int64_t message) {
    auto& world = engine_->world();
    const auto pressed = press_pay(world, *world.find_bot(kBot), *world.find_person(person), message);
    return pressed ? "pressed" : pressed.error().description;
  }
  json::object pay(std::int64_t person, std::int64_t message) {
    result("answerPreCheckoutQuery",
           {{"pre_checkout_query_id", press(person, message).at("id")}, {"ok", true}});
    return last_update("message").at("successful_payment").as_object();
  }
  std::int64_t wallet(std::int64_t person) { return engine_->world().find_person(person)->stars; }
  std::int64_t held() { return result("getMyStarBalance").at("amount").as_int64(); }

  std::int64_t anna_;
};

TEST_F(Payments, take_the_stars_when_the_bot_agrees_and_tell_it) {
  const std::int64_t message = send_invoice(75);
  const json::object query = press(anna_, message);
  EXPECT_EQ(query.at("total_amount"), 75);
  EXPECT_EQ(query.at("invoice_payload"), "order-1");
  EXPECT_EQ(query.at("currency"), "XTR");
  EXPECT_EQ(wallet(anna_), Person::kFirstStars);
  result("answerPreCheckoutQuery", {{"pre_checkout_query_id", query.at("id")}, {"ok", true}});
  const json::object paid = last_update("message").at("successful_payment").as_object();
  EXPECT_EQ(paid.at("total_amount"), 75);
  EXPECT_EQ(paid.at("invoice_payload"), "order-1");
  EXPECT_EQ(wallet(anna_), Person::kFirstStars - 75);
  EXPECT_EQ(held(), 75);
}

TEST_F(Payments, show_the_invoice_and_hide_its_payload) {
  send_invoice(75);
  const std::string seen = json::serialize(chat(anna_));
  EXPECT_NE(seen.find("total_amount"), std::string::npos);
  EXPECT_EQ(seen.find("order-1"), std::string::npos);
}

TEST_F(Payments, are_off_where_the_bot_says_no) {
  const json::object query = press(anna_, send_invoice(75));
  EXPECT_EQ(refusal("answerPreCheckoutQuery", {{"pre_checkout_query_id", query.at("id")}, {"ok", false}}),
            "Bad Request: error message must be non-empty");
  result("answerPreCheckoutQuery",
         {{"pre_checkout_query_id", query.at("id")}, {"ok", false}, {"error_message", "Too late"}});
  EXPECT_EQ(wallet(anna_), Person::kFirstStars);
  EXPECT_TRUE(new_updates().empty());
}

TEST_F(Payments, wait_ten_seconds_for_the_bot) {
  const json::object query = press(anna_, send_invoice(75));
  clock_.advance(kCheckoutLifetime + Millis(1));
  EXPECT_EQ(refusal("answerPreCheckoutQuery", {{"pre_checkout_query_id", query.at("id")}, {"ok", true}}),
            "Bad Request: query is too old and response timeout expired or query ID is invalid");
  EXPECT_EQ(wallet(anna_), Person::kFirstStars);
}

TEST_F(Payments, of_one_pre_checkout_are_taken_once) {
  const json::object query = press(anna_, send_invoice(75));
  result("answerPreCheckoutQuery", {{"pre_checkout_query_id", query.at("id")}, {"ok", true}});
  refusal("answerPreCheckoutQuery", {{"pre_checkout_query_id", query.at("id")}, {"ok", true}});
  EXPECT_EQ(held(), 75);
}

TEST_F(Payments, of_one_invoice_can_be_made_twice) {
  const std::int64_t message = send_invoice(75);
  const std::string first(pay(anna_, message).at("telegram_payment_charge_id").as_string());
  const std::string second(pay(anna_, message).at("telegram_payment_charge_id").as_string());
  EXPECT_NE(first, second);
  EXPECT_EQ(held(), 150);
}

TEST_F(Payments, of_forwarded_copies_are_for_invoices_without_a_start_parameter) {
  const std::int64_t boris = started_person("Boris");
  const std::int64_t open = send_invoice(75);
  EXPECT_EQ(refused_press(boris, send_invoice(75, "topup")),
            "a forwarded copy of this invoice has a link to the bot in place of its Pay button");
  pay(boris, open);
  EXPECT_EQ(wallet(boris), Person::kFirstStars - 75);
}

TEST_F(Payments, need_the_stars_in_the_wallet) {
  sim("people", {{"id", anna_}, {"stars", 74}});
  EXPECT_EQ(refused_press(anna_, send_invoice(75)), "not enough Stars in the wallet");
  EXPECT_EQ(sim_status("people", {{"id", anna_}, {"stars", -1}}), 400);
  EXPECT_EQ(refused_press(anna_, 1), "no such invoice");
}

TEST_F(Payments, go_back_once_and_the_list_has_both_ways_under_one_id) {
  const json::object paid = pay(anna_, send_invoice(75));
  const json::object refund{{"user_id", anna_},
                            {"telegram_payment_charge_id", paid.at("telegram_payment_charge_id")}};
  result("refundStarPayment", refund);
  EXPECT_EQ(refusal("refundStarPayment", refund), "Bad Request: CHARGE_ALREADY_REFUNDED");
  EXPECT_EQ(wallet(anna_), Person::kFirstStars);
  EXPECT_EQ(held(), 0);
  const json::array listed = result("getStarTransactions").at("transactions").as_array();
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[0].at("id"), listed[1].at("id"));
  EXPECT_EQ(listed[0].at("source").at("invoice_payload"), "order-1");
  EXPECT_EQ(listed[1].at("receiver").at("user").at("id"), anna_);
  EXPECT_EQ(result("getStarTransactions", {{"offset", 1}}).at("transactions").as_array().size(), 1U);
}

TEST_F(Payments, of_strangers_are_not_refunded) {
  const json::object paid = pay(anna_, send_invoice(75));
  const std::int64_t boris = started_person("Boris");
  EXPECT_EQ(
      refusal("refundStarPayment",
              {{"user_id", boris}, {"telegram_payment_charge_id", paid.at("telegram_payment_charge_id")}}),
      "Bad Request: CHARGE_ID_INVALID");
}

TEST_F(Payments, are_taken_back_by_the_store_and_the_bot_is_told) {
  const json::object paid = pay(anna_, send_invoice(75));
  const json::object charge{{"charge", paid.at("telegram_payment_charge_id")}};
  sim("refund", charge);
  EXPECT_EQ(last_update("message").at("refunded_payment").at("total_amount"), 75);
  EXPECT_EQ(wallet(anna_), Person::kFirstStars);
  EXPECT_EQ(sim_status("refund", charge), 409);
  EXPECT_EQ(sim_status("refund", {{"charge", "never"}}), 404);
}

TEST_F(Payments, are_remembered_behind_a_restart) {
  const std::int64_t message = send_invoice(75);
  pay(anna_, message);
  start();
  EXPECT_EQ(held(), 75);
  EXPECT_EQ(wallet(anna_), Person::kFirstStars - 75);
  pay(anna_, message);
  EXPECT_EQ(held(), 150);
}

TEST_F(Payments, refuse_invoices_that_are_none) {
  const auto without = [&](const std::string& field, const json::value& value) {
    json::object params = invoice_for(anna_, 75);
    params[field] = value;
    return refusal("sendInvoice", params);
  };
  EXPECT_EQ(without("title", ""), "Bad Request: INVOICE_TITLE_INVALID");
  EXPECT_EQ(without("description", ""), "Bad Request: INVOICE_DESCRIPTION_INVALID");
  EXPECT_EQ(without("payload", json::string(129, 'x')), "Bad Request: INVOICE_PAYLOAD_INVALID");
  EXPECT_EQ(without("prices", json::array{}), "Bad Request: STARS_INVOICE_INVALID");
  EXPECT_EQ(without("prices", json::array{{{"label", "a"}, {"amount", 0}}}),
            "Bad Request: CURRENCY_TOTAL_AMOUNT_INVALID");
}

}  // namespace
}  // namespace ludice::sandbox
