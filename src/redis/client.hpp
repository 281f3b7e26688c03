// A Redis for coroutines: commands go to a thread of its own and are sent together with what else waits
// there. While Redis is away or slow every command fails at once, and the thread tries to connect again.
#pragma once

#include "async/task.hpp"
#include "base/instant.hpp"
#include "base/metrics.hpp"
#include "redis/address.hpp"
#include "redis/connection.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ludice::redis {

struct Command {
  Words words;
  /// Runs ClientOptions::script: `words` are the number of keys, the keys, the arguments.
  bool script = false;
};

struct ClientOptions {
  Address address;
  std::string use;          ///< stands in logs and metrics
  std::string script;       ///< in Lua; loaded with each connection
  Millis patience{250};     ///< for connecting and for an answer; then Redis is away
  Millis first_pause{250};  ///< before connecting again; doubles up to the longest
  Millis longest_pause{4'000};
};

/// Thread safe. Must outlive the coroutines that wait for it.
class Client {
 public:
  using Replies = std::vector<Reply>;

  /// Begins to connect.
  Client(ClientOptions options, Metrics& metrics);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// One Reply for each command, in order; an error that Redis answers is one. Resumes on the executor it was
  /// called on. Throws Unavailable: nothing, part or all of it was done then.
  async::Task<Replies> run(std::vector<Command> commands);
  /// The same, without waiting and without being told.
  void post(Command command);

  bool is_up() const;
  /// How many connections there were, the present one among them: what was there before the last one came may
  /// be lost or old.
  std::uint64_t connections() const;

 private:
  class Thread;
  std::unique_ptr<Thread> thread_;
};

}  // namespace ludice::redis
