// Reads memory, CPU time and open files of this process.
#include "ops/process_figures.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

namespace ludice::ops {
namespace {

void set_memory(Metrics& metrics) {
  std::ifstream statm("/proc/self/statm");
  double size_pages = 0;
  double resident_pages = 0;
  if (!(statm >> size_pages >> resident_pages)) return;
  const auto page_bytes = static_cast<double>(::sysconf(_SC_PAGESIZE));
  metrics.gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.").set(size_pages * page_bytes);
  metrics.gauge("process_resident_memory_bytes", "Resident memory size in bytes.")
      .set(resident_pages * page_bytes);
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

void set_cpu_time(Metrics& metrics) {
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) != 0) return;
  metrics.gauge("process_cpu_seconds", "User and system CPU time spent in seconds.")
      .set(seconds(usage.ru_utime) + seconds(usage.ru_stime));
}

void set_open_files(Metrics& metrics) {
  std::error_code error;
  const std::filesystem::directory_iterator files("/proc/self/fd", error);
  if (error) return;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    metrics.gauge("process_max_fds", "Maximum number of open file descriptors.")
        .set(static_cast<double>(limit.rlim_cur));
  }
  const auto open = std::distance(begin(files), end(files)) - 1;  // this one is open only to count
  metrics.gauge("process_open_fds", "Number of open file descriptors.").set(static_cast<double>(open));
}

}  // namespace

void set_process_figures(Metrics& metrics) {
  set_memory(metrics);
  set_cpu_time(metrics);
  set_open_files(metrics);
}

void set_disk_figures(Metrics& metrics, const std::string& file) {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(file, error);
  if (error) return;
  metrics.gauge("ludice_database_disk_size_bytes", "Size of the disk on which the database's file lies.")
      .set(static_cast<double>(space.capacity));
  metrics.gauge("ludice_database_disk_free_bytes", "Room that is left on it.")
      .set(static_cast<double>(space.available));
}

}  // namespace ludice::ops
