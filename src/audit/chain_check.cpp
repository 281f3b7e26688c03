// The hash chain: transfers, facts of games and of payments, and what operators did in their order, hashed
// anew and held against every seal.
#include "audit/chain_walk.hpp"
#include "audit/checks.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ludice::audit {
namespace {

/// On SQLite a row's id is its place.
constexpr const char* kTransfers =
    "SELECT id, at, key, code, debit, credit, amount, game, external, debit_after, credit_after, "
    "debit_version, credit_version FROM transfer ORDER BY id";
constexpr const char* kFacts = "SELECT id, at, body FROM fact ORDER BY id";
constexpr const char* kActs =
    "SELECT id, at, operator, call, request_id, fields, outcome FROM operator_act ORDER BY id";
constexpr const char* kPaymentFacts = "SELECT id, at, body FROM payment_fact ORDER BY id";

#define LUDICE_RECORD_COLUMNS                                                                          \
  "COALESCE(t.at, f.at, o.at, p.at), t.key, t.code, t.debit, t.credit, t.amount, t.game, t.external, " \
  "t.debit_after, t.credit_after, t.debit_version, t.credit_version, f.body, o.operator, o.call, "     \
  "o.request_id, o.fields, o.outcome, p.body"
#define LUDICE_RECORDS(table)                                                     \
  "LEFT JOIN transfer t ON t.id = " table ".id LEFT JOIN fact f ON f.id = " table \
  ".id LEFT JOIN operator_act o ON o.id = " table ".id LEFT JOIN payment_fact p ON p.id = " table ".id "
/// On PostgreSQL a place is given to a row some time after it was written; until then its record waits.
constexpr const char* kPlaces =
    "SELECT c.place, " LUDICE_RECORD_COLUMNS " FROM chain_place c " LUDICE_RECORDS("c") "ORDER BY c.place";
constexpr const char* kUnsealed =
    "SELECT u.id, " LUDICE_RECORD_COLUMNS ", u.record FROM unsealed u " LUDICE_RECORDS("u") "ORDER BY u.id";
#undef LUDICE_RECORDS
#undef LUDICE_RECORD_COLUMNS
constexpr const char* kTransferIds = "SELECT id FROM transfer ORDER BY id";
constexpr const char* kFactIds = "SELECT id FROM fact ORDER BY id";
constexpr const char* kActIds = "SELECT id FROM operator_act ORDER BY id";
constexpr const char* kPaymentFactIds = "SELECT id FROM payment_fact ORDER BY id";
constexpr const char* kPlacedIds = "SELECT id FROM chain_place ORDER BY id";
/// Of no use where ids are places.
constexpr const char* kStrays = "SELECT id FROM unsealed UNION ALL SELECT id FROM chain_place ORDER BY id";
constexpr int kAt = 1;
constexpr int kKey = 2;
constexpr int kBody = 13;
constexpr int kOperator = 14;
constexpr int kPaymentFact = 19;
constexpr int kWaiting = 20;

/// What was sealed of a transfer; `row` has the columns of kTransfers.
std::string text_of_transfer(const Cursor& row) {
  return fmt::format(
      "transfer key={} code={} debit={} credit={} amount={} game={} external={} debit_after={} "
      "credit_after={} debit_version={} credit_version={} at={}",
      row.text(2), row.integer(3), row.integer(4), row.integer(5), row.integer(6), row.integer(7),
      row.text(8), row.integer(9), row.integer(10), row.integer(11), row.integer(12), row.integer(kAt));
}

/// Of what an operator did, whose columns begin at `first`.
std::string text_of_act(const Cursor& row, int first) {
  return fmt::format("operator name={} call={} request_id={} fields={} outcome={} at={}", row.text(first),
                     row.text(first + 1), row.text(first + 2), row.text(first + 3), row.text(first + 4),
                     row.integer(kAt));
}

/// Of what was said of a payment, in the column `body`.
std::string text_of_payment_fact(const Cursor& row, int body) {
  return fmt::format("{} at={}", row.text(body), row.integer(kAt));
}

/// Of whichever the row is of.
std::string text_of_any(const Cursor& row) {
  if (!row.is_null(kKey)) return text_of_transfer(row);
  if (!row.is_null(kPaymentFact)) return text_of_payment_fact(row, kPaymentFact);
  return row.is_null(kOperator) ? std::string(row.text(kBody)) : text_of_act(row, kOperator);
}

int records_in(const Cursor& row) {
  return (row.is_null(kKey) ? 0 : 1) + (row.is_null(kBody) ? 0 : 1) + (row.is_null(kOperator) ? 0 : 1) +
         (row.is_null(kPaymentFact) ? 0 : 1);
}

void walk_by_id(Source& source, ChainWalk& walk, Report& report) {
  for (Stream strays(source, kStrays); !strays.done(); strays.next())
    report.found(fmt::format("record {} has a place beside its own", strays.key()));
  Stream transfers(source, kTransfers);
  Stream facts(source, kFacts);
  Stream acts(source, kActs);
  Stream payments(source, kPaymentFacts);
  for (;;) {
    const std::int64_t place = std::min({transfers.key(), facts.key(), acts.key(), payments.key()});
    if (place == Stream::kEnd) return;
    if (transfers.key() == place) {
      walk.record(place, text_of_transfer(transfers.row()), transfers.row().integer(kAt));
      transfers.next();
    } else if (facts.key() == place) {
      walk.record(place, facts.row().text(2), facts.row().integer(kAt));
      facts.next();
    } else if (acts.key() == place) {
      walk.record(place, text_of_act(acts.row(), 2), acts.row().integer(kAt));
      acts.next();
    } else {
      walk.record(place, text_of_payment_fact(payments.row(), 2), payments.row().integer(kAt));
      payments.next();
    }
  }
}

void walk_by_place(Source& source, ChainWalk& walk, Report& report) {
  Stream places(source, kPlaces);
  for (; !places.done(); places.next()) {
    const Cursor& row = places.row();
    if (records_in(row) != 1) report.found(fmt::format("place {} is not that of one record", places.key()));
    walk.record(places.key(), text_of_any(row), row.integer(kAt));
  }
}

/// Every record has a place or waits for one, and what waits is what its row says. How many wait.
std::int64_t check_places(Source& source, Report& report) {
  Stream transfers(source, kTransferIds);
  Stream facts(source, kFactIds);
  Stream acts(source, kActIds);
  Stream payments(source, kPaymentFactIds);
  Stream placed(source, kPlacedIds);
  Stream waiting(source, kUnsealed);
  std::int64_t count = 0;
  for (;;) {
    const std::int64_t id =
        std::min({transfers.key(), facts.key(), acts.key(), payments.key(), placed.key(), waiting.key()});
    if (id == Stream::kEnd) return count;
    const auto take = [id](Stream& stream) {
      const bool here = stream.key() == id;
      if (here) stream.next();
      return here ? 1 : 0;
    };
    if (waiting.key() == id) {
      ++count;
      if (waiting.row().text(kWaiting) != text_of_any(waiting.row()))
        report.found(fmt::format("what waits to be sealed of record {} is not what it says", id));
    }
    const int rows = take(transfers) + take(facts) + take(acts) + take(payments);
    const int places = take(placed) + take(waiting);
    if (rows != 1 || places != 1)
      report.found(fmt::format("record {} does not have one row and one place", id));
  }
}

}  // namespace

void check_chain(Source& source, const std::optional<std::string>& noted_head, Report& report) {
  ChainWalk walk(source, noted_head, report);
  std::int64_t waiting = 0;
  if (source.engine() == Engine::sqlite) {
    walk_by_id(source, walk, report);
  } else {
    walk_by_place(source, walk, report);
    waiting = check_places(source, report);
  }
  walk.finish();
  walk.report(waiting);
}

}  // namespace ludice::audit
