// Reading the recorded files.
#include "ton/recorded.hpp"

#include "ton/rows.hpp"

#include <fstream>
#include <iterator>

#include <boost/json/parse.hpp>

namespace ludice::ton {

std::string recorded_text(const std::string& name) {
  std::ifstream file(std::string(LUDICE_TEST_DATA "/ton/") + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

boost::json::value recorded_json(const std::string& name) {
  return boost::json::parse(recorded_text(name));
}

std::vector<domain::TonTransaction> recorded_rows() {
  return read_transactions(recorded_text("service-transactions.json"));
}

domain::TonPlace before_recorded() {
  return {0, std::string(64, '0'), Amount()};
}

}  // namespace ludice::ton
