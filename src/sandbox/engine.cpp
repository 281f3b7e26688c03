// Durability and waiting around the pure world.
#include "sandbox/engine.hpp"

#include <chrono>
#include <stdexcept>

namespace ludice::sandbox {

Engine::Engine(boost::asio::any_io_executor executor, const std::filesystem::path& folder, bool fresh,
               const Clock& clock, Random& random, WorldOptions options)
    : world_(clock, random, std::move(options)), changed_(executor) {
  std::unique_ptr<LineFile> transcript_file;
  if (!folder.empty()) {
    std::filesystem::create_directories(folder);
    journal_ = std::make_unique<Journal>(folder / "sandbox.jsonl");
    transcript_file = std::make_unique<LineFile>(folder / "sandbox-transcript.jsonl");
    if (fresh) {
      keep_network(clock, random);
      journal_->compact(world_);
      transcript_file->replace({});
    } else {
      journal_->load(world_);
    }
  }
  transcript_ = std::make_unique<Transcript>(std::move(transcript_file));
}

/// A network forgets nothing: who has watched its wallet looks for what comes behind the last row.
void Engine::keep_network(const Clock& clock, Random& random) {
  World before(clock, random, world_.options());
  try {
    journal_->load(before);
  } catch (const std::runtime_error&) {
    return;  // it is none of ours and goes
  }
  world_.ton() = before.ton();
  world_.ton().reset();
}

void Engine::commit() {
  const World::Documents changes = world_.take_changes();
  if (journal_ && !changes.empty()) journal_->write(changes, world_);
  for (json::object& note : world_.take_notes()) transcript_->add(world_.now(), std::move(note));
  if (!changes.empty()) changed_.notify();
}

async::Task<bool> Engine::wait_until(std::function<bool()> done, Millis limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  for (;;) {
    const auto seen = changed_.count();
    if (done()) co_return true;
    const auto left = std::chrono::duration_cast<Millis>(end - std::chrono::steady_clock::now());
    if (stopping_ || left <= Millis{0}) co_return false;
    co_await changed_.wait(seen, left);
  }
}

void Engine::reset() {
  world_.reset();
  commit();
  transcript_->clear();
}

void Engine::stop_waiting() {
  stopping_ = true;
  changed_.notify();
}

}  // namespace ludice::sandbox
