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
  virtual Rows query(const Statement& statement, std::initializer_list<Param> params = {}) = 0;
};

class Transaction : public Reader {
 public:
  /// Runs an INSERT, UPDATE or DELETE; returns how many rows it changed.
  virtual std::int64_t execute(const Statement& statement, std::initializer_list<Param> params = {}) = 0;

  /// A fresh positive id, above every earlier one; it has its lowest two bits clear.
  virtual std::int64_t next_id() = 0;

  /// The next place in the hash chain; `record` is the canonical text of the row that takes it.
  /// Rows of chained tables carry this number as their primary key.
  virtual std::int64_t seal(std::string_view record) = 0;

  /// Runs on the thread of the store after the commit, never where the transaction is rolled back.
  virtual void after_commit(std::function<void()> action) = 0;
  /// Runs where the transaction is rolled back after the body has returned.
  virtual void after_rollback(std::function<void()> action) = 0;
};

}  // namespace ludice::store
