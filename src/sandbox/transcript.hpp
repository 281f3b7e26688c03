// Every Bot API call and every update, numbered, as JSON lines: the last ones in memory, and in a file
// where there is one. Numbers go on behind a restart.
#pragma once

#include "base/instant.hpp"
#include "sandbox/line_file.hpp"

#include <cstdint>
#include <deque>
#include <memory>

#include <boost/json/object.hpp>

namespace ludice::sandbox {

class Transcript {
 public:
  /// `file` may be null: memory only.
  explicit Transcript(std::unique_ptr<LineFile> file);

  /// Writes `entry` behind its number and time: {"n":1,"at":1700000000.123,…}.
  void add(Instant at, boost::json::object entry);

  /// The lines behind number `after`, oldest first, each with its newline.
  std::string lines_after(std::int64_t after) const;

  void clear();

 private:
  static constexpr std::size_t kKept = 20'000;

  std::unique_ptr<LineFile> file_;
  std::deque<std::string> lines_;
  std::int64_t last_ = 0;
  std::size_t in_file_ = 0;
};

}  // namespace ludice::sandbox
