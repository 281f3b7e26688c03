// The world with what makes it live: its journal and transcript, and the wake-up of those who wait for
// something to change. The HTTP faces act on world() and commit() before they answer. One thread.
#pragma once

#include "async/event.hpp"
#include "sandbox/journal.hpp"
#include "sandbox/transcript.hpp"
#include "sandbox/world.hpp"

#include <filesystem>
#include <functional>

namespace ludice::sandbox {

class Engine {
 public:
  /// `folder` empty: nothing is kept. `fresh`: what is kept there is thrown away first.
  Engine(boost::asio::any_io_executor executor, const std::filesystem::path& folder, bool fresh,
         const Clock& clock, Random& random, WorldOptions options);

  World& world() { return world_; }
  const Transcript& transcript() const { return *transcript_; }

  /// Writes down what the last act changed, then wakes the waiting. Nobody is answered before.
  /// Throws std::system_error where the disk refuses.
  void commit();

  /// Lets the waiting look again, where what they wait for lies outside the world.
  void wake() { changed_.notify(); }

  /// Waits until `done` holds: true; or `limit` has passed, or the end has come: false.
  async::Task<bool> wait_until(std::function<bool()> done, Millis limit);

  /// World, journal and transcript empty.
  void reset();

  /// From now on nobody waits any more.
  void stop_waiting();
  bool stopping() const { return stopping_; }

 private:
  void keep_network(const Clock& clock, Random& random);

  World world_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<Transcript> transcript_;
  async::Event changed_;
  bool stopping_ = false;
};

}  // namespace ludice::sandbox
