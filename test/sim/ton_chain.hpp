// A chain as far as our wallet goes, and a toncenter that tells of it: rows out of order, twice, left out,
// not final, or of a while ago. Its time never jumps.
#pragma once

#include "domain/ton_address.hpp"
#include "net/http_types.hpp"
#include "sim/world.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/json.hpp>

namespace ludice::sim {

namespace json = boost::json;

/// Nanotons for each message that is sent.
inline constexpr std::int64_t kForwardFee = 266'669;

class TonChain {
 public:
  struct Message {
    domain::TonAddress source, destination;
    std::int64_t value = 0;  ///< nanotons
    std::string body;        ///< a bag of cells
    std::string comment;     ///< what it says, for the checks
    bool bounced = false;
  };
  struct Row {
    std::int64_t lt = 0;
    std::string hash;      ///< 64 lower-case hex digits
    std::int64_t now = 0;  ///< Unix seconds
    std::int64_t fees = 0, before = 0, after = 0;
    std::optional<Message> in;
    std::vector<Message> out;
    bool aborted = false, computed = true;
    bool sent_back = false;  ///< the network returned the message by itself
  };

  explicit TonChain(World& world);

  /// Coins come to the wallet.
  void come(Message message, bool aborted = false, bool computed = true);
  /// Somebody wrote to a wallet that takes nothing just then: all of it goes back but the fee.
  void come_and_go(Message message);
  /// Coins come, and the wallet's code sends some on by itself.
  void come_and_send(Message message, Message sent);
  /// The operator's wallet application sends. False: the wallet does not reach.
  bool send(std::vector<Message> messages);

  net::HttpResponse serve(const net::HttpRequest& request);

  std::int64_t time() const { return world_.clock.true_now().seconds(); }
  std::int64_t balance() const { return rows_.back().after; }
  const std::vector<Row>& rows() const { return rows_; }

  static const domain::TonAddress& wallet();
  static domain::TonAddress address(std::uint8_t number);
  static std::string comment_body(std::string_view comment);
  static std::string bounced_body(std::string_view comment);
  static std::string body_with_op(std::uint32_t op);

 private:
  Row& append(std::int64_t fees);
  void close(Row& row);
  json::object told(const Row& row, std::size_t at) const;
  net::HttpResponse transactions(std::int64_t after_lt, std::size_t limit);
  net::HttpResponse state() const;
  std::size_t shown() const;
  void distort(json::array& told);

  World& world_;
  std::vector<Row> rows_;
  std::int64_t lag_s_ = 0;
};

}  // namespace ludice::sim
