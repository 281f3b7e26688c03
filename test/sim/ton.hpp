// TON in a run: who asks for a memo and pays with it, well or badly; who withdraws; the operators who pay,
// reject, assign, send back and write off; the watcher.
#pragma once

#include "sim/operators.hpp"
#include "sim/ton_chain.hpp"
#include "sim/ton_check.hpp"
#include "sim/wire.hpp"

#include <map>
#include <string>
#include <vector>

namespace ludice::sim {

class Ton {
 public:
  Ton(World& world, Wire& wire, Operators& operators);

  void step();
  /// Without faults: what is under way arrives, the watcher looks, an operator brings everything to its end.
  void step_all();
  void run_jobs();
  bool is_quiet() const;
  std::string left() const;
  void check_rest();

 private:
  /// A way to pay that an operator holds in his hands; his wallet application may use it until it expires.
  struct Link {
    domain::TonAddress destination;
    std::int64_t value = 0;
    std::string comment;
    std::int64_t until = 0;  ///< Unix seconds
    int paid = 0;
  };

  void ask_memo();
  void deposit();
  std::string spoilt(const std::string& memo);
  void come_strange();
  void come_through();
  void withdraw();
  void operate();
  void approve(PaymentId id, const std::string& name);
  /// `may_be_hasty`: perhaps without having looked whether it was paid in another way.
  void take(PaymentId id, const std::string& name, bool may_be_hasty = true);
  void taken(const json::object& file);
  void reject(PaymentId id, const std::string& name);
  void decide(PaymentId suspense, const std::string& name);
  void pay_link();
  void pay(Link& link);
  void pay_unsaid(const Link& link);
  void bounce();
  void thaw();
  void end_all();
  void decide_all();
  void write_off(PaymentId suspense, const std::string& name);
  json::object looked_at(PaymentId withdrawal);
  void decided(const Reply& reply, const char* done, const char* refused);
  Database& database() { return world_.checker.database(); }
  PaymentId pick(const char* sql);

  World& world_;
  Wire& wire_;
  Operators& operators_;
  TonChain chain_;
  TonCheck check_;
  std::map<std::int64_t, std::string> memos_;  ///< by Telegram's id
  std::vector<Link> links_;
  std::vector<TonChain::Message> payouts_;  ///< that may still come back
  int watching_in_ = -1;
  std::int64_t withdrawals_ = 0;  ///< asked for
};

}  // namespace ludice::sim
