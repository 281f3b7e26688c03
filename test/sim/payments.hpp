// Stars in a run: who orders, pays, forwards invoices and wants refunds; the front end that carries
// Telegram's news to the finance API.
#pragma once

#include "sim/reads.hpp"
#include "sim/stars_till.hpp"
#include "sim/wire.hpp"

#include <string>
#include <vector>

namespace ludice::sim {

class Payments {
 public:
  Payments(World& world, Wire& wire);

  void step();
  /// Without faults: whatever is under way arrives, whatever news there is is told, the jobs look.
  void step_all();
  void run_jobs();
  bool is_quiet() const;
  /// What is left, for a message.
  std::string left() const;
  void check_rest();

 private:
  struct Invoice {
    std::string order;
    std::int64_t orderer = 0;
    std::int64_t amount = 0;
  };

  void order();
  void pay();
  void check_out(std::size_t at);
  void tell(std::size_t at);
  void credit(const std::string& charge);
  void hear_refund(const std::string& charge);
  void refund();
  void look_back();
  Call call_of(const std::string& path);
  std::int64_t somebody();

  World& world_;
  Wire& wire_;
  Reads reads_;
  StarsTill till_;
  StarsTelegram& telegram_;
  std::vector<Invoice> invoices_;
  std::vector<std::string> paid_;  ///< charges that somebody was told of
  std::int64_t names_ = 0;
  int telling_ = 0;  ///< news whose answer is still out
};

}  // namespace ludice::sim
