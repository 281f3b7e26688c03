// Writes an event as a line.
#include "ops/log_line.hpp"

#include "ops/escape.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <type_traits>
#include <variant>

#include <fmt/format.h>

namespace ludice::ops {
namespace {

std::string_view level_name(log::Level level) {
  switch (level) {
    case log::Level::debug:
      return "debug";
    case log::Level::info:
      return "info";
    case log::Level::warning:
      return "warning";
    case log::Level::error:
      break;
  }
  return "error";
}

std::string time_of_day(Instant at) {
  const std::chrono::sys_time<Millis> time{Millis{at.ms}};
  const std::chrono::hh_mm_ss clock{time - std::chrono::floor<std::chrono::days>(time)};
  return fmt::format("{:02}:{:02}:{:02}.{:03}", clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count(), clock.subseconds().count());
}

std::string date(Instant at) {
  const std::chrono::year_month_day day{
      std::chrono::floor<std::chrono::days>(std::chrono::sys_time<Millis>{Millis{at.ms}})};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

void append_json_text(std::string& line, const SecretMask& mask, std::string_view text) {
  line += '"';
  append_escaped(line, mask.masked(text));
  line += '"';
}

bool is_plain_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return c > ' ' && c < 0x7F && c != '"' && c != '=' && c != '\\';
  });
}

void append_text(std::string& line, const SecretMask& mask, std::string_view text) {
  const std::string masked = mask.masked(text);
  if (is_plain_word(masked)) {
    line += masked;
  } else {
    append_json_text(line, mask, masked);
  }
}

/// JSON has no number for what is not finite.
void append_number(std::string& line, double value) {
  line += std::isfinite(value) ? fmt::format("{}", value) : "null";
}

void append_value(std::string& line, LogFormat format, const SecretMask& mask,
                  const log::Field::Value& value) {
  std::visit(
      [&]<class T>(const T& held) {
        if constexpr (std::is_same_v<T, bool>) {
          line += held ? "true" : "false";
        } else if constexpr (std::is_same_v<T, std::int64_t>) {
          line += std::to_string(held);
        } else if constexpr (std::is_same_v<T, double>) {
          append_number(line, held);
        } else if (format == LogFormat::json) {
          append_json_text(line, mask, held);
        } else {
          append_text(line, mask, held);
        }
      },
      value);
}

}  // namespace

std::string log_line(LogFormat format, const SecretMask& mask, Instant at, log::Level level,
                     std::string_view event, std::span<const log::Field> fields) {
  std::string line;
  line.reserve(160);
  if (format == LogFormat::json) {
    line += fmt::format(R"({{"time":"{}T{}Z","level":"{}","event":)", date(at), time_of_day(at),
                        level_name(level));
    append_json_text(line, mask, event);
  } else {
    line += fmt::format("{} {:<7} ", time_of_day(at), level_name(level));
    append_escaped(line, mask.masked(event));
  }
  for (const log::Field& field : fields) {
    if (format == LogFormat::json) {
      line += ',';
      append_json_text(line, mask, field.key);
      line += ':';
    } else {
      line += ' ';
      append_escaped(line, field.key);
      line += '=';
    }
    append_value(line, format, mask, field.value);
  }
  if (format == LogFormat::json) line += '}';
  return line;
}

}  // namespace ludice::ops
