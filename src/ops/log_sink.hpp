// The log of the program: lines to a descriptor. A terminal gets each at once; a file or a pipe gets them
// together, at most a fifth of a second late, warnings and errors at once.
#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "ops/settings.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ludice::ops {

struct LogOptions {
  int descriptor = 2;
  log::Level level = log::Level::info;
  std::optional<LogFormat> format{};   ///< not set: text on a terminal, else JSON
  std::vector<std::string> secrets{};  ///< never written, in whatever they are contained
};

class LogSink : public log::Sink {
 public:
  /// Writes out what is still kept back.
  virtual void flush() = 0;
};

/// Thread safe; `clock` must outlive it. What cannot be written is dropped: a full disk stops no game.
/// The destructor flushes; the descriptor stays open.
std::unique_ptr<LogSink> make_log_sink(const Clock& clock, LogOptions options);

}  // namespace ludice::ops
