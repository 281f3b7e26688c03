// What operators decide of Stars: in suspense, and of refunds that Telegram does not grant.
#include "api/operator_api_fixture.hpp"

namespace ludice::api {
namespace {

struct OperatorStarsApiTest : OperatorApiTest {};
LUDICE_ON_BOTH_STORES(OperatorStarsApiTest);

TEST_P(OperatorStarsApiTest, stars_that_telegram_does_not_refund_are_listed_and_decided) {
  for (const char* charge : {"stx1", "stx2", "stx3"}) suspend_stars(charge, true);
  const json::object first = call("olga", "/operator/stars/suspense", {{"limit", 2}}).data();
  const json::object file = first.at("items").at(0).as_object();
  EXPECT_EQ(file.at("charge"), "stx1");
  EXPECT_EQ(file.at("state"), "kept");
  EXPECT_EQ(file.at("payer"), 99);
  EXPECT_TRUE(file.at("player").is_null() && file.at("refund").is_null());
  const json::object last =
      call("olga", "/operator/stars/suspense", {{"limit", 2}, {"cursor", first.at("cursor")}}).data();
  EXPECT_EQ(last.at("items").as_array().size(), 1U);
  EXPECT_EQ(of_stars("#1", "suspense/assign", "stx1", {{"id", 1}}).code(), "same_person");
  const Said assigned = of_stars("olga", "suspense/assign", "stx1", {{"id", 1}, {"request_id", "a-1"}});
  EXPECT_EQ(assigned.data().at("player").at("username"), "anna");
  EXPECT_EQ(of_stars("olga", "suspense/assign", "stx1", {{"id", 1}, {"request_id", "a-1"}}).body,
            assigned.body);
  EXPECT_EQ(balance("anna", domain::Asset::stars), 75) << "once";
  EXPECT_EQ(of_stars("olga", "suspense/refund", "stx2").data().at("state"), "refunding");
  EXPECT_EQ(of_stars("olga", "suspense/write_off", "stx3").data().at("state"), "written_off");
  for (const char* charge : {"stx1", "stx2", "stx3"})
    EXPECT_EQ(of_stars("ivo", "suspense/write_off", charge).code(), "conflict") << charge;
  EXPECT_EQ(of_stars("ivo", "suspense/write_off", "stx4").code(), "not_found");
  EXPECT_EQ(call("ivo", "/operator/stars/suspense/write_off", {{"charge", "stx4"}}).code(),
            "invalid_request");
  EXPECT_EQ(log().back(), "ivo /operator/stars/suspense/write_off r-9 not_found");
}

TEST_P(OperatorStarsApiTest, a_refund_of_stars_that_telegram_does_not_grant_is_listed_and_ended) {
  suspend_stars("stx1", false);
  const auto refused = [this](bool is_known) {
    write<bool>([is_known](store::Transaction& t) {
      const PaymentId id = store::find_stars_charge(t, "stx1")->id;
      for (int i = 0; i < 5; ++i) store::put_off_stars_refund(t, id, is_known);
      return true;
    });
    return call("olga", "/operator/stars/refunds").data().at("items").at(0).at("refund").as_object();
  };
  const json::object unknown = refused(false);
  EXPECT_EQ(unknown.at("tries"), 5);
  EXPECT_EQ(unknown.at("refused"), false);
  EXPECT_EQ(of_stars("olga", "refunds/keep", "stx1").code(), "conflict");
  EXPECT_EQ(refused(true).at("refused"), true);
  const Said kept = of_stars("olga", "refunds/keep", "stx1");
  EXPECT_EQ(kept.data().at("state"), "kept");
  EXPECT_TRUE(kept.data().at("refund").is_null());
  EXPECT_TRUE(call("olga", "/operator/stars/refunds").data().at("items").as_array().empty());
  EXPECT_EQ(of_stars("olga", "refunds/keep", "stx2").code(), "not_found");
}

}  // namespace
}  // namespace ludice::api
