// The acts that imports and adoptions left in the chain, beside what they did: each has one, and each did
// what it says.
#include "audit/checks.hpp"
#include "audit/digest.hpp"
#include "audit/stream.hpp"
#include "base/hex.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace ludice::audit {
namespace {

constexpr const char* kActs =
    "SELECT at, operator, call, request_id, fields FROM operator_act WHERE outcome = 'done' AND call IN "
    "('adopt', 'import')";
constexpr const char* kImports =
    "SELECT id, asset, balances, stakes, at, recorded FROM legacy_import ORDER BY id";
#define LUDICE_PAYMENTS "SELECT import, charge, name, amount, at FROM legacy_payment ORDER BY import, charge"
constexpr const char* kPayments = LUDICE_PAYMENTS;
/// In the order of their bytes there, too.
constexpr const char* kPaymentsOnPostgres = LUDICE_PAYMENTS " COLLATE \"C\"";
#undef LUDICE_PAYMENTS
constexpr const char* kJoined =
    "SELECT u.origin, u.name, COALESCE(p.telegram_id, 0), CASE WHEN b.origin IS NULL THEN 0 ELSE 1 END "
    "FROM legacy_user u LEFT JOIN player p ON p.id = u.player LEFT JOIN legacy_joined_before b ON b.origin = "
    "u.origin WHERE u.player <> u.origin ORDER BY u.origin";
constexpr const char* kAdoptions = "SELECT debit - debit % 4, at FROM transfer WHERE code = 16 ORDER BY 1";

constexpr std::array<const char*, 3> kAssetNames = {"points", "stars", "ton"};

/// As JSON has it; names have no control characters.
std::string quoted(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + '"';
}

struct Act {
  std::int64_t at = 0;
  std::string operator_name;
  std::string fields;
  int times = 0;
};

/// The acts of the command line, each to be asked for once.
class Acts {
 public:
  explicit Acts(Source& source) {
    for (const auto rows = source.read(kActs); rows->next();) {
      Act& act = acts_[{std::string(rows->text(2)), std::string(rows->text(3))}];
      act = {rows->integer(0), std::string(rows->text(1)), std::string(rows->text(4)), act.times + 1};
    }
  }
  /// What is wrong with the act that must be there; `at`: 0 where nothing else says when it was.
  std::string_view take(const char* call, std::int64_t id, std::string_view fields, std::int64_t at) {
    const auto found = acts_.find({call, to_base32(id)});
    if (found == acts_.end()) return "was done by no act of an operator";
    const Act act = std::exchange(found->second, {});
    acts_.erase(found);
    ++taken_;
    if (act.times != 1) return "was done by several acts of operators";
    if (act.operator_name != "command" || act.fields != fields) return "is not what its act says";
    return at == 0 || act.at == at ? "" : "has another time than its act";
  }
  bool has(const char* call, std::int64_t id) const { return acts_.contains({call, to_base32(id)}); }
  std::int64_t taken() const { return taken_; }
  void report_rest(Report& report) const {
    for (const auto& [about, act] : acts_)
      report.found(fmt::format("the act {} {} {} did nothing", about.first, about.second, act.fields));
  }

 private:
  std::map<std::pair<std::string, std::string>, Act> acts_;
  std::int64_t taken_ = 0;
};

/// Takes the payments of one import off the stream; how many, and what they come to.
std::pair<std::int64_t, std::string> digest_payments(Stream& payments, std::int64_t import) {
  Digest digest;
  digest.begin(std::string(kHashBytes, '\0'));
  std::int64_t count = 0;
  for (; payments.key() == import; payments.next()) {
    const Cursor& row = payments.row();
    digest.add(++count, fmt::format("{}\n{}\n{}\n{}", row.text(1), row.text(2), row.integer(3), row.text(4)));
  }
  return {count, to_hex(digest.finish())};
}

/// How many are from before there were acts.
std::int64_t check_imports(Source& source, Acts& acts, Report& report) {
  Stream imports(source, kImports);
  Stream payments(source, source.engine() == Engine::sqlite ? kPayments : kPaymentsOnPostgres);
  const std::int64_t loose = payments.key() == 0 ? digest_payments(payments, 0).first : 0;
  std::int64_t before = 0;
  std::int64_t recorded = 0;
  for (; !imports.done(); imports.next()) {
    const std::int64_t number = imports.key();
    for (; payments.key() < number; payments.next())
      report.found(fmt::format("the payment {} is of no import", payments.row().text(1)));
    const Cursor& row = imports.row();
    const auto [count, digest] = digest_payments(payments, number);
    if (row.integer(5) == 0) {
      ++before;
      if (recorded > 0 || count > 0 || acts.has("import", number))
        report.found(fmt::format("import {} says that it is from before there were acts", number));
      continue;
    }
    ++recorded;
    const auto asset = static_cast<std::size_t>(std::clamp<std::int64_t>(row.integer(1), 0, 2));
    const std::string fields =
        fmt::format(R"({{"asset":"{}","balances":{},"payments":{},"payments_digest":"{}","stakes":{}}})",
                    kAssetNames.at(asset), row.integer(2), count, digest, row.integer(3));
    const std::string_view fault = acts.take("import", number, fields, row.integer(4));
    if (!fault.empty()) report.found(fmt::format("import {} {}", number, fault));
  }
  for (; !payments.done(); payments.next())
    report.found(fmt::format("the payment {} is of no import", payments.row().text(1)));
  if (loose > 0 && before == 0)
    report.found(fmt::format("{} payments say that they are from before there were acts", loose));
  return before;
}

/// The same of adoptions.
std::int64_t check_adoptions(Source& source, Acts& acts, Report& report) {
  Stream joined(source, kJoined);
  Stream transfers(source, kAdoptions);
  std::int64_t before = 0;
  while (!joined.done() || !transfers.done()) {
    const std::int64_t player = std::min(joined.key(), transfers.key());
    const std::int64_t at = transfers.key() == player ? transfers.row().integer(1) : 0;
    bool together = true;
    for (; transfers.key() == player; transfers.next())
      together = together && transfers.row().integer(1) == at;
    if (!together) report.found(fmt::format("what player {} had went over at different times", player));
    if (joined.key() != player) {
      report.found(fmt::format("player {} is joined to nobody, and its money was moved so", player));
      continue;
    }
    for (; joined.key() == player; joined.next()) {
      const Cursor& row = joined.row();
      if (row.integer(3) != 0) {
        ++before;
        if (acts.has("adopt", player))
          report.found(fmt::format("player {} says that it was joined before there were acts", player));
        continue;
      }
      const std::string fields = fmt::format(R"({{"id":{},"name":{}}})", row.integer(2), quoted(row.text(1)));
      const std::string_view fault = acts.take("adopt", player, fields, at);
      if (!fault.empty()) report.found(fmt::format("the adoption of player {} {}", player, fault));
    }
  }
  return before;
}

}  // namespace

void check_legacy_acts(Source& source, Report& report) {
  Acts acts(source);
  const std::int64_t imports = check_imports(source, acts, report);
  const std::int64_t adoptions = check_adoptions(source, acts, report);
  acts.report_rest(report);
  report.end(
      "imports and adoptions are what operators did", acts.taken(),
      fmt::format("acts, {} imports and {} adoptions from before there were acts", imports, adoptions));
}

}  // namespace ludice::audit
