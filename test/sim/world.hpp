// Everything of one run: numbers, clock, disk, the process under test and its life: starts, deaths, steps.
#pragma once

#include "sim/checker.hpp"
#include "sim/dice.hpp"
#include "sim/disk.hpp"
#include "sim/house.hpp"
#include "sim/patience.hpp"
#include "sim/vfs.hpp"

#include <functional>
#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>

namespace ludice::sim {

/// Telegram ids of those who play and pay; some of them never register.
inline constexpr std::int64_t kFirstPlayer = 101;
inline constexpr std::int64_t kLastPlayer = 107;

/// What happens far more often in a run than it would by chance, so that what comes of it is met.
enum class Emphasis {
  nothing,
  own_stars,        ///< an operator's own Stars, kept in suspense
  stopped_payouts,  ///< coins' links run out while withdrawals stand still
  unlisted_stars,   ///< Telegram's balance changes, and its list says nothing of it
};

struct Options {
  std::uint64_t seed = 1;
  int steps = 800;
  bool print_trace = false;
  bool disk_forgets = true;  ///< what was not synced, when power is lost
  bool disk_fails = true;    ///< calls fail, and machines die in the middle of them
  bool clock_leaps = true;   ///< under the bot
  bool seldom = true;        ///< what seldom comes by itself is brought about: faults of later starts, ties
  Emphasis emphasis = Emphasis::nothing;
};

/// What lives in the process beside the house and the faces: made anew in each of its lives.
class Tenant {
 public:
  virtual ~Tenant() = default;
  virtual void move_in() = 0;
  /// How many of its waiting things went on.
  virtual std::size_t poll() = 0;
  /// Its coroutines end where they stand.
  virtual void move_out() = 0;
};

class World {
 public:
  explicit World(const Options& options);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  House& house() { return *house_; }
  boost::asio::io_context& context() { return *context_; }
  /// By which a server judges timestamps.
  Instant server_time() const { return house_->store.clock().civil(); }
  /// By which it counts deadlines.
  Instant game_time() const { return house_->store.clock().now(); }

  /// Before the first start; end() comes before the tenant goes.
  void set_tenant(Tenant& tenant) { tenant_ = &tenant; }
  /// The process is gone for good.
  void end();

  /// Starts the process, through crashes on the way; then everything acknowledged must be there.
  void boot();
  /// Answers under way still go out; then nothing of it is left but the disk.
  void die(bool power_lost);
  /// As SIGTERM does it: finishes what waits.
  void restart_cleanly();

  /// The machine's clock is set; the store notices.
  void set_clock(Millis by);
  /// It is set right, and time passes until everybody's clock shows what the server has believed.
  void set_clock_right();
  /// One commit, one read; the process ends where the disk failed it.
  void write_batch(std::size_t most);
  void read_one();
  /// Lets every coroutine run until it waits for the store.
  void settle();
  /// Whether the disk failed the store in its latest turn.
  bool was_in_trouble() const { return disk.troubles() != troubles_before_; }
  /// Of the database as it is, beside what the process does with its disk; nothing where that is dead.
  std::vector<Row> look_up(const char* sql, const std::vector<Value>& values = {});
  /// Counted up whenever the process was started.
  int generation() const { return generation_; }

  Dice dice;
  Tally tally;
  Trace trace;
  JumpingClock clock;
  Disk disk;
  OutsideLine telegram_line, ton_line;
  HouseSettings settings;
  Checker checker;
  Patience patience;
  bool faults = true;
  const bool disk_fails;
  const bool seldom;
  const Emphasis emphasis;

 private:
  bool try_to_start();
  void arm_start();
  void arm_first_start();
  void arm_end();
  void end_process();
  void look();
  /// A turn of the writer's thread; the process ends where the disk failed it.
  void write(const std::function<void()>& turn);
  void drop_all();

  Vfs vfs_;
  std::unique_ptr<boost::asio::io_context> context_ = std::make_unique<boost::asio::io_context>(1);
  std::unique_ptr<House> house_;
  Tenant* tenant_ = nullptr;
  int generation_ = 0;
  bool time_was_kept_ = true;  // when the process ended
  std::int64_t troubles_before_ = 0;
};

}  // namespace ludice::sim
