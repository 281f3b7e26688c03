// The simulated disk: files in memory that know what was synced, and forget the rest when power is lost.
// Faults are armed by the simulation: a call at which the machine dies, syncs and writes that fail, no room.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::sim {

class Dice;
class Tally;

inline constexpr std::size_t kSector = 512;  ///< what a write is torn into
inline constexpr std::size_t kShmLocks = 8;  ///< of the log's index
inline constexpr std::size_t kShmRegion = 32 * 1024;

/// Of a file that SQLite opened; the shared memory and the locks are of the database file alone.
struct File {
  struct Write {
    std::size_t offset = 0;
    std::string bytes;  ///< empty: cut to `offset`
  };
  std::string kind;     ///< database, log, journal
  std::string content;  ///< what a process sees
  std::string durable;  ///< what power loss leaves for certain
  std::vector<Write> unsynced;
  bool exists = false;
  bool durable_exists = false;

  int shared_locks = 0;
  bool reserved = false, pending = false, exclusive = false;
  std::vector<std::unique_ptr<std::array<char, kShmRegion>>> shm;
  std::array<int, kShmLocks> shm_shared{};
  std::array<bool, kShmLocks> shm_exclusive{};
};

enum class Fate { fine, failed, dead };

class Disk {
 public:
  Disk(Dice& dice, Tally& tally) : dice_(dice), tally_(tally) {}
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  File& file(const std::string& path);
  std::map<std::string, std::unique_ptr<File>>& files() { return files_; }

  /// Each call of SQLite passes here first: what becomes of it.
  Fate enter(std::string_view call, const File& file);
  bool is_dead() const { return dead_; }
  /// How often a call was failed, for whatever reason.
  std::int64_t troubles() const { return troubles_; }
  /// The process is gone at once: what it still calls does nothing.
  void kill() { dead_ = true; }

  void write(File& file, std::string_view bytes, std::size_t offset);
  /// Of a write at whose moment the machine dies: some of its sectors.
  void write_torn(File& file, std::string_view bytes, std::size_t offset);
  void truncate(File& file, std::size_t size);
  /// With `directory` also which files there are.
  void sync(File& file, bool directory);
  /// Of a sync that failed: as Linux does, the disk may call all of it clean, whatever of it was written. A
  /// process still reads it, and no later sync writes it.
  void fail_sync(File& file);
  void remove(File& file, bool synced);
  /// Whether a write up to `end` still has room.
  bool has_room(const File& file, std::size_t end);

  /// 0: in none.
  void arm_crash(int calls) {
    crash_in_ = calls;
    crash_at_.clear();
  }
  /// In the next such call of a file of that kind.
  void arm_crash_at(std::string call, std::string kind) {
    crash_at_ = std::move(call) + " of " + std::move(kind);
  }
  /// `kind`: only of such files; empty: whichever.
  void arm_failure(std::string call, int calls, std::string kind = {});
  void disarm();
  void fill_up(std::size_t room);
  void make_room() { capacity_ = SIZE_MAX; }
  /// Whether a log that is there can be written anew: not on a disk that copies on write and is full.
  void let_overwrite(bool may) { may_overwrite_ = may; }
  bool is_full() const { return capacity_ != SIZE_MAX; }
  void heal();
  /// Nothing is armed, counted or refused while the simulation itself looks.
  void pause(bool paused) { paused_ = paused; }

  /// The process is gone, and with `power_lost` what was not synced, wholly or in parts.
  void restart(bool power_lost);
  /// Off: power loss forgets nothing. The planted bugs that depend on it must escape then.
  void set_forgetting(bool forgets) { forgets_ = forgets; }

 private:
  std::size_t used() const;
  void sync_directory();
  void settle(File& file);
  void apply(std::string& content, const File::Write& write) const;

  Dice& dice_;
  Tally& tally_;
  std::map<std::string, std::unique_ptr<File>> files_;
  struct Failure {
    int calls = 0;
    std::string kind;
  };

  int crash_in_ = 0;      ///< 0: not armed
  std::string crash_at_;  ///< "call of kind"; empty: not armed
  std::map<std::string, Failure, std::less<>> failures_;
  std::size_t capacity_ = SIZE_MAX;
  bool may_overwrite_ = true;
  std::int64_t troubles_ = 0;
  bool dead_ = false;
  bool paused_ = false;
  bool forgets_ = true;
};

}  // namespace ludice::sim
