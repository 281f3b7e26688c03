// Requests are written by hand and answers searched, not parsed: the driver shares the machine.
#include "scripts.hpp"

#include "base/clock.hpp"

#include <charconv>
#include <stdexcept>

namespace ludice::bench {
namespace {

void write_http(std::string& request, std::string_view head, std::string_view signature,
                std::string_view body) {
  request.assign("POST ").append(head).append(
      " HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n");
  if (!signature.empty()) request.append("X-Signature-V2: ").append(signature).append("\r\n");
  request.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n").append(body);
}

void expect_success(int status, std::string_view body) {
  if (status != 200) {
    throw std::runtime_error("unexpected answer " + std::to_string(status) + " " + std::string(body));
  }
}

/// What stands behind `"key":` up to the next comma, bracket or quote.
std::string_view value_of(std::string_view body, std::string_view quoted_key) {
  const std::size_t at = body.find(quoted_key);
  if (at == std::string_view::npos) {
    throw std::runtime_error("no " + std::string(quoted_key) + " in " + std::string(body));
  }
  std::string_view rest = body.substr(at + quoted_key.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(": \""), rest.size()));
  return rest.substr(0, rest.find_first_of(",}]\""));
}

std::int64_t balance_in(std::string_view body) {
  const std::string_view text = value_of(body, "\"balance\"");
  std::int64_t balance = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), balance);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw std::runtime_error("no balance in " + std::string(body));
  }
  return balance;
}

std::string username_member(std::int64_t player) {
  return ",\"username\":\"" + player_name(player) + "\"";
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

class Games final : public Script {
 public:
  Games(Players players, std::int64_t bet, Budget& games, const net::SigningKey& key)
      : players_(players),
        first_(players.first),
        bet_member_("\"bet\":" + std::to_string(bet) + ","),
        games_(games),
        signer_(key) {}

  bool next(std::string& request) override {
    if (step_ == 0 && !games_.take()) return false;
    const std::int64_t player = first_ + step_ % 2;
    if (step_ < 2) {
      signer_.write(request, "/start/game", bet_member_, username_member(player));
      return true;
    }
    // Never a tie; the first player wins every other game.
    const int result = 1 + (played_ + step_) % 2;
    const std::string members = "\"game_id\":\"" + game_id_ + "\",\"result\":" + std::to_string(result) + ",";
    signer_.write(request, "/write/res", members, username_member(player));
    return true;
  }

  void answered(int status, std::string_view body) override {
    expect_success(status, body);
    static constexpr std::string_view kExpected[4][2] = {
        {"waiting", "waiting"}, {"active", "active"}, {"active", "active"}, {"won", "lost"}};
    const std::string_view state = value_of(body, "\"state\"");
    if (state != kExpected[step_][0] && state != kExpected[step_][1]) {
      throw std::runtime_error("unexpected state in " + std::string(body));
    }
    if (step_ == 0) game_id_ = value_of(body, "\"game_id\"");
    if (step_ == 1 && value_of(body, "\"game_id\"") != game_id_) throw std::runtime_error("strangers met");
    if (++step_ < 4) return;
    step_ = 0;
    ++played_;
    first_ = first_ + 4 <= players_.last ? first_ + 2 : players_.first;
  }

 private:
  const Players players_;
  std::int64_t first_;
  const std::string bet_member_;
  Budget& games_;
  Signer signer_;
  int step_ = 0;
  int played_ = 0;
  std::string game_id_;
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
    const std::int64_t balance = balance_in(body);
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

std::unique_ptr<Script> make_registrations(Players players, const net::SigningKey& key) {
  return std::make_unique<Registrations>(players, key);
}

std::unique_ptr<Script> make_games(Players players, std::int64_t bet, Budget& games,
                                   const net::SigningKey& key) {
  return std::make_unique<Games>(players, bet, games, key);
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
