// The three questions, and what may come instead of an answer.
#include "ton/toncenter.hpp"

#include "async/deadline.hpp"
#include "ton/error.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

namespace ludice::ton {
namespace {

constexpr std::int64_t kRetryAfterUnsaid_s = 5;
constexpr std::int64_t kLongestRetryAfter_s = 3'600;

Millis retry_after(const net::HttpResponse& answer) {
  const std::string_view said = answer.fields.get("Retry-After");
  std::int64_t seconds = kRetryAfterUnsaid_s;
  std::from_chars(said.data(), said.data() + said.size(), seconds);
  return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 1, kLongestRetryAfter_s));
}

class HttpToncenter final : public Toncenter {
 public:
  HttpToncenter(net::HttpClient& client, ToncenterOptions options)
      : client_(client), options_(std::move(options)), wallet_(domain::raw_text(options_.wallet)) {}

  async::Task<std::vector<domain::TonTransaction>> transactions_after(std::int64_t lt) override {
    // An answer may be too long to be taken, or to be made in time: then fewer rows at once.
    const int rows = std::exchange(rows_, std::max(1, rows_ / 2));
    const std::string body =
        co_await ask("/api/v3/transactions?account=" + wallet_ + "&start_lt=" + std::to_string(lt + 1) +
                     "&limit=" + std::to_string(rows) + "&sort=asc");
    std::vector<domain::TonTransaction> read = read_transactions(body);
    rows_ = std::min(options_.rows, rows * 2);
    co_return read;
  }

  async::Task<WalletState> wallet_state() override {
    const WalletState state = co_await wallet_and_clock();
    if (state.known_lt > 0) tells_clock_ = true;
    if (tells_clock_ || state.lt > 0) co_return state;
    const std::string alone = co_await ask("/api/v3/accountStates?address=" + wallet_ + "&include_boc=false");
    co_return read_wallet_state(alone, options_.wallet);
  }

  async::Task<MasterBlock> last_block() override {
    const std::string body = co_await ask("/api/v3/masterchainInfo");
    co_return read_last_block(body);
  }

 private:
  /// Nothing where the provider has never told the clock and does not tell two accounts either.
  async::Task<WalletState> wallet_and_clock() {
    try {
      const std::string both = co_await ask("/api/v3/accountStates?address=" + wallet_ + "&address=" +
                                            domain::raw_text(clock_account()) + "&include_boc=false");
      co_return read_wallet_state(both, options_.wallet);
    } catch (const TonError& error) {
      if (tells_clock_ || error.kind == TonError::Kind::limited) throw;
    }
    co_return WalletState{};
  }

  async::Task<std::string> ask(std::string target) {
    net::HttpRequest request;
    request.method = "GET";
    request.target = std::move(target);
    request.fields.set("Accept", "application/json");
    if (!options_.api_key.empty()) request.fields.set("X-API-Key", options_.api_key);
    co_await keep_gap();
    try {
      net::HttpResponse answer = co_await client_.send(std::move(request), options_.deadline, true);
      check_status(answer);
      co_return std::move(answer.body);
    } catch (const net::HttpUnavailable& gone) {
      throw TonError(TonError::Kind::unavailable, gone.what());
    }
  }

  async::Task<> keep_gap() {
    const auto now = std::chrono::steady_clock::now();
    const Millis wait = std::chrono::ceil<Millis>(next_ - now);
    if (wait.count() > 0) co_await async::sleep_for(wait);
    next_ = std::max(now, next_) + options_.gap;
  }

  /// What a server says besides may repeat the key, so only its status is kept.
  static void check_status(const net::HttpResponse& answer) {
    if (answer.status == 200) return;
    if (answer.status == 429) throw TonError(TonError::Kind::limited, "status 429", retry_after(answer));
    throw TonError(TonError::Kind::unavailable, "status " + std::to_string(answer.status));
  }

  net::HttpClient& client_;
  const ToncenterOptions options_;
  const std::string wallet_;
  int rows_ = options_.rows;  ///< asked for next
  bool tells_clock_ = false;  ///< the provider has
  std::chrono::steady_clock::time_point next_{};
};

}  // namespace

std::unique_ptr<Toncenter> make_toncenter(net::HttpClient& client, ToncenterOptions options) {
  return std::make_unique<HttpToncenter>(client, std::move(options));
}

}  // namespace ludice::ton
