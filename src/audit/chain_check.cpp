// The hash chain: transfers and facts in their order, hashed anew and held against every seal.
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

/// On PostgreSQL a place is given to a row some time after it was written; until then its record waits.
constexpr const char* kPlaces =
    "SELECT p.place, COALESCE(t.at, f.at), t.key, t.code, t.debit, t.credit, t.amount, t.game, t.external, "
    "t.debit_after, t.credit_after, t.debit_version, t.credit_version, f.body FROM chain_place p "
    "LEFT JOIN transfer t ON t.id = p.id LEFT JOIN fact f ON f.id = p.id ORDER BY p.place";
constexpr const char* kUnsealed =
    "SELECT u.id, COALESCE(t.at, f.at), t.key, t.code, t.debit, t.credit, t.amount, t.game, t.external, "
    "t.debit_after, t.credit_after, t.debit_version, t.credit_version, f.body, u.record FROM unsealed u "
    "LEFT JOIN transfer t ON t.id = u.id LEFT JOIN fact f ON f.id = u.id ORDER BY u.id";
constexpr const char* kTransferIds = "SELECT id FROM transfer ORDER BY id";
constexpr const char* kFactIds = "SELECT id FROM fact ORDER BY id";
constexpr const char* kPlacedIds = "SELECT id FROM chain_place ORDER BY id";
/// Of no use where ids are places.
constexpr const char* kStrays = "SELECT id FROM unsealed UNION ALL SELECT id FROM chain_place ORDER BY id";
constexpr int kKey = 2;
constexpr int kBody = 13;

/// What was sealed of a transfer; `row` has the columns of kTransfers.
std::string text_of_transfer(const Cursor& row) {
  return fmt::format(
      "transfer key={} code={} debit={} credit={} amount={} game={} external={} debit_after={} "
      "credit_after={} debit_version={} credit_version={} at={}",
      row.text(2), row.integer(3), row.integer(4), row.integer(5), row.integer(6), row.integer(7),
      row.text(8), row.integer(9), row.integer(10), row.integer(11), row.integer(12), row.integer(1));
}

/// Of a transfer or a fact, whichever the row is of.
std::string text_of_either(const Cursor& row) {
  return row.is_null(kKey) ? std::string(row.text(kBody)) : text_of_transfer(row);
}

void walk_by_id(Source& source, ChainWalk& walk, Report& report) {
  for (Stream strays(source, kStrays); !strays.done(); strays.next())
    report.found(fmt::format("record {} has a place beside its own", strays.key()));
  Stream transfers(source, kTransfers);
  Stream facts(source, kFacts);
  while (!transfers.done() || !facts.done()) {
    if (transfers.key() <= facts.key()) {
      walk.record(transfers.key(), text_of_transfer(transfers.row()), transfers.row().integer(1));
      transfers.next();
    } else {
      walk.record(facts.key(), facts.row().text(2), facts.row().integer(1));
      facts.next();
    }
  }
}

void walk_by_place(Source& source, ChainWalk& walk, Report& report) {
  Stream places(source, kPlaces);
  for (; !places.done(); places.next()) {
    const Cursor& row = places.row();
    if (row.is_null(kKey) == row.is_null(kBody))
      report.found(fmt::format("place {} is not that of one record", places.key()));
    walk.record(places.key(), text_of_either(row), row.integer(1));
  }
}

/// Every record has a place or waits for one, and what waits is what its row says. How many wait.
std::int64_t check_places(Source& source, Report& report) {
  Stream transfers(source, kTransferIds);
  Stream facts(source, kFactIds);
  Stream placed(source, kPlacedIds);
  Stream waiting(source, kUnsealed);
  std::int64_t count = 0;
  for (;;) {
    const std::int64_t id = std::min({transfers.key(), facts.key(), placed.key(), waiting.key()});
    if (id == Stream::kEnd) return count;
    const auto take = [id](Stream& stream) {
      const bool here = stream.key() == id;
      if (here) stream.next();
      return here ? 1 : 0;
    };
    if (waiting.key() == id) {
      ++count;
      if (waiting.row().text(kBody + 1) != text_of_either(waiting.row()))
        report.found(fmt::format("what waits to be sealed of record {} is not what it says", id));
    }
    const int rows = take(transfers) + take(facts);
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
