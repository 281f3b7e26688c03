// What rows of TON say beyond their money, beside the facts of the hash chain: destination, source, who
// wanted, agreed, took and rejected, until when a link pays, and whose a memo is.
#include "audit/checks.hpp"
#include "audit/fact_line.hpp"
#include "audit/stream.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ludice::audit {
namespace {

/// What was found of rows from before there were facts was written later than what was done since.
constexpr const char* kFacts =
    "SELECT about, body FROM payment_fact WHERE about <> 0 "
    "ORDER BY about, CASE WHEN body LIKE 'ton_found %' THEN 0 ELSE 1 END, id";
/// Of about 0: from there on every row has its facts.
constexpr const char* kComplete = "SELECT COUNT(*), MIN(body) FROM payment_fact WHERE about = 0";
constexpr const char* kWithdrawals =
    "SELECT id, destination, asker, approver, operator, link_until, disputed, state FROM ton_withdrawal "
    "ORDER BY id";
constexpr const char* kSums = "SELECT id, source, reason, COALESCE(player, 0) FROM ton_suspense ORDER BY id";
constexpr const char* kMemos = "SELECT player, memo FROM ton_memo ORDER BY player";

enum State : std::int64_t { kAsked = 0, kTaken = 1, kRejected = 3 };

/// What the facts about one id come to.
struct Said {
  bool any = false;
  bool strange = false;  ///< a line that the program never writes of it
  bool withdrawal = false;
  bool suspense = false;
  bool memo = false;
  bool rejected = false;
  std::string destination, asker, approver, operator_name, source, memo_text;
  std::int64_t until = 0;
  std::int64_t disputed = 0;
  std::int64_t reason = 0;
  std::int64_t player = 0;
};

bool is_begin(std::string_view name) {
  return name == "ton_asked" || name == "ton_found" || name == "ton_suspended" || name == "ton_memo";
}

void begin(Said& said, const FactLine& line) {
  if (said.withdrawal || said.suspense || said.memo) said.strange = true;
  said.withdrawal = line.name() == "ton_asked" || line.name() == "ton_found";
  said.suspense = line.name() == "ton_suspended";
  said.memo = line.name() == "ton_memo";
  said.destination = line.word("destination");
  said.asker = line.word("asker");
  said.approver = line.word("approver");
  said.operator_name = line.word("operator");
  said.source = line.word("source");
  said.memo_text = line.word("memo");
  said.until = line.instant("until");
  said.disputed = line.instant("disputed");
  said.reason = line.instant("reason");
  said.player = line.id("player");
}

/// Which row the line is about.
std::int64_t about_in(const FactLine& line) {
  return line.id(line.has("withdrawal") ? "withdrawal" : line.has("suspense") ? "suspense" : "player");
}

void take(Said& said, std::int64_t about, std::string_view body) {
  said.any = true;
  const auto line = FactLine::parse(body);
  const std::string_view name = line && about_in(*line) == about ? line->name() : std::string_view();
  if (is_begin(name)) {
    begin(said, *line);
  } else if (name == "ton_approved") {
    said.approver = line->word("operator");
  } else if (name == "ton_taken") {
    said.operator_name = line->word("operator");
    said.until = line->number("until");
  } else if (name == "ton_rejected") {
    said.operator_name = line->word("operator");
    said.rejected = true;
  } else if (name == "ton_disputed") {
    said.disputed = line->number("disputed");
  } else {
    said.strange = true;
  }
}

Said take_all(Stream& facts, std::int64_t about) {
  Said said;
  for (; facts.key() == about; facts.next()) take(said, about, facts.row().text(1));
  return said;
}

std::string_view fault_of_withdrawal(const Cursor& row, const Said& said) {
  if (row.text(1) != said.destination) return "goes elsewhere than was asked";
  if (row.text(2) != said.asker) return "was wanted by somebody else";
  if (row.text(3) != said.approver) return "was approved by somebody else, or by nobody";
  if (row.text(4) != said.operator_name) return "was taken or rejected by somebody else, or by nobody";
  if (row.integer(5) != said.until) return "has a link with another end";
  if (row.integer(6) != said.disputed) return "was disputed by another payment, or by none";
  const std::int64_t state = row.integer(7);
  const bool is_taken = !said.operator_name.empty();
  if ((state == kAsked && is_taken) || (state == kTaken && !is_taken))
    return "is not taken, or is, as it says";
  if (said.rejected && state != kRejected) return "was rejected, and does not say so";
  return {};
}

std::string_view fault_of_sum(const Cursor& row, const Said& said) {
  if (row.text(1) != said.source) return "came from elsewhere than it says";
  if (row.integer(2) != said.reason) return "waits for another reason than it says";
  if (row.integer(3) != said.player) return "names another player than it says";
  return {};
}

/// One pass over all rows and facts in the order of their ids.
class FactWalk {
 public:
  FactWalk(Source& source, Report& report)
      : report_(report),
        facts_(source, kFacts),
        withdrawals_(source, kWithdrawals),
        sums_(source, kSums),
        memos_(source, kMemos) {
    const auto complete = source.read(kComplete);
    complete->next();
    const std::int64_t count = complete->integer(0);
    is_complete_ = count > 0;
    if (count > 1 || (count == 1 && complete->text(1) != "ton_facts"))
      report.found("the facts of payments are said to be complete in another way than the program does");
  }

  void run() {
    for (;;) {
      const std::int64_t id = std::min({facts_.key(), withdrawals_.key(), sums_.key(), memos_.key()});
      if (id == Stream::kEnd) return;
      step(id, take_all(facts_, id));
    }
  }
  std::int64_t rows() const { return rows_; }
  std::int64_t before() const { return before_; }

 private:
  void step(std::int64_t id, const Said& said) {
    if (said.strange) report_.found(fmt::format("the chain says of {} what the program never says", id));
    const std::int64_t before = rows_;
    for (; withdrawals_.key() == id; withdrawals_.next())
      check("the withdrawal", id, said.withdrawal, fault_of_withdrawal(withdrawals_.row(), said));
    for (; sums_.key() == id; sums_.next())
      check("suspense", id, said.suspense, fault_of_sum(sums_.row(), said));
    for (; memos_.key() == id; memos_.next())
      check("the memo of player", id, said.memo,
            memos_.row().text(1) == said.memo_text ? "" : "is another one than was given to him");
    if (said.any && rows_ != before + 1)
      report_.found(fmt::format("the chain speaks of {}, which is not one payment or memo", id));
  }

  void check(std::string_view what, std::int64_t id, bool begun, std::string_view fault) {
    ++rows_;
    if (begun) {
      if (!fault.empty()) report_.found(fmt::format("{} {} {}", what, id, fault));
    } else if (is_complete_) {
      report_.found(fmt::format("{} {} is not in the chain", what, id));
    } else {
      ++before_;
    }
  }

  Report& report_;
  Stream facts_;
  Stream withdrawals_;
  Stream sums_;
  Stream memos_;
  bool is_complete_ = false;
  std::int64_t rows_ = 0;
  std::int64_t before_ = 0;
};

}  // namespace

void check_ton_facts(Source& source, Report& report) {
  FactWalk walk(source, report);
  walk.run();
  report.end("payments in TON say what the chain says of them", walk.rows(),
             fmt::format("withdrawals, sums in suspense and memos, {} of them from before there were facts",
                         walk.before()));
}

}  // namespace ludice::audit
