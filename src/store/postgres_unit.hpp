// The transaction that bodies see on PostgreSQL: rows are locked as their statements say, changes are sent
// ahead, records wait for the sealer.
#pragma once

#include "store/node_ids.hpp"
#include "store/postgres_connection.hpp"
#include "store/recorded_clock.hpp"
#include "store/transaction.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace ludice::store {

/// What all units of work of a process share.
struct PostgresShared {
  RecordedClock clock;  ///< over the database's
  NodeIds& ids;
};

/// Reading without locks; also the whole of a read.
class PostgresReader final : public Reader {
 public:
  PostgresReader(PostgresConnection& connection, const PostgresShared& shared, int shard)
      : connection_(connection), shared_(shared), shard_(shard) {}

  /// Taken when it is first asked for, in a body after its locks.
  Instant now() const override;
  Instant civil() const override { return shared_.clock.civil(); }
  Rows query(const Statement& statement, std::initializer_list<Param> params) override {
    return connection_.query(statement, params);
  }
  int shard() const override { return shard_; }
  void saw_id(std::int64_t id) override { shared_.ids.saw(id); }

 private:
  PostgresConnection& connection_;
  const PostgresShared& shared_;
  const int shard_;
  mutable std::optional<Instant> now_;
};

class PostgresUnit final : public Transaction {
 public:
  PostgresUnit(PostgresConnection& connection, PostgresShared& shared, int shard)
      : connection_(connection), shared_(shared), reader_(connection, shared, shard) {}

  Instant now() const override { return reader_.now(); }
  Instant civil() const override;
  int shard() const override { return reader_.shard(); }
  Reader& peek() override { return reader_; }
  Rows query(const Statement& statement, std::initializer_list<Param> params) override {
    return connection_.query(statement, params, PostgresConnection::Locking::as_stated);
  }
  std::int64_t execute(const Statement& statement, std::initializer_list<Param> params) override;
  void change_one(const Statement& statement, std::initializer_list<Param> params) override;
  std::int64_t next_id() override { return shared_.ids.next(now()); }
  void saw_id(std::int64_t id) override { shared_.ids.saw(id); }
  std::int64_t seal(std::string_view record) override;
  void after_commit(std::function<void()> action) override { on_commit_.push_back(std::move(action)); }
  void after_rollback(std::function<void()> action) override { on_rollback_.push_back(std::move(action)); }

  /// Rows changed by the body.
  std::int64_t changes() const { return changes_; }
  /// Nothing may fail from here on: an exception would have a body run again whose effects are on disk.
  void committed() noexcept;
  void rolled_back();

 private:
  PostgresConnection& connection_;
  PostgresShared& shared_;
  PostgresReader reader_;
  mutable std::optional<Instant> civil_;
  std::int64_t changes_ = 0;
  std::vector<std::function<void()>> on_commit_;
  std::vector<std::function<void()>> on_rollback_;
};

}  // namespace ludice::store
