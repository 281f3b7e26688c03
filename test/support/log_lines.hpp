// The log in the hands of a test.
#pragma once

#include "base/log.hpp"

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ludice::test {

/// Keeps every line as text while it lives. Any thread may write and ask; `lines` is for when nobody
/// writes.
class LogLines final : public log::Sink {
 public:
  LogLines() { log::set_sink(this); }
  LogLines(const LogLines&) = delete;
  LogLines& operator=(const LogLines&) = delete;
  ~LogLines() override { log::set_sink(nullptr); }

  bool enabled(log::Level) const override { return true; }
  void write(log::Level, std::string_view event, std::span<const log::Field> fields) override {
    std::string line(event);
    for (const log::Field& field : fields) {
      line += " " + std::string(field.key);
      if (const auto* text = std::get_if<std::string>(&field.value)) line += "=" + *text;
      if (const auto* number = std::get_if<std::int64_t>(&field.value)) line += "=" + std::to_string(*number);
    }
    const std::lock_guard lock(mutex_);
    lines.push_back(line);
  }

  bool has(std::string_view words) const { return !line_with(words).empty(); }

  /// How many lines begin with these words.
  std::ptrdiff_t count(std::string_view words) const {
    const std::lock_guard lock(mutex_);
    return std::ranges::count_if(lines, [&](const std::string& line) { return line.starts_with(words); });
  }

  /// The first line that has these words; empty where none has.
  std::string line_with(std::string_view words) const {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find_if(
        lines, [&](const std::string& line) { return line.find(words) != std::string::npos; });
    return found == lines.end() ? "" : *found;
  }

  std::vector<std::string> lines;

 private:
  mutable std::mutex mutex_;
};

}  // namespace ludice::test
