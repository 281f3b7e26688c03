// Puts a Disk below SQLite: while it lives, every database of the process lies there.
#pragma once

#include "base/clock.hpp"
#include "sim/dice.hpp"
#include "sim/disk.hpp"

namespace ludice::sim {

/// One at a time.
class Vfs {
 public:
  Vfs(Disk& disk, Dice& dice, const Clock& clock);
  ~Vfs();
  Vfs(const Vfs&) = delete;
  Vfs& operator=(const Vfs&) = delete;
};

}  // namespace ludice::sim
