// SQLite's side of the simulated disk (https://www.sqlite.org/c3ref/vfs.html): files, locks between
// connections, and the shared memory of the write-ahead log.
#include "sim/vfs.hpp"

#include <algorithm>
#include <cstring>
#include <sqlite3.h>

namespace ludice::sim {
namespace {

/// SQLite's methods carry no pointer of ours into xAccess and its like but this one.
struct System {
  Disk& disk;
  Dice& dice;
  const Clock& clock;
};

struct OpenFile {
  sqlite3_file base;
  File* file;
  Disk* disk;
  File* own;  ///< of a file without a name
  int level;
  unsigned shm_shared;
  unsigned shm_exclusive;
  bool new_journal;  ///< opened to be made: its first sync takes the directory along, as SQLite's own layer
                     ///< does
};

OpenFile& as_open(sqlite3_file* file) {
  return *reinterpret_cast<OpenFile*>(file);
}

System& system_of(sqlite3_vfs* vfs) {
  return *static_cast<System*>(vfs->pAppData);
}

int unlock(sqlite3_file* handle, int level) {
  OpenFile& open = as_open(handle);
  File& file = *open.file;
  if (open.level <= level) return SQLITE_OK;
  if (open.level == SQLITE_LOCK_EXCLUSIVE) file.exclusive = false;
  if (open.level >= SQLITE_LOCK_PENDING) file.pending = false;
  if (open.level >= SQLITE_LOCK_RESERVED) file.reserved = false;
  if (level == SQLITE_LOCK_NONE) file.shared_locks = std::max(0, file.shared_locks - 1);
  open.level = level;
  return SQLITE_OK;
}

int close_file(sqlite3_file* handle) {
  OpenFile& open = as_open(handle);
  unlock(handle, SQLITE_LOCK_NONE);
  delete open.own;
  return SQLITE_OK;
}

int read_file(sqlite3_file* handle, void* to, int amount, sqlite3_int64 offset) {
  OpenFile& open = as_open(handle);
  if (open.disk->enter("read", *open.file) != Fate::fine) return SQLITE_IOERR_READ;
  const std::string& content = open.file->content;
  const auto from = std::min(static_cast<std::size_t>(offset), content.size());
  const std::size_t got = std::min(static_cast<std::size_t>(amount), content.size() - from);
  std::memcpy(to, content.data() + from, got);
  if (got == static_cast<std::size_t>(amount)) return SQLITE_OK;
  std::memset(static_cast<char*>(to) + got, 0, static_cast<std::size_t>(amount) - got);
  return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* handle, const void* from, int amount, sqlite3_int64 offset) {
  OpenFile& open = as_open(handle);
  const std::string_view bytes(static_cast<const char*>(from), static_cast<std::size_t>(amount));
  const auto at = static_cast<std::size_t>(offset);
  const Fate fate = open.disk->enter("write", *open.file);
  if (fate == Fate::dead) open.disk->write_torn(*open.file, bytes, at);
  if (fate != Fate::fine) return SQLITE_IOERR_WRITE;
  if (!open.disk->has_room(*open.file, at + bytes.size())) return SQLITE_FULL;
  open.disk->write(*open.file, bytes, at);
  return SQLITE_OK;
}

int truncate_file(sqlite3_file* handle, sqlite3_int64 size) {
  OpenFile& open = as_open(handle);
  if (open.disk->enter("truncate", *open.file) != Fate::fine) return SQLITE_IOERR_TRUNCATE;
  open.disk->truncate(*open.file, static_cast<std::size_t>(size));
  return SQLITE_OK;
}

int sync_file(sqlite3_file* handle, int) {
  OpenFile& open = as_open(handle);
  const Fate fate = open.disk->enter("sync", *open.file);
  if (fate == Fate::failed) open.disk->fail_sync(*open.file);
  if (fate != Fate::fine) return SQLITE_IOERR_FSYNC;
  open.disk->sync(*open.file, open.new_journal);
  open.new_journal = false;
  return SQLITE_OK;
}

int size_of_file(sqlite3_file* handle, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(as_open(handle).file->content.size());
  return SQLITE_OK;
}

int lock(sqlite3_file* handle, int level) {
  OpenFile& open = as_open(handle);
  File& file = *open.file;
  if (open.level >= level) return SQLITE_OK;
  if (open.level == SQLITE_LOCK_NONE) {
    if (file.pending || file.exclusive) return SQLITE_BUSY;
    ++file.shared_locks;
    open.level = SQLITE_LOCK_SHARED;
  }
  if (level >= SQLITE_LOCK_RESERVED && open.level < SQLITE_LOCK_RESERVED) {
    if (file.reserved) return SQLITE_BUSY;
    file.reserved = true;
    open.level = SQLITE_LOCK_RESERVED;
  }
  if (level == SQLITE_LOCK_EXCLUSIVE) {
    file.pending = true;
    open.level = SQLITE_LOCK_PENDING;
    if (file.shared_locks > 1) return SQLITE_BUSY;
    file.exclusive = true;
    open.level = SQLITE_LOCK_EXCLUSIVE;
  }
  return SQLITE_OK;
}

int is_reserved(sqlite3_file* handle, int* reserved) {
  *reserved = as_open(handle).file->reserved ? 1 : 0;
  return SQLITE_OK;
}

int control(sqlite3_file*, int, void*) {
  return SQLITE_NOTFOUND;
}
int sector_size(sqlite3_file*) {
  return static_cast<int>(kSector);
}
int characteristics(sqlite3_file*) {
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

int shm_map(sqlite3_file* handle, int region, int, int extend, void volatile** memory) {
  auto& regions = as_open(handle).file->shm;
  const auto wanted = static_cast<std::size_t>(region);
  *memory = nullptr;
  if (wanted >= regions.size() && extend == 0) return SQLITE_OK;
  while (regions.size() <= wanted) {
    regions.push_back(std::make_unique<std::array<char, kShmRegion>>());
    regions.back()->fill(0);
  }
  *memory = regions[wanted]->data();
  return SQLITE_OK;
}

void shm_unlock(OpenFile& open, std::size_t slot) {
  const unsigned bit = 1U << slot;
  if ((open.shm_shared & bit) != 0) --open.file->shm_shared[slot];
  if ((open.shm_exclusive & bit) != 0) open.file->shm_exclusive[slot] = false;
  open.shm_shared &= ~bit;
  open.shm_exclusive &= ~bit;
}

bool shm_is_free(const OpenFile& open, std::size_t slot, bool exclusively) {
  const unsigned bit = 1U << slot;
  const bool ours_exclusive = (open.shm_exclusive & bit) != 0;
  const int ours_shared = (open.shm_shared & bit) != 0 ? 1 : 0;
  if (open.file->shm_exclusive[slot] && !ours_exclusive) return false;
  return !exclusively || open.file->shm_shared[slot] - ours_shared == 0;
}

int shm_lock(sqlite3_file* handle, int offset, int count, int flags) {
  OpenFile& open = as_open(handle);
  const auto first = static_cast<std::size_t>(offset);
  const auto end = first + static_cast<std::size_t>(count);
  const bool exclusively = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    for (std::size_t slot = first; slot < end; ++slot) shm_unlock(open, slot);
    return SQLITE_OK;
  }
  for (std::size_t slot = first; slot < end; ++slot) {
    if (!shm_is_free(open, slot, exclusively)) return SQLITE_BUSY;
  }
  for (std::size_t slot = first; slot < end; ++slot) {
    const unsigned bit = 1U << slot;
    if (exclusively) {
      open.file->shm_exclusive[slot] = true;
      open.shm_exclusive |= bit;
    } else if ((open.shm_shared & bit) == 0) {
      ++open.file->shm_shared[slot];
      open.shm_shared |= bit;
    }
  }
  return SQLITE_OK;
}

void shm_barrier(sqlite3_file*) {}

int shm_unmap(sqlite3_file* handle, int remove) {
  OpenFile& open = as_open(handle);
  for (std::size_t slot = 0; slot < kShmLocks; ++slot) shm_unlock(open, slot);
  if (remove != 0) open.file->shm.clear();
  return SQLITE_OK;
}

const sqlite3_io_methods kMethods = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = size_of_file,
    .xLock = lock,
    .xUnlock = unlock,
    .xCheckReservedLock = is_reserved,
    .xFileControl = control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = shm_map,
    .xShmLock = shm_lock,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* handle, int flags, int* out_flags) {
  Disk& disk = system_of(vfs).disk;
  OpenFile& open = as_open(handle);
  open = {};
  File* file = nullptr;
  if (name == nullptr) {
    file = open.own = new File;
    file->kind = "temporary";
  } else {
    file = &disk.file(name);
    if (disk.enter("open", *file) != Fate::fine) return SQLITE_CANTOPEN;
    if (!file->exists && (flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
  }
  if (!file->exists && !file->durable.empty()) disk.truncate(*file, 0);  // its removal was never synced
  file->exists = true;
  open.file = file;
  open.disk = &disk;
  constexpr int kJournals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
  open.new_journal = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & kJournals) != 0;
  open.base.pMethods = &kMethods;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int synced) {
  Disk& disk = system_of(vfs).disk;
  File& file = disk.file(name);
  if (disk.enter("delete", file) != Fate::fine) return SQLITE_IOERR_DELETE;
  disk.remove(file, synced != 0);
  return SQLITE_OK;
}

int access_file(sqlite3_vfs* vfs, const char* name, int, int* result) {
  const auto& files = system_of(vfs).disk.files();
  const auto found = files.find(name);
  *result = found != files.end() && found->second->exists ? 1 : 0;
  return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", name);
  return SQLITE_OK;
}

int randomness(sqlite3_vfs* vfs, int size, char* out) {
  Dice& dice = system_of(vfs).dice;
  for (int i = 0; i < size; ++i) out[i] = static_cast<char>(dice.next() & 0xff);
  return size;
}

int sleep_no_time(sqlite3_vfs*, int microseconds) {
  return microseconds;
}

int current_time(sqlite3_vfs* vfs, sqlite3_int64* ms) {
  constexpr sqlite3_int64 kUnixEpoch = 210'866'760'000'000;  // Julian day, in ms
  *ms = kUnixEpoch + system_of(vfs).clock.now().ms;
  return SQLITE_OK;
}

sqlite3_vfs& the_vfs() {
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs made{};
    made.iVersion = 2;
    made.szOsFile = sizeof(OpenFile);
    made.mxPathname = 512;
    made.zName = "simulated";
    made.xOpen = open_file;
    made.xDelete = delete_file;
    made.xAccess = access_file;
    made.xFullPathname = full_path;
    made.xRandomness = randomness;
    made.xSleep = sleep_no_time;
    made.xCurrentTimeInt64 = current_time;
    return made;
  }();
  return vfs;
}

}  // namespace

Vfs::Vfs(Disk& disk, Dice& dice, const Clock& clock) {
  // Before the first run: one thread needs no locks, and nobody asks how much memory there is.
  sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3_initialize();
  the_vfs().pAppData = new System{disk, dice, clock};
  sqlite3_vfs_register(&the_vfs(), 1);
  sqlite3_randomness(0, nullptr);  // SQLite's own numbers start from our seed, too
}

Vfs::~Vfs() {
  sqlite3_vfs_unregister(&the_vfs());
  delete static_cast<System*>(the_vfs().pAppData);
  the_vfs().pAppData = nullptr;
}

}  // namespace ludice::sim
