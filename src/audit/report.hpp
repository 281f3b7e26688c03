// What the checks say: how much each looked at, and what it found.
#pragma once

#include "audit/audit.hpp"

#include <cstdint>
#include <string>

namespace ludice::audit {

class Report {
 public:
  explicit Report(const Print& print) : print_(print) {}

  /// Something that must not be. The first ones of a check are printed, all are counted.
  void found(const std::string& what);
  /// Ends a check: "ok" or "FAILED", its name, and how many `things` were looked at.
  void end(const std::string& check, std::int64_t count, const std::string& things);
  void line(const std::string& text) { print_(text); }

  bool clean() const { return total_ == 0; }
  std::int64_t total() const { return total_; }

 private:
  const Print& print_;
  std::int64_t here_ = 0;
  std::int64_t total_ = 0;
};

}  // namespace ludice::audit
