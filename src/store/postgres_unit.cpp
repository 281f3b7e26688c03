// Time, changes and records of one unit of work.
#include "store/postgres_unit.hpp"

namespace ludice::store {
namespace {

constexpr Statement kInsertUnsealed{"INSERT INTO unsealed (id, record) VALUES ($1, $2)"};

}  // namespace

Instant PostgresReader::now() const {
  if (!now_) now_ = shared_.clock.now();
  return *now_;
}

Instant PostgresUnit::civil() const {
  if (!civil_) civil_ = shared_.clock.civil();
  return *civil_;
}

std::int64_t PostgresUnit::execute(const Statement& statement, std::initializer_list<Param> params) {
  const std::int64_t changed = connection_.execute(statement, params);
  changes_ += changed;
  return changed;
}

void PostgresUnit::change_one(const Statement& statement, std::initializer_list<Param> params) {
  ++changes_;
  connection_.queue_change(statement, params);
}

std::int64_t PostgresUnit::seal(std::string_view record) {
  const std::int64_t id = next_id();
  change_one(kInsertUnsealed, {id, record});
  return id;
}

void PostgresUnit::committed() noexcept {
  if (changes_ > 0) shared_.clock.record(now(), civil_.value_or(Instant{}));
  for (const auto& action : on_commit_) action();
}

void PostgresUnit::rolled_back() {
  for (const auto& action : on_rollback_) action();
}

}  // namespace ludice::store
