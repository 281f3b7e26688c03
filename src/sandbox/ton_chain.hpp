// A local network of TON: the operator's wallet, whose transactions are kept in the form in which toncenter
// tells them (toncenter.com/api/v3, "Transaction"), and a wallet for each person. No key, no contract, no
// blocks: what a watcher of one wallet can see of a network, and nothing else. Amounts are nanotons.
#pragma once

#include "domain/ton_address.hpp"
#include "sandbox/api_error.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace ludice::sandbox {

namespace json = boost::json;

/// See sandbox.hpp.
domain::TonAddress made_up_ton_wallet();

/// What a provider is asked for.
enum class TonQuestion : std::uint8_t { rows, wallet, time };

/// What goes wrong at the provider, for so many answers.
struct TonFault {
  std::string kind;  ///< see is_ton_fault()
  std::string of;    ///< only in answers about this: rows, wallet, time; empty: in any
  int times = 1;
  int retry_after = 1;        ///< seconds, with 429
  std::int64_t delay_ms = 0;  ///< with delay
  std::size_t rows = 0;       ///< with lag: what had happened when it was asked for
  std::int64_t date = 0;      ///< with lag
};

/// lag (nothing newer than now is told), missing (the first row is left out), duplicate (it comes twice),
/// reverse (the newest row comes first), pending (rows are not final), lie (a nanoton more than there is),
/// html, half, 429, 500, drop, delay.
bool is_ton_fault(std::string_view kind);
/// Empty counts.
bool is_ton_question(std::string_view of);

struct TonPayment {
  domain::TonAddress to;
  std::int64_t amount = 0;
  std::string comment{};
};

class TonChain {
 public:
  static constexpr std::int64_t kFirstNanotons = 100'000'000'000;  ///< in each person's wallet
  static constexpr std::size_t kLongestComment = 1'000;            ///< bytes

  using Documents = std::map<std::string, json::value>;

  explicit TonChain(domain::TonAddress wallet) : wallet_(wallet) {}

  const domain::TonAddress& wallet() const { return wallet_; }
  /// After so many of its rows.
  std::int64_t wallet_balance(std::size_t rows) const;
  std::int64_t wallet_balance() const { return wallet_balance(rows_.size()); }
  const std::vector<json::object>& rows() const { return rows_; }

  static domain::TonAddress address_of(std::int64_t person);
  std::int64_t balance_of(std::int64_t person) const;

  /// A person pays. True where the operator's wallet got it. 400, 409.
  Api<bool> pay(std::int64_t person, const TonPayment& payment, std::int64_t date);
  /// Somebody pays from the operator's wallet. 400, 409.
  Api<void> pay_from_wallet(const TonPayment& payment, std::int64_t date);
  /// Rows as a provider told them, oldest first, put behind what there is. 400 where one has no place there.
  Api<void> put_rows(const json::array& rows);

  /// `date`: now, up to which a provider that lags tells.
  void add_fault(TonFault fault, std::int64_t date);
  void clear_faults();
  /// Takes one use of the first fault that fits; one of rows fits where some are about to be told.
  std::optional<TonFault> take_fault(TonQuestion question, bool tells_rows);

  // What the owner takes out and puts back: "ton" and "ton_row/N".
  Documents take_changes() { return std::exchange(changes_, {}); }
  Documents documents() const;
  void load(std::string_view name, const json::object& document);
  /// People's wallets are full again and no fault is left. A network forgets nothing, so the rows stay.
  void reset();

 private:
  void add_row(json::value in, json::array out, std::int64_t value, std::int64_t date);
  void keep_row(json::object row);
  void take_from(std::int64_t person, std::int64_t amount) { purses_[person] = balance_of(person) - amount; }
  json::value state() const;
  void save_state() { changes_["ton"] = state(); }

  domain::TonAddress wallet_;
  std::vector<json::object> rows_;
  std::map<std::int64_t, std::int64_t> purses_;  ///< by person, of those that were used
  std::vector<TonFault> faults_;
  Documents changes_;
};

/// The bag of cells of a plain comment, as wallets write it (TEP-92).
std::string ton_comment_bag(std::string_view comment);

}  // namespace ludice::sandbox
