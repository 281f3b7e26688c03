// What stays of a write that was never synced is drawn: nothing, all, the first ones, or single sectors.
#include "sim/disk.hpp"

#include "sim/dice.hpp"

#include <algorithm>

namespace ludice::sim {
namespace {

enum class Keep { nothing, everything, beginning, sectors };

}  // namespace

File& Disk::file(const std::string& path) {
  auto& entry = files_[path];
  if (!entry) {
    entry = std::make_unique<File>();
    entry->kind = path.ends_with("-wal") ? "log" : path.ends_with("-journal") ? "journal" : "database";
  }
  return *entry;
}

Fate Disk::enter(std::string_view call, const File& file) {
  if (paused_) return Fate::fine;
  if (dead_) {
    ++troubles_;
    return Fate::failed;
  }
  const std::string what = std::string(call) + " of " + file.kind;
  const bool counted_down = crash_in_ > 0 && --crash_in_ == 0;
  if (counted_down || what == crash_at_) {
    dead_ = true;
    ++troubles_;
    tally_.count("crash in " + what);
    return Fate::dead;
  }
  const auto armed = failures_.find(call);
  if (armed == failures_.end()) return Fate::fine;
  const bool meant = armed->second.kind.empty() || armed->second.kind == file.kind;
  if (!meant || --armed->second.calls > 0) return Fate::fine;
  failures_.erase(armed);
  ++troubles_;
  tally_.count(what + " fails");
  return Fate::failed;
}

void Disk::apply(std::string& content, const File::Write& write) const {
  if (write.bytes.empty()) {
    content.resize(write.offset);
    return;
  }
  if (content.size() < write.offset + write.bytes.size()) content.resize(write.offset + write.bytes.size());
  content.replace(write.offset, write.bytes.size(), write.bytes);
}

void Disk::write(File& file, std::string_view bytes, std::size_t offset) {
  file.unsynced.push_back({offset, std::string(bytes)});
  apply(file.content, file.unsynced.back());
}

void Disk::write_torn(File& file, std::string_view bytes, std::size_t offset) {
  const auto sectors = static_cast<std::int64_t>(bytes.size() / kSector);
  const auto kept = static_cast<std::size_t>(dice_.between(0, sectors)) * kSector;
  if (kept > 0) write(file, bytes.substr(0, kept), offset);
}

void Disk::truncate(File& file, std::size_t size) {
  file.unsynced.push_back({size, {}});
  file.content.resize(size);
}

void Disk::sync(File& file, bool directory) {
  for (const File::Write& write : file.unsynced) apply(file.durable, write);
  file.unsynced.clear();
  if (directory) sync_directory();
}

void Disk::fail_sync(File& file) {
  if (dead_ || !forgets_ || file.unsynced.empty() || !dice_.one_in(2)) return;
  tally_.count("failed sync of " + file.kind + " forgets");
  for (const File::Write& write : file.unsynced) {
    if (dice_.one_in(2)) apply(file.durable, write);
  }
  file.unsynced.clear();
}

void Disk::sync_directory() {
  for (auto& [path, file] : files_) {
    file->durable_exists = file->exists;
    if (!file->exists) file->durable.clear();
  }
}

void Disk::remove(File& file, bool synced) {
  file.exists = false;
  file.content.clear();
  file.unsynced.clear();
  if (synced) sync_directory();
}

std::size_t Disk::used() const {
  std::size_t total = 0;
  for (const auto& [path, file] : files_) total += file->content.size();
  return total;
}

bool Disk::has_room(const File& file, std::size_t end) {
  if (!may_overwrite_ && file.kind == "log") return false;
  if (paused_ || end <= file.content.size() || capacity_ == SIZE_MAX) return true;
  const bool room = used() + (end - file.content.size()) <= capacity_;
  if (!room) {
    ++troubles_;
    tally_.count("no room for the " + file.kind);
  }
  return room;
}

void Disk::arm_failure(std::string call, int calls, std::string kind) {
  failures_[std::move(call)] = {calls, std::move(kind)};
}

void Disk::disarm() {
  crash_in_ = 0;
  crash_at_.clear();
  failures_.clear();
}

void Disk::fill_up(std::size_t room) {
  capacity_ = used() + room;
}

void Disk::heal() {
  disarm();
  make_room();
}

/// A file's way through a loss of power: what was synced, and what the disk did of the rest by itself.
void Disk::settle(File& file) {
  const auto keep = forgets_ ? static_cast<Keep>(dice_.between(0, 3)) : Keep::everything;
  const auto total = static_cast<std::int64_t>(file.unsynced.size());
  const auto beginning = static_cast<std::size_t>(dice_.between(0, total));
  for (std::size_t i = 0; i < file.unsynced.size(); ++i) {
    const File::Write& write = file.unsynced[i];
    const bool whole = keep == Keep::everything || (keep == Keep::beginning && i < beginning);
    if (whole) {
      apply(file.durable, write);
    } else if (keep == Keep::sectors && !write.bytes.empty()) {
      for (std::size_t at = 0; at < write.bytes.size(); at += kSector) {
        if (dice_.one_in(2)) apply(file.durable, {write.offset + at, write.bytes.substr(at, kSector)});
      }
    }
  }
  if (keep == Keep::everything && file.exists) file.durable_exists = true;
  if (total > 0) {
    constexpr std::array<std::string_view, 4> names = {"all forgotten", "all kept", "the end forgotten",
                                                       "sectors torn"};
    tally_.count("unsynced " + file.kind + ": " + std::string(names.at(static_cast<std::size_t>(keep))));
  }
  file.exists = file.durable_exists;
  if (!file.exists) file.durable.clear();
  file.content = file.durable;
  file.unsynced.clear();
}

void Disk::restart(bool power_lost) {
  for (auto& [path, file] : files_) {
    if (power_lost) settle(*file);
    file->shared_locks = 0;
    file->reserved = file->pending = file->exclusive = false;
    file->shm.clear();
    file->shm_shared = {};
    file->shm_exclusive = {};
  }
  dead_ = false;
  disarm();
}

}  // namespace ludice::sim
