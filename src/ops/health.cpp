// Asks the probes.
#include "ops/health.hpp"

#include "base/assert.hpp"

#include <exception>
#include <utility>

namespace ludice::ops {
namespace {

bool is_well(const Health::Probe& probe, std::string& reason) {
  try {
    return probe(reason);
  } catch (const std::exception& error) {
    reason = error.what();
    return false;
  }
}

}  // namespace

void Health::add_probe(std::string name, Probe probe) {
  const bool added = probes_.try_emplace(std::move(name), std::move(probe)).second;
  LUDICE_ASSERT(added);
}

std::map<std::string, std::string> Health::problems() const {
  std::map<std::string, std::string> found;
  if (shutting_down_) found.emplace("process", "shutting down");
  for (const auto& [name, probe] : probes_) {
    std::string reason;
    if (!is_well(probe, reason)) found.emplace(name, reason.empty() ? "not ready" : reason);
  }
  return found;
}

}  // namespace ludice::ops
