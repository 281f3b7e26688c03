// What is said to the server, and how it is written: registrations and the balance service's calls. Games are
// games.hpp's.
#pragma once

#include "load.hpp"
#include "net/signature.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ludice::bench {

/// How much of a kind is left to do, for all connections together.
struct Budget {
  std::atomic<std::int64_t> left = 0;  ///< any thread may set it
  bool take() { return left > 0 && left-- > 0; }
};

/// Signed requests in canonical form, each with a timestamp of its own (an object is good once only).
class Signer {
 public:
  explicit Signer(const net::SigningKey& key) : key_(key) {}
  /// `before` and `behind`: the members whose keys sort before and behind "timestamp", with their commas.
  void write(std::string& request, std::string_view path, std::string_view before, std::string_view behind);

 private:
  const net::SigningKey& key_;
  std::int64_t last_ms_ = 0;
  int in_this_ms_ = 0;
};

std::string player_name(std::int64_t number);

/// For Signer::write(), behind the timestamp.
std::string username_member(std::int64_t player);

/// Players `first` to `last`, the last one not among them.
struct Players {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

std::unique_ptr<Script> make_registrations(Players players, const net::SigningKey& key);

/// Pairs of +1 and -1, which leave every balance as it was.
std::unique_ptr<Script> make_adjustments(Players players, Budget& pairs);

std::unique_ptr<Script> make_balance_readings(Players players, Budget& calls);

/// Each player once; what they have is added to `sum`.
std::unique_ptr<Script> make_balance_sum(Players players, std::int64_t& sum);

}  // namespace ludice::bench
