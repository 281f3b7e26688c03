// Structured log lines: an event name and fields. Secrets and texts of messages never go in.
// The sink is the one global of the program; without one, nothing is written. Thread safe.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace ludice::log {

enum class Level { debug, info, warning, error };

struct Field {
  template <class T>
  Field(std::string_view field_key, const T& field_value) : key(field_key), value(convert(field_value)) {}

  using Value = std::variant<std::int64_t, double, bool, std::string>;
  std::string_view key;
  Value value;

 private:
  template <class T>
  static Value convert(const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      return value;
    } else if constexpr (std::is_integral_v<T>) {
      return static_cast<std::int64_t>(value);
    } else if constexpr (std::is_floating_point_v<T>) {
      return static_cast<double>(value);
    } else {
      return std::string(std::string_view(value));
    }
  }
};

class Sink {
 public:
  virtual ~Sink() = default;
  virtual bool enabled(Level level) const = 0;
  virtual void write(Level level, std::string_view event, std::span<const Field> fields) = 0;
};

/// The sink must outlive every line; nullptr silences. Called at start and end only.
void set_sink(Sink* sink);
void write(Level level, std::string_view event, std::initializer_list<Field> fields);
/// Where which fields there are is known only when it is written.
void write(Level level, std::string_view event, std::span<const Field> fields);

inline void debug(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::debug, event, fields);
}
inline void info(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::info, event, fields);
}
inline void warning(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::warning, event, fields);
}
inline void error(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::error, event, fields);
}

}  // namespace ludice::log
