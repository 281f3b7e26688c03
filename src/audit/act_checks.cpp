// What only operators can do, beside their calls: each was made in the transaction that did it, so it has the
// same time.
#include "audit/checks.hpp"
#include "audit/fact_line.hpp"
#include "audit/stream.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace ludice::audit {
namespace {

constexpr const char* kClaims =
    "SELECT at, body AS said FROM payment_fact WHERE body LIKE 'ton_approved %' OR body LIKE 'ton_taken %' "
    "OR body LIKE 'ton_rejected %' OR body LIKE 'ton_asked % asker=%' "
    "UNION ALL SELECT at, key AS said FROM transfer WHERE code IN (8, 9, 11, 12, 13, 15) AND (key LIKE "
    "'forgiven:%' OR key LIKE 'stars:decided:%' OR key LIKE 'ton:decided:%' OR key LIKE 'ton:rejected:%' OR "
    "key LIKE 'house:rake:%' OR key "
    "LIKE 'house:fund:%') ORDER BY 1";
constexpr const char* kActs =
    "SELECT at, operator, call, fields FROM operator_act WHERE outcome = 'done' ORDER BY at";

struct Act {
  std::string operator_name;
  std::string call;
  std::string fields;
};

/// What an act must be like to stand for a claim; what is empty does not matter.
struct Wanted {
  std::string_view call;  ///< or what it begins with
  std::string_view operator_name;
  std::string_view about;  ///< an id among its fields
};

/// What stands between the second colon of a key and the third, if there is one.
std::string_view id_in(std::string_view key) {
  key.remove_prefix(key.find(':', key.find(':') + 1) + 1);
  return key.substr(0, key.find(':'));
}

/// What stands behind the third colon: a payment's name outside. Empty where a field shows it otherwise.
std::string_view payment_in(std::string_view key) {
  for (int colon = 0; colon < 3; ++colon) key.remove_prefix(key.find(':') + 1);
  const bool is_plain =
      std::ranges::all_of(key, [](char c) { return c > ' ' && c < '\x7F' && c != '"' && c != '\\'; });
  return is_plain ? key : std::string_view();
}

Wanted wanted_for_transfer(std::string_view key) {
  if (key.starts_with("stars:decided:")) return {"/operator/stars/suspense/", {}, payment_in(key)};
  if (key.starts_with("forgiven:")) return {"/operator/forgive", {}, {}};
  if (key.starts_with("house:")) return {"/operator/fund", {}, {}};
  if (key.starts_with("ton:rejected:")) return {"/operator/withdrawals/reject", {}, id_in(key)};
  return {"/operator/suspense/", {}, id_in(key)};
}

/// `line` outlives what is given back.
Wanted wanted_for_fact(const FactLine& line) {
  if (line.name() == "ton_asked") return {"/operator/suspense/refund", line.word("asker"), {}};
  const std::string_view call = line.name() == "ton_approved" ? "/operator/withdrawals/approve"
                                : line.name() == "ton_taken"  ? "/operator/withdrawals/take"
                                                              : "/operator/withdrawals/reject";
  return {call, line.word("operator"), line.word("withdrawal")};
}

bool stands_for(const Act& act, const Wanted& wanted) {
  return act.call.starts_with(wanted.call) &&
         (wanted.operator_name.empty() || act.operator_name == wanted.operator_name) &&
         (wanted.about.empty() || act.fields.contains(fmt::format("\"{}\"", wanted.about)));
}

bool is_covered(std::string_view said, const std::vector<Act>& acts) {
  const auto any = [&acts](const Wanted& wanted) {
    return std::ranges::any_of(acts, [&wanted](const Act& act) { return stands_for(act, wanted); });
  };
  if (said.contains(' ') && !said.starts_with("stars:")) {
    const auto line = FactLine::parse(said);
    return line && any(wanted_for_fact(*line));
  }
  return any(wanted_for_transfer(said));
}

}  // namespace

void check_acts(Source& source, Report& report) {
  Stream claims(source, kClaims);
  Stream acts(source, kActs);
  std::int64_t count = 0;
  while (!claims.done()) {
    const std::int64_t at = claims.key();
    while (acts.key() < at) acts.next();
    std::vector<Act> now;
    for (; acts.key() == at; acts.next()) {
      const Cursor& row = acts.row();
      now.push_back({std::string(row.text(1)), std::string(row.text(2)), std::string(row.text(3))});
    }
    for (; claims.key() == at; claims.next(), ++count) {
      const std::string_view said = claims.row().text(1);
      if (!is_covered(said, now))
        report.found(fmt::format("no operator is known to have done this: {}", said));
    }
  }
  report.end("what only operators can do was done by a call of one", count, "decisions and transfers");
}

}  // namespace ludice::audit
