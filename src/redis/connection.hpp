// One connection to a Redis that waits for its answers: for threads that may wait.
#pragma once

#include "base/instant.hpp"
#include "redis/address.hpp"

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace ludice::redis {

/// It cannot be reached, is too slow, or refuses us.
class Unavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Reply {
  enum class Kind : std::uint8_t { nothing, integer, text, list, error };
  Kind kind = Kind::nothing;
  std::int64_t integer = 0;
  std::string text;  ///< also what an error says
  std::vector<Reply> items;
};

using Words = std::vector<std::string>;

/// Not thread safe. What throws Unavailable leaves it of no more use.
class Connection {
 public:
  /// Says who we are and chooses the database. `patience`: for connecting, and for each answer.
  Connection(const Address& address, Millis patience);

  /// Sends one command and waits. An error that the server answers is a Reply.
  Reply call(const Words& words);

  /// Pipelining: what was appended goes out with the next receive(), whose answers come in order.
  void append(const Words& words);
  Reply receive();

 private:
  /// Throws Unavailable where the server refuses it.
  void require(const Words& words);

  struct Context;
  struct Free {
    void operator()(Context* context) const;
  };
  std::unique_ptr<Context, Free> context_;
};

}  // namespace ludice::redis
