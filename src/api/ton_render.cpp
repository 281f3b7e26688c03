// Members, and their schemas beside them.
#include "api/ton_render.hpp"

#include "api/answer_schemas.hpp"
#include "base/hex.hpp"
#include "domain/ton_memo.hpp"
#include "service/players.hpp"

namespace ludice::api {
namespace {

using namespace schema;

std::string friendly(const domain::TonAddress& address, bool testnet) {
  return domain::friendly_text(address, {.bounceable = false, .testnet = testnet});
}

Schema operator_name() {
  return or_null(text(1, 32));
}

/// Nobody has this memo, and nobody ever can: a character of it is wrong, or missing.
bool is_mistyped(const store::TonSuspense& suspense) {
  if (suspense.reason != domain::TonReview::unknown_memo) return false;
  const auto memo = domain::normal_ton_memo(suspense.comment);
  return memo && !domain::is_sound_ton_memo(*memo);
}

}  // namespace

void write_text_or_null(JsonWriter& json, std::string_view name, std::string_view text) {
  json.key(name);
  if (text.empty()) {
    json.null();
  } else {
    json.value(text);
  }
}

void write_player(JsonWriter& json, const std::optional<store::Player>& player) {
  json.key("player");
  if (!player) {
    json.null();
    return;
  }
  json.open_object().key("id");
  if (player->telegram_id) {
    json.value(player->telegram_id.value);
  } else {
    json.null();
  }
  json.member("username", service::shown_name(*player)).close_object();
}

Schema player_schema() {
  return or_null(object_of({
      {"id", or_null(integer(1, (std::int64_t{1} << 52) - 1)), "Telegram's; null: never registered."},
      {"username", text(1, 64), "The name."},
  }));
}

void write_time(JsonWriter& json, std::string_view name, Instant at) {
  json.key(name);
  if (at.ms == 0) {
    json.null();
  } else {
    json.value(at.seconds());
  }
}

Schema time_schema() {
  return or_null(integer(0, kMaxSeconds));
}

Schema address_schema() {
  return text(48, 48);
}

void write_withdrawal(JsonWriter& json, const store::TonWithdrawal& withdrawal, std::string_view hash,
                      const service::TonRules& rules) {
  json.member("withdrawal", to_base32(withdrawal.id.value));
  json.member("state", domain::to_string(withdrawal.state));
  json.member("address", friendly(withdrawal.destination, rules.testnet));
  json.member("amount", withdrawal.amount.units()).member("fee", withdrawal.fee.units());
  write_time(json, "asked", withdrawal.asked);
  write_time(json, "ended", withdrawal.ended);
  write_text_or_null(json, "transaction", hash);
  const bool is_shown = !hash.empty() && !rules.explorer.empty();
  write_text_or_null(json, "explorer", is_shown ? rules.explorer + "/" + std::string(hash) : std::string());
}

std::vector<Property> withdrawal_members() {
  return {
      {"withdrawal", id(), "Its id."},
      {"state", words({"asked", "taken", "paid", "rejected", "returned"}),
       "`asked`: set aside; `taken`: an operator pays it; `paid`: seen to have left the wallet; `rejected`: "
       "given back whole; `returned`: sent, and nobody took it there: what came back is on the balance."},
      {"address", address_schema(), "Where it goes."},
      {"amount", amount_schema(), "Nanotons that are sent."},
      {"fee", amount_schema(), "Nanotons that were kept of what left the balance."},
      {"asked", time_schema(), "When, in Unix seconds."},
      {"ended", time_schema(), "When it was paid or rejected; null while it is open."},
      {"transaction", or_null(text(64, 64)), "Hash of the wallet's transaction that paid it."},
      {"explorer", or_null({.type = "string"}), "Where people can look at that."},
  };
}

void write_file(JsonWriter& json, const WithdrawalFile& file, const service::TonRules& rules) {
  const store::TonWithdrawal& withdrawal = file.withdrawal;
  write_withdrawal(json, withdrawal, file.hash, rules);
  write_player(json, file.player);
  json.key("suspense");
  if (withdrawal.suspense) {
    json.value(to_base32(withdrawal.suspense.value));
  } else {
    json.null();
  }
  // Whoever could pay without a link would pay past what taking checks.
  write_text_or_null(json, "comment",
                     withdrawal.link_until.ms == 0 ? std::string_view() : withdrawal.comment);
  json.member("needs_approval", file.needs_approval);
  write_text_or_null(json, "asker", withdrawal.asker);
  write_text_or_null(json, "approver", withdrawal.approver);
  write_text_or_null(json, "operator", withdrawal.operator_name);
  write_time(json, "link_until", withdrawal.link_until);
  write_text_or_null(json, "disputed",
                     withdrawal.disputed == 0 ? std::string() : std::to_string(withdrawal.disputed));
}

std::vector<Property> withdrawal_file_members() {
  std::vector<Property> members = withdrawal_members();
  members.push_back({"player", player_schema(), "Whose it is; null: of suspense."});
  members.push_back({"suspense", or_null(id()), "The money in suspense that goes back by it."});
  members.push_back(
      {"comment", or_null(text(15, 15)), "What it must be paid with; null before anybody has taken it."});
  members.push_back({"needs_approval", boolean(),
                     "Whether it takes two operators: by itself, or with what its player had asked for in "
                     "the 24 hours before."});
  members.push_back({"asker", operator_name(), "The operator who wants it to leave; null: its player."});
  members.push_back({"approver", operator_name(), "The second operator who has agreed."});
  members.push_back({"operator", operator_name(), "Who has taken or rejected it."});
  members.push_back({"link_until", time_schema(), "When the last link expires, in Unix seconds."});
  members.push_back(
      {"disputed", or_null(text(1, 20)),
       "Logical time of a payment that named it and differed from it, or was like it and did not "
       "name it; null: there is none."});
  return members;
}

void write_suspense(JsonWriter& json, const SuspenseFile& file, const service::TonRules& rules) {
  const store::TonSuspense& suspense = file.suspense;
  json.member("suspense", to_base32(suspense.id.value));
  json.member("state", domain::to_string(suspense.state));
  json.member("reason", domain::to_string(suspense.reason));
  json.member("amount", suspense.amount.units());
  json.member("source", friendly(suspense.source, rules.testnet));
  json.member("comment", suspense.comment).member("mistyped", is_mistyped(suspense));
  json.member("lt", std::to_string(suspense.lt));
  json.member("hash", suspense.hash);
  write_time(json, "at", suspense.at);
  write_player(json, file.player);
}

std::vector<Property> suspense_members() {
  return {
      {"suspense", id(), "Its id."},
      {"state", words({"waiting", "assigned", "refunding", "refunded", "written_off"}), "What became of it."},
      {"reason", text(1, 40), "Why it fits no rule."},
      {"amount", amount_schema(), "Nanotons."},
      {"source", address_schema(), "Where it came from."},
      {"comment", {.type = "string"}, "What it came with, cut short."},
      {"mistyped", boolean(),
       "Whether the comment is a memo with a wrong character: most likely one of a player whose memo is "
       "nearly "
       "the same."},
      {"lt", text(1, 20), "Of its transaction."},
      {"hash", text(64, 64), "Of its transaction."},
      {"at", time_schema(), "When it was booked, in Unix seconds."},
      {"player", player_schema(),
       "Whose memo it came with, whoever got it then; null: it names nobody, or is not all of one."},
  };
}

}  // namespace ludice::api
