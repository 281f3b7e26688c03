// Requests are written by hand: the driver shares the machine with what it measures.
#include "scripts.hpp"

#include "answers.hpp"
#include "base/clock.hpp"

namespace ludice::bench {
namespace {

void write_http(std::string& request, std::string_view head, std::string_view signature,
                std::string_view body) {
  request.assign("POST ").append(head).append(
      " HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n");
  if (!signature.empty()) request.append("X-Signature-V2: ").append(signature).append("\r\n");
  request.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n").append(body);
}

class Registrations final : public Script {
 public:
  Registrations(Players players, const net::SigningKey& key) : players_(players), signer_(key) {}

  bool next(std::string& request) override {
    if (players_.first == players_.last) return false;
    const std::int64_t player = players_.first++;
    const std::string id = "\"id\":" + std::to_string(player + 1) + ",";
    signer_.write(request, "/register", id, username_member(player));
    return true;
  }
  void answered(int status, std::string_view body) override { expect_success(status, body); }

 private:
  Players players_;
  Signer signer_;
};

class Adjustments final : public Script {
 public:
  Adjustments(Players players, Budget& pairs) : players_(players), player_(players.first), pairs_(pairs) {}

  bool next(std::string& request) override {
    if (!given_ && !pairs_.take()) return false;
    const std::string body = std::string("{\"username\":\"") + player_name(player_) +
                             "\",\"amount\":1,\"operation\":\"" + (given_ ? "subtract" : "add") + "\"}";
    write_http(request, "/modify_balance", {}, body);
    return true;
  }

  void answered(int status, std::string_view body) override {
    expect_success(status, body);
    given_ = !given_;
    if (!given_ && ++player_ == players_.last) player_ = players_.first;
  }

 private:
  const Players players_;
  std::int64_t player_;
  Budget& pairs_;
  bool given_ = false;
};

class BalanceReadings final : public Script {
 public:
  /// With a sum: each player once. Without: round and round while the budget lasts.
  BalanceReadings(Players players, Budget* calls, std::int64_t* sum)
      : players_(players), player_(players.first), calls_(calls), sum_(sum) {}

  bool next(std::string& request) override {
    if (player_ == players_.last) {
      if (sum_ != nullptr) return false;
      player_ = players_.first;
    }
    if (calls_ != nullptr && !calls_->take()) return false;
    request = "GET /get_balance?username=" + player_name(player_++) + " HTTP/1.1\r\nHost: bench\r\n\r\n";
    return true;
  }

  void answered(int status, std::string_view body) override {
    expect_success(status, body);
    const std::int64_t balance = number_of(body, "\"balance\"");
    if (sum_ != nullptr) *sum_ += balance;
  }

 private:
  const Players players_;
  std::int64_t player_;
  Budget* calls_;
  std::int64_t* sum_;
};

}  // namespace

void Signer::write(std::string& request, std::string_view path, std::string_view before,
                   std::string_view behind) {
  const std::int64_t now_ms = SystemClock().now().ms;
  in_this_ms_ = now_ms == last_ms_ ? in_this_ms_ + 1 : 0;
  last_ms_ = now_ms;
  // Seconds with a fraction of milliseconds, a counter and a digit that keeps it from ending in zero:
  // as Python would write it, so that the object is canonical.
  std::string fraction = std::to_string(1'000'000 + now_ms % 1000 * 1000 + in_this_ms_ % 100 * 10 + 1);
  std::string object = "{";
  object.append(before).append("\"timestamp\":").append(std::to_string(now_ms / 1000)).append(".");
  object.append(fraction, 1).append(behind).append("}");
  write_http(request, path, key_.sign_v2("POST", path, object), object);
}

std::string player_name(std::int64_t number) {
  return "player" + std::to_string(number);
}

std::string username_member(std::int64_t player) {
  return ",\"username\":\"" + player_name(player) + "\"";
}

std::unique_ptr<Script> make_registrations(Players players, const net::SigningKey& key) {
  return std::make_unique<Registrations>(players, key);
}

std::unique_ptr<Script> make_adjustments(Players players, Budget& pairs) {
  return std::make_unique<Adjustments>(players, pairs);
}

std::unique_ptr<Script> make_balance_readings(Players players, Budget& calls) {
  return std::make_unique<BalanceReadings>(players, &calls, nullptr);
}

std::unique_ptr<Script> make_balance_sum(Players players, std::int64_t& sum) {
  return std::make_unique<BalanceReadings>(players, nullptr, &sum);
}

}  // namespace ludice::bench
