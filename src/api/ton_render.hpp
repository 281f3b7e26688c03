// What is told of withdrawals and of money in suspense, in TON: the members of answers, and what documents
// say of them.
#pragma once

#include "api/json_writer.hpp"
#include "api/schema.hpp"
#include "service/ton_rules.hpp"
#include "store/player_table.hpp"
#include "store/ton_table.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::api {

/// As players see a withdrawal. `hash`: of what paid it (service::paid_by()).
void write_withdrawal(JsonWriter& json, const store::TonWithdrawal& withdrawal, std::string_view hash,
                      const service::TonRules& rules);
std::vector<Property> withdrawal_members();

/// What operators see besides. `player`: whose it is; of suspense: nothing.
struct WithdrawalFile {
  store::TonWithdrawal withdrawal;
  std::optional<store::Player> player;
  bool needs_approval = false;
  std::string hash;  ///< of what paid it
};
void write_file(JsonWriter& json, const WithdrawalFile& file, const service::TonRules& rules);
std::vector<Property> withdrawal_file_members();

struct SuspenseFile {
  store::TonSuspense suspense;
  std::optional<store::Player> player;  ///< whom its memo names
};
void write_suspense(JsonWriter& json, const SuspenseFile& file, const service::TonRules& rules);
std::vector<Property> suspense_members();

/// Empty: null.
void write_text_or_null(JsonWriter& json, std::string_view name, std::string_view text);
/// The member `player`; null where there is none.
void write_player(JsonWriter& json, const std::optional<store::Player>& player);
Schema player_schema();
/// Unix seconds; null where it has not happened.
void write_time(JsonWriter& json, std::string_view name, Instant at);
Schema time_schema();
/// A friendly address.
Schema address_schema();

}  // namespace ludice::api
