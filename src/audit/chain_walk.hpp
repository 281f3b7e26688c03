// Goes through the records of the chain with the seals beside them.
#pragma once

#include "audit/digest.hpp"
#include "audit/report.hpp"
#include "audit/stream.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ludice::audit {

class ChainWalk {
 public:
  /// `noted_head`: as in audit.hpp.
  ChainWalk(Source& source, const std::optional<std::string>& noted_head, Report& report);

  /// The record at the next place; `at` is the time of its row.
  void record(std::int64_t place, std::string_view text, std::int64_t at);
  /// No further record comes.
  void finish();
  /// Ends the check, and says where the noted head stood; `waiting`: records that have no place yet.
  void report(std::int64_t waiting);

 private:
  void begin_seal();
  void compare();
  void look_for_noted_head(std::int64_t seal, std::int64_t at);

  Report& report_;
  const std::optional<std::string>& noted_head_;
  std::optional<std::string> noted_at_;
  bool one_commit_a_seal_;
  Stream seals_;
  Digest digest_;
  std::string head_;
  bool pending_ = false;
  std::int64_t last_place_ = 0;
  std::int64_t last_seal_ = 0;
  std::int64_t records_ = 0;
};

}  // namespace ludice::audit
