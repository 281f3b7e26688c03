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

/// What was sealed of a transfer; `row` has the columns of kTransfers.
std::string text_of_transfer(const Cursor& row) {
  return fmt::format(
      "transfer key={} code={} debit={} credit={} amount={} game={} external={} debit_after={} "
      "credit_after={} debit_version={} credit_version={} at={}",
      row.text(2), row.integer(3), row.integer(4), row.integer(5), row.integer(6), row.integer(7),
      row.text(8), row.integer(9), row.integer(10), row.integer(11), row.integer(12), row.integer(1));
}

void walk_by_id(Source& source, ChainWalk& walk) {
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

}  // namespace

void check_chain(Source& source, const std::optional<std::string>& noted_head, Report& report) {
  ChainWalk walk(source, noted_head, report);
  walk_by_id(source, walk);
  walk.finish();
  walk.report();
}

}  // namespace ludice::audit
