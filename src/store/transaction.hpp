// What a body sees: statements inside one database transaction, its time, fresh ids. A body is plain
// synchronous code, reads what it needs, checks everything, and only then writes; a body that refuses has
// written nothing (asserted). It may be run again after a conflict, so its only effects are in here.
#pragma once

#include "base/instant.hpp"
#include "store/statement.hpp"

#include <functional>
#include <initializer_list>

namespace ludice::store {

/// Reading. Not thread safe: used by the thread that runs the body, while it runs.
class Reader {
 public:
  virtual ~Reader() = default;
  /// The time of this unit of work; never before the latest time the database has recorded.
  virtual Instant now() const = 0;
  /// The time by which signed requests are fresh and their first answers kept (base/clock.hpp).
  virtual Instant civil() const = 0;
  virtual Rows query(const Statement& statement, std::initializer_list<Param> params = {}) = 0;
  /// Which of several accounts of the house serves this unit of work, so that writers do not wait for each
  /// other; below domain::kShards.
  virtual int shard() const { return 0; }
  /// Says that a row with this id was read: ids given out from now on lie above it, whichever process gave
  /// it. So the rows of one game or account keep their order.
  virtual void saw_id(std::int64_t) {}
};

/// Where several writers share the database, query() locks what its statement says. Locks are taken in this
/// order, so that bodies seldom meet crosswise: a game, its players by id, their accounts, the house's; who
/// has a player holds his accounts and his part in games. What is only looked at is read by peek().
class Transaction : public Reader {
 public:
  /// Reads without locking.
  virtual Reader& peek() { return *this; }

  /// Runs an INSERT, UPDATE or DELETE; returns how many rows it changed.
  virtual std::int64_t execute(const Statement& statement, std::initializer_list<Param> params = {}) = 0;

  /// Runs an INSERT, UPDATE or DELETE of exactly one row, at the latest before the next query. Where another
  /// writer was first, so that it is not one row, all is rolled back and the body is run again.
  virtual void change_one(const Statement& statement, std::initializer_list<Param> params = {}) = 0;

  /// A fresh positive id, above every earlier one of this process; it has its lowest two bits clear.
  virtual std::int64_t next_id() = 0;

  /// The id of a row of a chained table, whose canonical text `record` is. With one writer it is the row's
  /// place in the hash chain; with several the row waits in `unsealed` for the sealer to give it one.
  virtual std::int64_t seal(std::string_view record) = 0;

  /// Runs on the thread of the store after the commit, never where the transaction is rolled back.
  virtual void after_commit(std::function<void()> action) = 0;
  /// Runs where the transaction is rolled back after the body has returned.
  virtual void after_rollback(std::function<void()> action) = 0;
};

}  // namespace ludice::store
