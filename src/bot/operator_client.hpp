// The calls of operators as the bot makes them for an admin who pressed a button: in his name, which is `#`
// and his Telegram id, with a short-lived token made from LUDICE_OPERATOR_KEY. Like finance_client.hpp.
#pragma once

#include "async/task.hpp"
#include "bot/api_types.hpp"
#include "bot/order.hpp"
#include "bot/signed_channel.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ludice::bot {

/// A withdrawal as operators see it.
struct WithdrawalFile {
  Withdrawal withdrawal;
  std::string player;  ///< empty: it sends back money in suspense
  bool needs_approval = false;
  std::string approver;       ///< empty: nobody yet
  std::string operator_name;  ///< who has taken or rejected it; empty: nobody
  std::string link;           ///< to pay it with; for who has just taken it
  std::int64_t disputed = 0;  ///< lt of a payment that named it and differed; 0: none did
};

/// Money that came and fits no rule.
struct SuspenseFile {
  std::string id;
  std::string state;
  std::string reason;
  std::int64_t amount = 0;
  std::string source;
  std::string comment;
  std::string player = {};  ///< whose it was, once that is decided
  std::string named = {};   ///< whose memo it came with; empty: nobody's
};

/// Stars that came, are nobody's, and that Telegram does not take back.
struct StarsFile {
  std::string id;      ///< ours of the payment
  std::string charge;  ///< Telegram's
  std::int64_t amount = 0;
  std::int64_t payer = 0;  ///< Telegram's id of who paid
};

/// Something that can be stopped.
struct Stop {
  std::string scope;
  std::string why;  ///< empty: it is not stopped
  Instant since = {};
  std::string stop_call = {};
  std::string resume_call = {};
};

/// What the house has, and whether anything is stopped.
struct HouseView {
  struct Funds {
    Coin coin = Coin::points;
    std::int64_t owner = 0;
    std::int64_t rake = 0;  ///< not the owner's yet
  };
  std::vector<Funds> funds;
  struct Wallet {
    std::int64_t balance = 0;
    std::int64_t booked = 0;
    Instant seen;
  };
  std::optional<Wallet> wallet;
  struct Stars {
    std::int64_t expected = 0;
    Instant checked;  ///< 0: is about to be
  };
  std::optional<Stars> stars;  ///< nothing before the first look
  std::vector<Stop> stops;
};

/// A player as operators see him.
struct PlayerFile {
  std::int64_t id = 0;  ///< Telegram's; 0: plays by name alone
  std::string username;
  std::int64_t points = 0, stars = 0, ton = 0;
  bool frozen = false;
  std::string operator_name;  ///< who has stopped him; empty: that is not known
  std::string reason;
  Instant since;

  std::int64_t balance_in(Coin coin) const {
    return coin == Coin::points ? points : coin == Coin::stars ? stars : ton;
  }
};

/// What waits for operators, oldest first.
template <class Item>
struct Waiting {
  std::vector<Item> items;  ///< a hundred a page at least, where there are so many
  bool more = false;        ///< there are others behind them
};

class OperatorClient {
 public:
  explicit OperatorClient(SignedChannel& channel) : channel_(channel) {}

  /// Those that are asked for or taken, from this id on (empty: from the oldest). `admin` 0: for nobody who
  /// asked.
  async::Task<ApiResult<Waiting<WithdrawalFile>>> open_withdrawals(std::int64_t admin, std::string from,
                                                                   int pages = 1);
  /// One of them; nothing where it is over.
  async::Task<ApiResult<std::optional<WithdrawalFile>>> open_withdrawal(std::int64_t admin, std::string id);
  /// The same in whatever state it is.
  async::Task<ApiResult<std::optional<WithdrawalFile>>> any_withdrawal(std::int64_t admin, std::string id);
  async::Task<ApiResult<WithdrawalFile>> approve(std::int64_t admin, std::string id, std::string request_id);
  /// `despite` is the WithdrawalFile::disputed that the admin was shown; so by reject().
  async::Task<ApiResult<WithdrawalFile>> take(std::int64_t admin, std::string id, std::int64_t despite,
                                              std::string request_id);
  async::Task<ApiResult<WithdrawalFile>> reject(std::int64_t admin, std::string id, std::int64_t despite,
                                                std::string reason, std::string request_id);
  /// Money in suspense that waits, from this id on (empty: from the oldest).
  async::Task<ApiResult<Waiting<SuspenseFile>>> suspense(std::int64_t admin, std::string from, int pages = 1);
  /// Some of it; nothing where it does not wait any more.
  async::Task<ApiResult<std::optional<SuspenseFile>>> waiting_suspense(std::int64_t admin, std::string id);
  /// Some that does not; nothing where it does.
  async::Task<ApiResult<std::optional<SuspenseFile>>> decided_suspense(std::int64_t admin, std::string id);
  /// It was this player's, who has this Telegram id.
  async::Task<ApiResult<SuspenseFile>> assign_suspense(std::int64_t admin, std::string id,
                                                       std::int64_t player, std::string reason,
                                                       std::string request_id);
  async::Task<ApiResult<WithdrawalFile>> refund_suspense(std::int64_t admin, std::string id,
                                                         std::string reason, std::string request_id);
  async::Task<ApiResult<SuspenseFile>> keep_suspense(std::int64_t admin, std::string id, std::string reason,
                                                     std::string request_id);

  // operator_orders.cpp
  async::Task<ApiResult<Waiting<StarsFile>>> all_kept_stars(std::int64_t admin);
  /// Nothing where the payment does not wait for a decision any more.
  async::Task<ApiResult<std::optional<StarsFile>>> kept_stars(std::int64_t admin, std::string id);
  async::Task<ApiResult<HouseView>> house(std::int64_t admin);
  async::Task<ApiResult<PlayerFile>> player(std::int64_t admin, Thrower who);
  /// Does it. What the owner, or the player, has in the coin then, where the order is about a balance.
  async::Task<ApiResult<std::int64_t>> carry_out(std::int64_t admin, Order order, std::string request_id,
                                                 std::string trace);

 private:
  /// By which an admin is known to the API.
  static std::string name_of(std::int64_t admin);
  /// Up to so many pages of a list.
  template <class Item>
  async::Task<ApiResult<Waiting<Item>>> list(std::int64_t admin, std::string what, std::string state,
                                             std::string from, int pages);
  async::Task<ApiResult<std::optional<WithdrawalFile>>> withdrawal_in(std::int64_t admin, std::string id,
                                                                      std::span<const char* const> states);
  async::Task<ApiResult<std::optional<SuspenseFile>>> suspense_in(std::int64_t admin, std::string id,
                                                                  std::string state);
  async::Task<ApiResult<Waiting<StarsFile>>> kept_stars_from(std::int64_t admin, std::string from,
                                                             std::int64_t most);
  async::Task<ApiResult<WithdrawalFile>> on_withdrawal(std::int64_t admin, std::string path,
                                                       boost::json::object fields);

  SignedChannel& channel_;
};

}  // namespace ludice::bot
