// Between front ends and the process: requests that are repeated, reordered, delayed and lost, and what
// every answer must be, whether it arrives or not.
#pragma once

#include "sim/world.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>

namespace ludice::sim {

namespace json = boost::json;

struct Reply {
  int status = 0;
  std::string body;
  json::object data() const { return json::parse(body).at("data").as_object(); }
  /// Of the game API's error; empty for a success.
  std::string code() const;
};

/// One thing that a front end wants, however often it is sent.
struct Call {
  bool to_balance = false;
  bool to_finance = false;
  std::string operator_name;  ///< an operator's call; else a front end's
  std::string path;
  json::object fields;  ///< without the timestamp
  bool writes = true;
  std::string key;     ///< Idempotency-Key of the balance service
  std::string expect;  ///< the only code that may be the answer, apart from what the network brings

  /// Once, with the first answer that arrives and says something.
  std::function<void(const Reply&)> on_answer;
  /// What a success has left; asked at the server's door.
  std::function<std::optional<Effect>(const Reply&)> effect;
  /// At the server's door, for each answer.
  std::function<void(const Reply&)> at_door;

  net::HttpRequest request;
  bool is_keyed() const { return !key.empty() || fields.contains("request_id"); }
  std::optional<Reply> first;  ///< the answer that was recorded
  int originals = 0;           ///< answers that did not say they were repeats
  int deliveries = 0;
  bool arrived = false;  ///< an answer did
};
using CallPtr = std::shared_ptr<Call>;

class Wire {
 public:
  explicit Wire(World& world);

  void send(Call call);
  /// The same bytes again, under a new stamp where the old one is stale.
  void send_again();
  /// One of the requests under way reaches the process, twice, or never; or an answer that was late arrives.
  void deliver();
  /// Each of them.
  void deliver_all();
  void send_all_again();
  bool is_quiet() const { return under_way_.empty() && unanswered_.empty() && late_.empty(); }
  std::size_t under_way() const { return under_way_.size(); }
  std::size_t unanswered() const { return unanswered_.size(); }

  /// Signs and stamps; `age` makes it look old.
  net::HttpRequest make(const Call& call, Millis age = Millis(0));
  /// Bytes that nobody of ours sends, to the operators' face where they have a token; the answer must have
  /// this status.
  void send_raw(net::HttpRequest request, int status);
  /// Calls that were recorded, for those who try them elsewhere.
  const std::vector<CallPtr>& recorded() const { return recorded_; }
  void push(const CallPtr& call) { under_way_.push_back(call); }

 private:
  api::Face& face_of(const Call& call);
  void hand_over(const CallPtr& call);
  void answered(const CallPtr& call, const net::HttpResponse& response);
  void check_once_only(const CallPtr& call, const Reply& reply, bool is_repeat);
  void arrive(const CallPtr& call, const Reply& reply);
  void arrive_late();

  World& world_;
  net::SigningKey key_{kSecret};
  std::vector<CallPtr> under_way_;
  std::vector<CallPtr> unanswered_;
  std::vector<CallPtr> recorded_;
  std::vector<std::pair<CallPtr, Reply>> late_;  ///< answers under way
  std::int64_t stamps_ = 0;
};

}  // namespace ludice::sim
