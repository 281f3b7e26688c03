// posix_spawn, a pipe, and a wait.
#include "app/child_process.hpp"

#include "app/exit_code.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ludice::app {
namespace {

constexpr std::size_t kMostOutput = 64 * 1024;

/// Both ends of a pipe that no other child inherits.
class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) throw Failure(ExitCode::unavailable, std::strerror(errno));
  }
  ~Pipe() {
    ::close(ends_[0]);
    close_writing();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int writing() const { return ends_[1]; }
  void close_writing() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }
  /// Everything until the other end is closed; only the beginning is kept.
  std::string read_all() {
    std::string text;
    std::array<char, 4096> part{};
    for (;;) {
      const ssize_t size = ::read(ends_[0], part.data(), part.size());
      if (size < 0 && errno == EINTR) continue;
      if (size <= 0) return text;
      const std::size_t room = kMostOutput - text.size();
      text.append(part.data(), std::min(static_cast<std::size_t>(size), room));
    }
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (std::string& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

ChildEnd run_child(const std::vector<std::string>& arguments,
                   const std::map<std::string, std::string, std::less<>>& environment) {
  std::vector<std::string> words = arguments;
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);

  Pipe pipe;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, pipe.writing(), STDOUT_FILENO);
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, words[0].c_str(), &actions, nullptr, pointers(words).data(),
                                   pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw Failure(ExitCode::unavailable, words[0] + " cannot be run: " + std::strerror(error));
  pipe.close_writing();
  ChildEnd end;
  end.output = pipe.read_all();
  end.status = wait_for(child);
  return end;
}

}  // namespace ludice::app
