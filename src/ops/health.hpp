// Whether the process is of use. Alive: it answers. Ready: everything it depends on works, and it is not
// about to end.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace ludice::ops {

/// Used on the event loop's thread only.
class Health {
 public:
  /// True while all is well; otherwise says why not, in words for an operator.
  using Probe = std::function<bool(std::string& reason)>;

  /// Asked at every look. Names are unique.
  void add_probe(std::string name, Probe probe);

  /// From now on not ready: requests that are under way are finished, new ones go elsewhere.
  void begin_shutdown() { shutting_down_ = true; }

  /// What is not well, by the name of the probe; nothing: ready. A probe that throws is not well.
  std::map<std::string, std::string> problems() const;

 private:
  std::map<std::string, Probe> probes_;
  bool shutting_down_ = false;
};

}  // namespace ludice::ops
