// Proofs beside the throws they stand for, merged by the place of the throw's fact.
#include "audit/checks.hpp"
#include "audit/fact_line.hpp"
#include "audit/stream.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ludice::audit {
namespace {

constexpr const char* kProofs = "SELECT fact, chat, message FROM proof ORDER BY fact, chat, message";
constexpr const char* kThrows =
    "SELECT id, body FROM fact WHERE body LIKE 'throw_made %' AND body LIKE '% chat=%' ORDER BY id";
constexpr const char* kRepeated =
    "SELECT COUNT(*), chat, message FROM proof GROUP BY chat, message HAVING COUNT(*) > 1 "
    "ORDER BY chat, message";

bool is_proof_of(const Cursor& proof, const Cursor& thrown) {
  const auto fact = FactLine::parse(thrown.text(1));
  return fact && fact->number("chat") == proof.integer(1) && fact->number("message") == proof.integer(2);
}

}  // namespace

void check_proofs(Source& source, Report& report) {
  Stream proofs(source, kProofs);
  Stream throws(source, kThrows);
  std::int64_t count = 0;
  while (!proofs.done() || !throws.done()) {
    const std::int64_t fact = std::min(proofs.key(), throws.key());
    const bool thrown = throws.key() == fact;
    int shown = 0;
    for (; proofs.key() == fact; proofs.next(), ++shown, ++count) {
      if (thrown && is_proof_of(proofs.row(), throws.row())) continue;
      report.found(fmt::format("the proof {}/{} is not that of its throw", proofs.row().integer(1),
                               proofs.row().integer(2)));
    }
    if (thrown && shown != 1) report.found(fmt::format("the throw of fact {} has lost its proof", fact));
    if (thrown) throws.next();
  }
  const auto repeated = source.read(kRepeated);
  while (repeated->next()) {
    report.found(fmt::format("the proof {}/{} stands twice", repeated->integer(1), repeated->integer(2)));
  }
  report.end("proofs stand for one throw each", count, "proofs");
}

}  // namespace ludice::audit
