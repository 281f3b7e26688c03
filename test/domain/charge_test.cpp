// What becomes of a charge: the table of states, and that money moves once whatever is heard in what order.
#include "domain/charge.hpp"

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ludice::domain {
namespace {

using enum ChargeState;
using enum ChargeMoney;

constexpr ChargeState kStates[] = {paid, suspended, refunding, refunded, kept, written_off};

std::string text(const ChargeStep& step) {
  constexpr const char* kMoney[] = {"nothing", "set_aside", "out", "back", "taken_back"};
  return std::string(to_string(step.after)) + " " + kMoney[static_cast<int>(step.money)];
}

TEST(Charge, states_are_called_what_answers_call_them) {
  std::vector<std::string_view> names;
  for (const ChargeState state : kStates) names.push_back(to_string(state));
  EXPECT_EQ(names, (std::vector<std::string_view>{"paid", "suspended", "refunding", "refunded", "kept",
                                                  "written_off"}));
  EXPECT_EQ(to_string(OrderState::open), "open");
  EXPECT_EQ(to_string(OrderState::paid), "paid");
  EXPECT_EQ(to_string(OrderState::expired), "expired");
}

TEST(Charge, asked_back_is_set_aside_once) {
  EXPECT_EQ(text(ask_refund(paid).value()), "refunding set_aside");
  EXPECT_EQ(text(ask_refund(suspended).value()), "refunding set_aside");
  EXPECT_EQ(text(ask_refund(refunding).value()), "refunding nothing");
  EXPECT_EQ(text(ask_refund(refunded).value()), "refunded nothing");
  EXPECT_FALSE(ask_refund(kept).has_value());
  EXPECT_FALSE(ask_refund(written_off).has_value());
}

TEST(Charge, only_what_is_kept_is_asked_for_again) {
  EXPECT_EQ(text(ask_again(kept).value()), "refunding set_aside");
  for (const ChargeState state : {paid, suspended, refunding, refunded, written_off})
    EXPECT_FALSE(ask_again(state).has_value());
}

TEST(Charge, heard_to_be_refunded_leaves_from_where_it_lies) {
  EXPECT_EQ(text(hear_refunded(paid)), "refunded taken_back");
  EXPECT_EQ(text(hear_refunded(suspended)), "refunded taken_back");
  EXPECT_EQ(text(hear_refunded(refunding)), "refunded out");
  EXPECT_EQ(text(hear_refunded(refunded)), "refunded nothing");
  EXPECT_EQ(text(hear_refunded(kept)), "refunded taken_back");
  EXPECT_EQ(text(hear_refunded(written_off)), "refunded taken_back");
}

TEST(Charge, refused_comes_back_and_late_refusals_change_nothing) {
  EXPECT_EQ(text(hear_refused(refunding)), "kept back");
  for (const ChargeState state : {paid, suspended, refunded, kept, written_off}) {
    const ChargeStep step = hear_refused(state);
    EXPECT_EQ(step.after, state);
    EXPECT_EQ(step.money, nothing);
  }
}

/// Where the money of a charge lies, moved as the steps say.
struct Purse {
  int holder = 1;
  int aside = 0;
  int gone = 0;

  void move(ChargeMoney money) {
    switch (money) {
      case nothing:
        return;
      case set_aside:
        --holder, ++aside;
        return;
      case out:
        --aside, ++gone;
        return;
      case back:
        --aside, ++holder;
        return;
      case taken_back:
        --holder, ++gone;
        return;
    }
  }
};

RC_GTEST_PROP(Charge, is_in_one_place_whatever_is_heard, (std::vector<std::uint8_t> news, bool known)) {
  ChargeState state = known ? paid : suspended;
  Purse purse;
  for (const std::uint8_t what : news) {
    ChargeStep step{state, nothing};
    if (what % 4 == 0) step = ask_refund(state).value_or(step);
    if (what % 4 == 1) step = hear_refunded(state);
    if (what % 4 == 2) step = hear_refused(state);
    if (what % 4 == 3) step = ask_again(state).value_or(step);
    purse.move(step.money);
    state = step.after;
    RC_ASSERT(purse.aside == (state == refunding ? 1 : 0));
    RC_ASSERT(purse.gone == (state == refunded ? 1 : 0));
    RC_ASSERT(purse.holder + purse.aside + purse.gone == 1);
  }
}

}  // namespace
}  // namespace ludice::domain
