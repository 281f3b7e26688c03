// The unit of work. `co_await store.write(body)` runs the body inside a transaction on the store's
// thread and resumes, on the executor it was called on, after the commit: what it answers is on disk.
//
// Throws Unavailable: the queue is full (`overloaded`), the disk is full, the database cannot be reached.
// Nothing was done then, or repeating the same once-only request tells.
#pragma once

#include "async/task.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/transaction.hpp"

#include <concepts>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

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

/// What makes a request the same one (docs/api.md, "Repeating"). Either a fingerprint of the signed
/// object, or a name that the client gave it; a name counts alone where it is there.
struct OnceKey {
  std::string fingerprint;  ///< 16 bytes: of the signed object, whatever its path
  std::string path;
  std::string name;        ///< request_id or Idempotency-Key with a prefix of its kind; empty: none
  std::string content;     ///< with a name, 16 bytes: of path and fields, timestamp apart
  bool for_ever = false;   ///< a named record never expires
  std::string trace = {};  ///< for the log alone: the W3C trace id of the request, or empty
  Instant signed_at = {};  ///< the time that a signed object carries, the same in every repeat; 0: none
};

/// What a once-only body brings.
struct Outcome {
  Answer answer;
  bool refused = false;  ///< the body has written nothing
  bool recorded = true;  ///< keep it as the first answer; false for 422 and 429
};

enum class Replay { first, repeated, conflict };

struct Written {
  Answer answer;  ///< empty where `replay` is conflict: the same object or name, used otherwise
  Replay replay = Replay::first;
};

template <class T>
using Body = std::function<T(Transaction&)>;
template <class T>
using ReadBody = std::function<T(Reader&)>;

/// A queued body without its type.
class WriteJob {
 public:
  struct Effect {
    bool refused = false;
    const Answer* record = nullptr;  ///< to be kept as the once-only record
  };
  virtual ~WriteJob() = default;
  virtual const OnceKey* once() const { return nullptr; }
  /// Runs the body; called again where the batch was rolled back.
  virtual Effect run(Transaction& transaction) = 0;
  /// In place of run(): the key is known.
  virtual void repeat(Written) {}
  /// Once, after the commit or with the failure, on the thread of the store.
  std::function<void(std::exception_ptr)> done;
  std::string trace;  ///< for the log of a failure; empty where it is nobody's request
};

class ReadJob {
 public:
  virtual ~ReadJob() = default;
  virtual void run(Reader& reader) = 0;
  std::function<void(std::exception_ptr)> done;
  std::string trace;  ///< as in WriteJob
};

/// Thread safe. Must outlive the coroutines that wait for it, and be outlived by their event loops: its
/// thread may still be waking a loop when the coroutine has already gone on.
class Store {
 public:
  virtual ~Store() = default;

  /// Runs `body` unless its key is known; record and effect are one.
  async::Task<Written> write_once(OnceKey key, Body<Outcome> body);

  /// Runs `body`. Where T is a Result or an Outcome, a refusal must have written nothing. `trace` is the W3C
  /// trace id of the request, for the log alone.
  template <class T>
  async::Task<T> write(Body<T> body, std::string trace = {});

  /// Runs `body` on a read-only connection, on a snapshot that holds every acknowledged write.
  template <class T>
  async::Task<T> read(ReadBody<T> body, std::string trace = {});

  /// True while writes can be expected to succeed; `reason` says why not.
  virtual bool ready(std::string& reason) const = 0;

  /// The time of the units of work; outlived by the store. All who work on one database agree on it.
  virtual const Clock& clock() const = 0;

  /// True where other processes may work on the same database: what must run once needs a lease.
  virtual bool is_shared() const = 0;

 protected:
  /// Take the job or throw Unavailable; `done` is called once for each job taken.
  virtual void submit(std::shared_ptr<WriteJob> job) = 0;
  virtual void submit(std::shared_ptr<ReadJob> job) = 0;

 private:
  async::Task<> perform(std::shared_ptr<WriteJob> job);
  async::Task<> perform(std::shared_ptr<ReadJob> job);
  template <class Job>
  async::Task<> perform_job(std::shared_ptr<Job> job);
};

namespace detail {

template <class T>
bool is_refusal(const T&) {
  return false;
}
template <class T, class E>
bool is_refusal(const std::expected<T, E>& result) {
  return !result.has_value();
}
inline bool is_refusal(const Outcome& outcome) {
  return outcome.refused;
}

template <class T>
struct TypedWrite final : WriteJob {
  explicit TypedWrite(Body<T> write_body) : body(std::move(write_body)) {}
  Effect run(Transaction& transaction) override {
    result.emplace(body(transaction));
    return {is_refusal(*result), nullptr};
  }
  Body<T> body;
  std::optional<T> result;
};

template <class T>
struct TypedRead final : ReadJob {
  explicit TypedRead(ReadBody<T> read_body) : body(std::move(read_body)) {}
  void run(Reader& reader) override { result.emplace(body(reader)); }
  ReadBody<T> body;
  std::optional<T> result;
};

}  // namespace detail

template <class T>
async::Task<T> Store::write(Body<T> body, std::string trace) {
  auto job = std::make_shared<detail::TypedWrite<T>>(std::move(body));
  job->trace = std::move(trace);
  co_await perform(std::shared_ptr<WriteJob>(job));
  co_return std::move(*job->result);
}

template <class T>
async::Task<T> Store::read(ReadBody<T> body, std::string trace) {
  auto job = std::make_shared<detail::TypedRead<T>>(std::move(body));
  job->trace = std::move(trace);
  co_await perform(std::shared_ptr<ReadJob>(job));
  co_return std::move(*job->result);
}

}  // namespace ludice::store
