// Telegram as far as Stars go: people's wallets, pre-checkouts within ten seconds, what it took and gave
// back, the list and the balance it tells the bot, and the news it has for it. Its clock never jumps.
#pragma once

#include "net/http_types.hpp"
#include "sim/world.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <boost/json.hpp>

namespace ludice::sim {

namespace json = boost::json;

/// Telegram ids of those who pay and never register.
inline constexpr std::int64_t kFirstStranger = 901;
inline constexpr std::int64_t kLastStranger = 903;

class StarsTelegram {
 public:
  struct Payment {
    std::string charge, payload;
    std::int64_t payer = 0;
    std::int64_t amount = 0;
    std::int64_t date = 0;  ///< Unix seconds
    bool refunded = false;
    bool keeps = false;    ///< refuses every refund that the bot asks for
    bool stalls = false;   ///< refuses most of them for now
    bool put_off = false;  ///< has refused one, and may grant the next
  };
  struct Query {
    std::string payload;
    std::int64_t payer = 0;
    std::int64_t amount = 0;
    std::int64_t asked_at = 0;
    std::int64_t id = 0;
  };
  struct News {
    std::string charge;
    bool refunded = false;
  };

  explicit StarsTelegram(World& world);

  /// Somebody opens an invoice and confirms; false: his wallet does not reach.
  bool ask(std::int64_t payer, std::int64_t amount, const std::string& payload);
  /// The bot's answer to a query, or nobody's: takes the Stars where it was yes and in time. False where
  /// nobody waits for it.
  bool answer_query(std::int64_t query, bool yes);
  /// Telegram takes it whatever the bot says: somebody else answers for it.
  void let_pass(std::int64_t query);
  /// Those that nobody has answered in time are over.
  void drop_old_queries();
  /// By the store or the bank.
  void refund_by_store(Payment& payment);
  /// What has nothing to do with invoices: a gift, or Stars turned into money.
  void move_other(bool incoming, std::int64_t amount);

  net::HttpResponse serve(const net::HttpRequest& request);

  std::int64_t balance() const { return balance_; }
  /// Came, less what went, without a word in the list.
  std::int64_t unlisted() const { return unlisted_; }
  std::size_t listed() const { return list_.size(); }
  bool is_quiet() const { return queries_.empty() && news_.empty(); }
  std::map<std::string, Payment>& payments() { return payments_; }
  std::vector<Query>& queries() { return queries_; }
  std::vector<News>& news() { return news_; }

 private:
  std::int64_t now() const { return world_.clock.true_now().seconds(); }
  bool is_over(const Query& query) const;
  void take(const Query& query);
  void give_back(Payment& payment);
  void list(const std::string& id, bool incoming, std::int64_t amount, json::object partner);
  json::object partner_of(const Payment& payment) const;
  net::HttpResponse refund(const json::object& call);
  net::HttpResponse transactions(const json::object& call);

  World& world_;
  std::map<std::int64_t, std::int64_t> wallets_;
  std::map<std::string, Payment> payments_;  ///< by charge
  std::vector<Query> queries_;
  std::vector<News> news_;
  std::vector<json::object> list_;
  std::int64_t balance_ = 0;
  std::int64_t unlisted_ = 0;
  std::int64_t charges_ = 0;
  std::int64_t last_query_ = 0;
};

}  // namespace ludice::sim
