// A copy of a ledger in the hands of a forger, who can write all of it behind the program's back.
#pragma once

#include "audit/source.hpp"
#include "store/statement.hpp"
#include "store/store.hpp"
#include "support/both_stores.hpp"

#include <initializer_list>
#include <memory>
#include <string>

namespace ludice::audit {

class LedgerCopy {
 public:
  virtual ~LedgerCopy() = default;
  /// Runs statements separated by semicolons, with nothing that the database itself holds against them;
  /// returns how many rows they changed.
  virtual std::int64_t tamper(const std::string& sql) = 0;
  virtual store::Rows query(const store::Statement& statement,
                            std::initializer_list<store::Param> params = {}) = 0;
  virtual std::int64_t execute(const store::Statement& statement,
                               std::initializer_list<store::Param> params = {}) = 0;
  /// The names of a table's columns.
  virtual store::Rows columns_of(const std::string& table) = 0;
  /// For the audit.
  virtual std::unique_ptr<Source> open() = 0;
  /// For the program, which goes on from here.
  virtual std::unique_ptr<store::Store> open_store(const Clock& clock) = 0;
};

std::unique_ptr<LedgerCopy> copy_of_sqlite(const std::string& file);
/// Of a database that nobody is connected to.
std::unique_ptr<LedgerCopy> copy_of_postgres(const test::PostgresDatabase& original);

}  // namespace ludice::audit
