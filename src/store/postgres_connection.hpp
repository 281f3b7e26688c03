// One PostgreSQL connection: prepared statements by address, statements sent ahead in pipeline mode, errors
// as exceptions. Used by one thread at a time.
#pragma once

#include "base/instant.hpp"
#include "store/statement.hpp"

#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

struct pg_conn;
struct pg_result;

namespace ludice::store {

/// What PostgreSQL said no to. `conflict`: another transaction was first (a serialization failure, a
/// deadlock, a broken unique key, a row that is not there any more): roll back and run again. `busy`: a time
/// limit passed. `lost`: the connection is gone, a commit under way is of unknown outcome. `full`: no room on
/// the disk. `exists`: what is to be created is there. `other`: the statement's fault.
class PostgresError : public std::runtime_error {
 public:
  enum class Kind { conflict, busy, lost, full, exists, other };
  PostgresError(Kind error_kind, const std::string& what) : std::runtime_error(what), kind(error_kind) {}
  Kind kind;
};

class PostgresConnection {
 public:
  /// Throws PostgresError (lost) where the server cannot be reached or refuses. `url` as libpq takes it.
  explicit PostgresConnection(const std::string& url);
  ~PostgresConnection();
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  enum class Locking { plain, as_stated };
  /// Sends the statement behind all that is queued, and waits for its rows. `as_stated` adds its lock.
  Rows query(const Statement& statement, std::initializer_list<Param> params = {},
             Locking locking = Locking::plain);
  /// The same for a statement without rows; returns how many it changed.
  std::int64_t execute(const Statement& statement, std::initializer_list<Param> params = {});

  /// Sends the statement without waiting; how it went shows at the next query(), execute() or finish(), as an
  /// exception, and what is sent behind a failure is not run.
  void queue(const Statement& statement, std::initializer_list<Param> params = {});
  /// The same for a statement that must change a row: none is a failure of the kind conflict.
  void queue_change(const Statement& statement, std::initializer_list<Param> params);
  /// Waits for all that was queued.
  void finish();

  /// How long the server may say nothing: longer than a statement may take. One that hangs keeps its
  /// connections, and with them whoever waits.
  static constexpr Millis kLongestSilence{15'000};
  static constexpr Millis kForEver{-1};
  /// Runs text that may hold several statements.
  void run_script(const std::string& sql, Millis longest_silence = kLongestSilence);

  /// Ends the transaction at hand, whatever state it is in; a connection that cannot is lost.
  void roll_back();
  bool is_lost() const;

 private:
  /// A statement's text and what stands around it.
  using Key = std::pair<const char*, const char*>;
  struct Outcome;

  const std::string& prepared(const Key& key);
  void send(const Key& key, std::initializer_list<Param> params);
  /// Reads the results of everything sent; the last one's.
  Outcome receive();
  void take(Outcome& outcome, const Key& prepares, const pg_result* result);
  void note_failure(Outcome& outcome, const pg_result* result) const;
  [[noreturn]] void fail_lost() const;
  void wait_for_answer(Millis limit);

  struct HashKey {
    std::size_t operator()(const Key& key) const noexcept {
      return std::hash<const char*>()(key.first) ^ std::hash<const char*>()(key.second);
    }
  };
  pg_conn* handle_ = nullptr;
  std::vector<Key> sent_;  // what each prepares; nothing: it executes
  std::unordered_map<Key, std::string, HashKey> prepared_;
  std::int64_t names_ = 0;
  bool given_up_ = false;  ///< it may be there still, and nobody waits for it
};

}  // namespace ludice::store
