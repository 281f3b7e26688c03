// What operators see: withdrawals, money in suspense, alarms.
#include "bot/screens.hpp"

#include <array>
#include <utility>

namespace ludice::bot {
namespace {

Button decision(const Stage& stage, Text label, Action action, const std::string& id,
                std::int64_t despite = 0) {
  return {stage.words.plain(label), encode({action, id, despite, 0, 0})};
}

std::string state_html(const Stage& stage, const WithdrawalFile& file) {
  const Phrases& words = stage.words;
  const std::string& state = file.withdrawal.state;
  const std::string by = file.operator_name.empty() ? "?" : file.operator_name;
  if (state == "taken") return words.html(Text::operator_state_taken, {{"operator", by}});
  if (state == "paid") return words.html(Text::operator_state_paid);
  if (state == "rejected") return words.html(Text::operator_state_rejected);
  if (state == "returned") return words.html(Text::operator_state_returned);
  if (file.needs_approval && file.approver.empty()) return words.html(Text::operator_state_unapproved);
  if (file.needs_approval) return words.html(Text::operator_state_approved, {{"operator", file.approver}});
  return words.html(Text::operator_state_asked);
}

}  // namespace

Screen withdrawal_file_screen(const Stage& stage, const WithdrawalFile& file) {
  const Withdrawal& withdrawal = file.withdrawal;
  const std::string who = file.player.empty() ? stage.words.plain(Text::operator_suspense_name) : file.player;
  const std::string amount = stage.words.money(Coin::ton, withdrawal.amount);
  const std::string what =
      withdrawal.address.empty()
          ? stage.words.html(Text::operator_withdrawal_over, {{"amount", amount}, {"player", who}})
          : stage.words.html(Text::operator_withdrawal,
                             {{"amount", amount}, {"player", who}, {"address", withdrawal.address}});
  Screen screen{what + "\n\n" + state_html(stage, file)};
  const bool open = withdrawal.state == "asked" || withdrawal.state == "taken";
  const bool is_disputed = open && file.disputed != 0;
  if (is_disputed) {
    screen.html +=
        "\n\n" + stage.words.html(Text::operator_state_disputed, {{"lt", std::to_string(file.disputed)}});
  }
  // Who has a link may pay by it as long as it lasts, whatever has to be agreed to before another one is
  // made.
  const bool lacks_approval = open && file.needs_approval && file.approver.empty();
  if (lacks_approval) {
    screen.buttons.push_back({decision(stage, Text::label_op_approve, Action::op_approve, withdrawal.id)});
  }
  if (open && !(lacks_approval && withdrawal.state == "asked")) {
    const Text label = is_disputed ? Text::label_op_take_again : Text::label_op_take;
    screen.buttons.push_back({decision(stage, label, Action::op_take, withdrawal.id, file.disputed)});
  }
  if (open) {
    screen.buttons.push_back(
        {decision(stage, Text::label_op_reject, Action::op_reject, withdrawal.id, file.disputed)});
  }
  return screen;
}

Screen suspense_screen(const Stage& stage, const SuspenseFile& file) {
  const std::string amount = stage.words.money(Coin::ton, file.amount);
  if (file.state == "refunding" || file.state == "refunded")
    return {stage.words.html(Text::operator_suspense_back, {{"amount", amount}})};
  if (file.state == "assigned" && file.player.empty())
    return {stage.words.html(Text::operator_suspense_assigned, {{"amount", amount}})};
  if (file.state == "assigned")
    return {stage.words.html(Text::operator_suspense_given, {{"amount", amount}, {"player", file.player}})};
  if (file.state != "waiting") return {stage.words.html(Text::operator_suspense_kept, {{"amount", amount}})};
  const std::string named =
      file.named.empty() ? ""
                         : "\n" + stage.words.html(Text::operator_suspense_named, {{"player", file.named}});
  return {
      stage.words.html(
          Text::operator_suspense,
          {{"amount", amount}, {"source", file.source}, {"comment", file.comment}, {"reason", file.reason}}) +
          named,
      {{decision(stage, Text::label_op_assign, Action::op_assign, file.id)},
       {decision(stage, Text::label_op_refund, Action::op_refund, file.id)},
       {decision(stage, Text::label_op_keep, Action::op_keep, file.id)}}};
}

Screen alarm_screen(const Stage& stage, const std::string& event, const std::string& why, bool decidable) {
  if (event != "withdrawals_frozen") return {stage.words.html(Text::alarm_resumed, {{"why", why}})};
  Screen screen{stage.words.html(Text::alarm_frozen, {{"why", why}})};
  if (decidable) screen.buttons.push_back({decision(stage, Text::label_op_resume, Action::op_resume, "")});
  return screen;
}

}  // namespace ludice::bot
