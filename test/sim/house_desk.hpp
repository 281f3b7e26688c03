// Operators in a run, of Stars and of the house's money: what is kept in suspense, refunds that Telegram does
// not grant, the owner's funds, debts, the sale of Stars. What they did must be what there is.
#pragma once

#include "sim/operators.hpp"

#include <string>
#include <vector>

namespace ludice::sim {

class HouseDesk {
 public:
  HouseDesk(World& world, Operators& operators);

  void step();

 private:
  void decide(const std::string& name);
  void decide_of(const std::string& name, const Row& charge);
  void assign(const std::string& name, json::object fields, std::int64_t payer);
  void keep(const std::string& name);
  void collect_rake(const std::string& name);
  void take_in(const std::string& name);
  void forgive(const std::string& name);
  void stop_sale(const std::string& name);
  void sell_again(const std::string& name);
  void call(const std::string& name, const std::string& path, json::object fields, const char* done,
            bool is_own = false);
  /// Beside what the process does with its disk; one of the rows, or none.
  std::vector<Row> pick(const char* sql);
  void check_commit(Database& database);
  void check_sale(Database& database);

  World& world_;
  Operators& operators_;
  std::vector<Value> seen_;  ///< what was looked at last
  std::string stopped_;      ///< why nothing is sold, after the commit looked at last
  std::vector<Value> sold_;  ///< until then
  int looks_ = 0;            ///< at the books: each stop has a reason of its own
};

}  // namespace ludice::sim
