// The unit of work. `co_await store.write(body)` runs the body inside a transaction on the store's
// thread and resumes, on the caller's executor, after the commit: what it answers is on disk.
//
// Throws Unavailable: the queue is full (`overloaded`), the disk is full, the database cannot be reached.
// Nothing was done then, or (with `outcome_unknown`) repeating the same once-only request tells.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "store/transaction.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>

#include <boost/asio/any_io_executor.hpp>

namespace ludice::store {

class Unavailable : public std::runtime_error {
 public:
  enum class Kind { overloaded, disk_full, failed, closing };
  Unavailable(Kind unavailable_kind, const std::string& what)
      : std::runtime_error(what), kind(unavailable_kind) {}
  Kind kind;
};

/// The answer that a signed request gets: kept as the once-only record and given again, byte for byte.
struct Answer {
  int status = 200;
  std::string body;
};

/// What makes a request the same one (CONTRACT section 2, "Once only").
struct OnceKey {
  std::string fingerprint;  ///< 16 bytes: of the signed object, whatever its path
  std::string path;
  std::string request_id;  ///< empty: none
  std::string content;     ///< with request_id, 16 bytes: of path and fields, timestamp apart
  bool for_ever = false;   ///< the record with request_id never expires (Idempotency-Key)
};

/// What a once-only body brings.
struct Outcome {
  Answer answer;
  bool refused = false;  ///< the body has written nothing
  bool recorded = true;  ///< keep it as the first answer; false for 422, 429, 503
};

enum class Replay { first, repeated, conflict };

struct Written {
  Answer answer;  ///< empty where `replay` is conflict: the same object or request_id, used otherwise
  Replay replay = Replay::first;
};

template <class T>
using Body = std::function<T(Transaction&)>;
template <class T>
using ReadBody = std::function<T(Reader&)>;

class Store {
 public:
  virtual ~Store() = default;

  /// Runs `body` unless its key is known; record and effect are one.
  async::Task<Written> write_once(OnceKey key, Body<Outcome> body);

  /// Runs `body`. Where T is a Result, a refusal must have written nothing. T is movable.
  template <class T>
  async::Task<T> write(Body<T> body);

  /// Runs `body` on a read-only connection, on a snapshot that holds every acknowledged write.
  template <class T>
  async::Task<T> read(ReadBody<T> body);

  /// True while writes can be expected to succeed; the reason otherwise.
  virtual bool ready(std::string& reason) const = 0;

 protected:
  /// A queued body without its type. `run` tells whether it refused; `done` is called once, on the thread
  /// of the store, with the failure or nothing.
  struct Job {
    std::optional<OnceKey> once;
    std::function<bool(Transaction&)> run;
    std::function<Written(Transaction&)> run_once_body;
    std::function<void(std::exception_ptr)> done;
  };
  virtual void submit_write(std::shared_ptr<Job> job) = 0;
  virtual void submit_read(std::function<void(Reader&)> run,
                           std::function<void(std::exception_ptr)> done) = 0;
};

}  // namespace ludice::store
