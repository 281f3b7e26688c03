// `name field=value …`; no value has a blank.
#include "service/ton_facts.hpp"

#include "base/hex.hpp"
#include "store/payment_fact_table.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace ludice::service {
namespace {

/// About every row of these tables: from here on none is without its facts.
constexpr std::int64_t kAll = 0;

class Line {
 public:
  explicit Line(std::string_view name) : text_(name) {}
  Line& word(std::string_view field, std::string_view value) {
    text_.append(" ").append(field).append("=").append(value);
    return *this;
  }
  Line& number(std::string_view field, std::int64_t value) { return word(field, std::to_string(value)); }
  Line& id(std::string_view field, std::int64_t value) { return word(field, to_base32(value)); }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

void write(store::Transaction& transaction, std::int64_t about, const Line& line) {
  store::insert_payment_fact(transaction, about, line.text());
}

Line of(std::string_view name, const store::TonWithdrawal& withdrawal) {
  return std::move(Line(name).id("withdrawal", withdrawal.id.value));
}

/// Names are left out where nobody has one.
void add_name(Line& line, std::string_view field, const std::string& name) {
  if (!name.empty()) line.word(field, name);
}

void fact_ton_found(store::Transaction& transaction, const store::TonWithdrawal& withdrawal) {
  Line line = of("ton_found", withdrawal);
  line.word("destination", domain::raw_text(withdrawal.destination));
  add_name(line, "asker", withdrawal.asker);
  add_name(line, "approver", withdrawal.approver);
  add_name(line, "operator", withdrawal.operator_name);
  line.number("until", withdrawal.link_until.ms).number("disputed", withdrawal.disputed);
  write(transaction, withdrawal.id.value, line);
}

}  // namespace

void fact_ton_asked(store::Transaction& transaction, const store::TonWithdrawal& withdrawal) {
  Line line = of("ton_asked", withdrawal);
  line.word("destination", domain::raw_text(withdrawal.destination));
  add_name(line, "asker", withdrawal.asker);
  write(transaction, withdrawal.id.value, line);
}

void fact_ton_approved(store::Transaction& transaction, const store::TonWithdrawal& withdrawal) {
  write(transaction, withdrawal.id.value,
        of("ton_approved", withdrawal).word("operator", withdrawal.approver));
}

void fact_ton_taken(store::Transaction& transaction, const store::TonWithdrawal& withdrawal) {
  write(transaction, withdrawal.id.value,
        of("ton_taken", withdrawal)
            .word("operator", withdrawal.operator_name)
            .number("until", withdrawal.link_until.ms));
}

void fact_ton_rejected(store::Transaction& transaction, const store::TonWithdrawal& withdrawal) {
  write(transaction, withdrawal.id.value,
        of("ton_rejected", withdrawal).word("operator", withdrawal.operator_name));
}

void fact_ton_disputed(store::Transaction& transaction, const store::TonWithdrawal& withdrawal) {
  write(transaction, withdrawal.id.value,
        of("ton_disputed", withdrawal).number("disputed", withdrawal.disputed));
}

void fact_ton_suspended(store::Transaction& transaction, const store::TonSuspense& suspense) {
  Line line("ton_suspended");
  line.id("suspense", suspense.id.value).word("source", domain::raw_text(suspense.source));
  line.number("reason", static_cast<std::int64_t>(suspense.reason));
  if (suspense.player) line.id("player", suspense.player.value);
  write(transaction, suspense.id.value, line);
}

void fact_ton_memo(store::Transaction& transaction, const std::string& memo, PlayerId player) {
  Line line("ton_memo");
  write(transaction, player.value, line.word("memo", memo).id("player", player.value));
}

void complete_ton_facts(store::Transaction& transaction) {
  if (store::has_payment_facts(transaction, kAll)) return;
  for (const auto& withdrawal : store::find_ton_withdrawals_unsaid(transaction)) {
    fact_ton_found(transaction, withdrawal);
  }
  for (const auto& suspense : store::find_ton_suspenses_unsaid(transaction)) {
    fact_ton_suspended(transaction, suspense);
  }
  for (const auto& [memo, player] : store::find_ton_memos_unsaid(transaction)) {
    fact_ton_memo(transaction, memo, player);
  }
  write(transaction, kAll, Line("ton_facts"));
}

}  // namespace ludice::service
