// The table at the end.
#pragma once

#include "load.hpp"

#include <string>
#include <vector>

namespace ludice::bench {

class Figures {
 public:
  /// Several runs of the same load; `per_run` things were done in each.
  void add_runs(const std::string& what, std::int64_t per_run, const std::vector<Load>& runs);
  void add(const std::string& what, const std::string& value);
  void print() const;

 private:
  struct Row {
    std::string what;
    std::string value;
    std::string range;
    std::string p50;
    std::string p99;
  };
  std::vector<Row> rows_;
};

}  // namespace ludice::bench
