// The wallet's rows are booked as the watcher does it.
#include "bot/ton_house.hpp"

#include "service/events.hpp"
#include "service/ton_rows.hpp"
#include "service/ton_rules.hpp"
#include "service/ton_suspense.hpp"
#include "service/ton_wallet.hpp"
#include "service/ton_withdrawals.hpp"
#include "store/event_table.hpp"

#include <utility>

namespace ludice::bot {
namespace {

service::PlayerRef ref(const telegram::User& person) {
  return {TelegramId{person.id}, {}};
}

/// Follows what was booked last.
domain::TonTransaction next_row(const store::TonWallet& wallet, const std::string& comment,
                                std::int64_t nanotons, Instant now) {
  domain::TonTransaction row = domain::ton_deposit(comment);
  row.in->value = Amount(nanotons);
  return domain::following(wallet.place, now, std::move(row));
}

}  // namespace

TonHouse::TonHouse() {
  settings_.coins = {Coin::points, Coin::ton};
  settings_.admins = {olga_.id, petr_.id};
  settings_.admin_chat = kAdmins;
  has_operators_ = true;
}

void TonHouse::begin() {
  open();
  join(anna_);
  store::Body<std::string> body = [this](store::Transaction& t) {
    EXPECT_TRUE(
        service::StartTonWallet::run(t, domain::kTonWallet, "mainnet", domain::kTonStart).has_value());
    return service::GiveTonMemo::run(t, ref(anna_), 7).value().memo;
  };
  memo_ = write<std::string>(std::move(body));
  deposit(memo_, 50 * kTon);
  ASSERT_EQ(ton(anna_), 50 * kTon);
  ASSERT_TRUE(eventually([this] {
    store::ReadBody<bool> heard = [](store::Reader& reader) {
      return !store::find_consumers(reader).empty();
    };
    return read<bool>(std::move(heard));
  }));
}

void TonHouse::deposit(const std::string& comment, std::int64_t nanotons) {
  store::Body<bool> body = [this, comment, nanotons](store::Transaction& t) {
    const auto row = next_row(store::find_ton_wallet(t.peek()).value(), comment, nanotons, clock_.now());
    const bool booked = !service::BookTonRow(ton_rules(), events()).run(t, row).fault;
    const domain::TonPlace place = store::find_ton_wallet(t.peek()).value().place;
    service::ConfirmTonWallet::run(t, place, clock_.now());
    return booked;
  };
  EXPECT_TRUE(write<bool>(std::move(body)));
}

void TonHouse::withdraw() {
  store::Body<bool> body = [this](store::Transaction& t) {
    const service::AskTonWithdrawalCommand command{ref(anna_), domain::kAlice, Amount(kTon)};
    return service::AskTonWithdrawal(ton_rules(), events()).run(t, command).has_value();
  };
  EXPECT_TRUE(write<bool>(std::move(body)));
}

void TonHouse::decide_elsewhere() {
  store::Body<bool> body = [this](store::Transaction& t) {
    for (const auto& asked : store::find_ton_withdrawals(t, domain::TonWithdrawalState::asked, 1, {}))
      EXPECT_TRUE(service::RejectTonWithdrawal(events()).run(t, asked.id, "ivo").has_value());
    for (const auto& sum : store::find_ton_suspenses(t, domain::TonSuspenseState::waiting, 1, {}))
      EXPECT_TRUE(service::WriteOffTonSuspense::run(t, sum.id).has_value());
    return true;
  };
  write<bool>(std::move(body));
}

void TonHouse::tell_frozen(const std::string& why) {
  store::Body<bool> body = [this, why](store::Transaction& t) {
    service::FreezeTonWallet::run(t, why);
    events().tell_frozen(t, why);
    return true;
  };
  write<bool>(std::move(body));
}

testing::AssertionResult TonHouse::tap_in_chat(const telegram::User& person, std::string_view label) {
  const auto shown = eventually([&] { return telegram_.button(kAdmins, label).has_value(); });
  if (!shown) return testing::AssertionFailure() << "no button " << label;
  const auto button = telegram_.button(kAdmins, label);
  telegram_.tap(person, button->message_id, button->data, kAdmins);
  return testing::AssertionSuccess();
}

testing::AssertionResult TonHouse::chat_reads(std::string_view words) {
  return eventually([&] { return telegram_.find(kAdmins, words) != nullptr; }) << " for: " << words;
}

}  // namespace ludice::bot
