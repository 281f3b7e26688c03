// Passes lines on to the sink in force.
#include "base/log.hpp"

#include <atomic>

namespace ludice::log {
namespace {

std::atomic<Sink*> current_sink = nullptr;

}  // namespace

void set_sink(Sink* sink) {
  current_sink = sink;
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  write(level, event, std::span<const Field>(fields.begin(), fields.size()));
}

void write(Level level, std::string_view event, std::span<const Field> fields) {
  Sink* sink = current_sink;
  if (sink != nullptr && sink->enabled(level)) sink->write(level, event, fields);
}

}  // namespace ludice::log
