// The life of the process under test.
#include "sim/world.hpp"

#include "sim/end_of_loop.hpp"

namespace ludice::sim {
namespace {

constexpr int kMostFailedStarts = 4;

HouseSettings drawn_settings(Dice& dice, bool seldom) {
  HouseSettings settings;
  settings.rake_bps = dice.one_in(3) ? 0 : static_cast<int>(dice.between(0, 1'000));
  settings.max_queued = dice.one_in(4) ? 3 : 64;
  settings.once.entries = dice.one_in(25) ? 60 : 100'000;
  settings.checkpoint_pages = static_cast<int>(dice.between(5, 120));
  settings.limits = dice.one_in(4);
  settings.stars = !dice.one_in(5);
  settings.stars_rules.order_ttl = Millis(dice.between(20'000, 600'000));
  if (dice.one_in(3)) settings.stars_rules.daily_limit = Amount(280);
  settings.ton = dice.one_in(2);
  if (dice.one_in(2)) settings.ton_rules.approval_from = Amount(2'000'000'000);
  settings.ton_rules.link_life = Millis(dice.between(30'000, 300'000));
  if (seldom && dice.one_in(5)) settings.faces = 2;
  return settings;
}

/// With what the emphasis is about.
HouseSettings settings_for(const Options& options, Dice& dice) {
  HouseSettings settings = drawn_settings(dice, options.seldom);
  settings.stars = settings.stars || options.emphasis == Emphasis::own_stars ||
                   options.emphasis == Emphasis::unlisted_stars;
  if (options.emphasis == Emphasis::stopped_payouts) {
    settings.ton = true;
    settings.ton_rules.link_life = Millis{30'000};
    settings.ton_rules.approval_from = service::TonRules{}.approval_from;
  }
  return settings;
}

}  // namespace

World::World(const Options& options)
    : dice(options.seed),
      trace(options.print_trace),
      disk(dice, tally),
      telegram_line(dice, tally, "telegram"),
      ton_line(dice, tally, "toncenter"),
      settings(settings_for(options, dice)),
      checker(kDatabase),
      disk_fails(options.disk_fails),
      seldom(options.seldom),
      emphasis(options.emphasis),
      vfs_(disk, dice, clock) {
  disk.set_forgetting(options.disk_forgets);
}

World::~World() {
  end();
}

void World::end() {
  disk.kill();
  checker.close();
  telegram_line.forget();
  ton_line.forget();
  if (house_) end_process();
}

/// Coroutines end before what they refer to.
void World::end_process() {
  house_->store.die();
  house_->store.drop_all();
  if (tenant_ != nullptr) tenant_->move_out();
  end_all_on(*context_);
  house_.reset();
  context_ = std::make_unique<boost::asio::io_context>(1);
}

/// False where the disk failed it on the way.
bool World::try_to_start() {
  try {
    house_ =
        std::make_unique<House>(settings, context_->get_executor(), clock, dice, telegram_line, ton_line);
    return true;
  } catch (const store::SqliteError& error) {
    trace.line(std::string("no start: ") + error.what());
  } catch (const store::Unavailable& error) {
    trace.line(std::string("no start: ") + error.what());
  }
  return false;
}

/// What fails by itself is seldom one of these.
void World::arm_start() {
  if (generation_ == 0) return arm_first_start();
  if (!dice.one_in(6)) return;
  constexpr std::array kCalls = {"open", "read", "write", "sync", "delete"};
  disk.arm_failure(dice.pick(kCalls), static_cast<int>(dice.between(1, 4)));
}

/// Only here is there a rollback journal: until the database keeps a log.
void World::arm_first_start() {
  constexpr std::array kCalls = {"open", "read", "write", "sync", "delete"};
  const std::string call = dice.pick(kCalls);
  if (dice.one_in(8)) return disk.fill_up(static_cast<std::size_t>(dice.between(0, 6'000)));
  if (dice.one_in(3)) return disk.arm_crash_at(call, "journal");
  if (dice.one_in(2)) disk.arm_failure(call, static_cast<int>(dice.between(1, 3)), "journal");
}

/// The last connection moves the log into the database and deletes it.
void World::arm_end() {
  if (dice.one_in(4)) return disk.arm_crash_at("delete", "log");
  if (dice.one_in(3)) return disk.arm_crash(static_cast<int>(dice.between(1, 12)));
  constexpr std::array kCalls = {"read", "write", "sync", "delete"};
  if (dice.one_in(3)) disk.arm_failure(dice.pick(kCalls), 1);
}

void World::boot() {
  settings.rake_bps = dice.one_in(3) ? static_cast<int>(dice.between(0, 10'000)) : settings.rake_bps;
  if (seldom) settings.sells_stars = !dice.one_in(12);
  for (int failed = 0; !house_; ++failed) {
    const bool may_fail = faults && failed < kMostFailedStarts;
    if (!may_fail) disk.make_room();
    if (may_fail && disk_fails && dice.one_in(3)) disk.arm_crash(static_cast<int>(dice.between(1, 40)));
    if (may_fail && disk_fails && (seldom || generation_ == 0)) arm_start();
    troubles_before_ = disk.troubles();
    if (try_to_start()) break;
    require(was_in_trouble(), "starts_again", "the database cannot be opened");
    tally.count("crash during recovery");
    disk.restart(dice.one_in(2));
  }
  disk.arm_crash(0);
  if (generation_ == 0) disk.make_room();  // ears are let in before anything else happens
  ++generation_;
  trace.line("started");
  disk.pause(true);
  checker.open();
  checker.check_everything();
  patience.begin_anew(checker.database(), clock.true_now(), time_was_kept_);
  disk.pause(false);
  if (tenant_ == nullptr) return;
  tenant_->move_in();
  settle();
}

void World::settle() {
  std::size_t went_on = 0;
  do {
    context_->restart();
    context_->poll();
    went_on = tenant_ == nullptr ? 0 : tenant_->poll();
  } while (went_on > 0);
}

/// Whatever waits, here or for somebody else's server, waits no more.
void World::drop_all() {
  house_->store.drop_all();
  telegram_line.drop_all();
  ton_line.drop_all();
}

void World::die(bool power_lost) {
  trace.line(power_lost ? "power lost" : "killed");
  tally.count(power_lost ? "power lost" : "process killed");
  // A leap that could not be written down: the next start cannot but believe the clock.
  time_was_kept_ = house_->store.is_time_kept();
  if (!time_was_kept_) tally.count("a leap was forgotten");
  disk.kill();
  house_->store.die();
  settle();
  drop_all();
  settle();
  checker.close();
  end_process();
  disk.restart(power_lost);
  boot();
}

void World::restart_cleanly() {
  trace.line("stopped");
  tally.count("clean restart");
  const int generation = generation_;
  while (generation == generation_ && house_->store.writes() + house_->store.reads() > 0) {
    if (house_->store.writes() > 0) write_batch(256);
    if (generation == generation_ && house_->store.reads() > 0) read_one();
  }
  if (generation != generation_) return;  // it died on the way
  time_was_kept_ = house_->store.is_time_kept();
  house_->store.die();
  drop_all();
  checker.close();
  if (faults && disk_fails && seldom) arm_end();
  end_process();
  if (disk.is_dead()) disk.restart(true);
  boot();
}

void World::set_clock(Millis by) {
  trace.line("clock set by " + std::to_string(by.count()));
  clock.jump(by);
  write([this] { house_->store.keep_time(); });
}

void World::set_clock_right() {
  set_clock(clock.true_now() - clock.now());
  // What stood when the clock was set goes on while the new time is on trial.
  const Millis ahead = server_time() - clock.true_now();
  if (ahead > Millis{0}) clock.advance(ahead + Reckoning::kTrial);
}

void World::write_batch(std::size_t most) {
  write([this, most] { house_->store.write_batch(most); });
}

void World::write(const std::function<void()>& turn) {
  bool trusted = true;
  troubles_before_ = disk.troubles();
  try {
    turn();
  } catch (const store::SqliteError& error) {
    trace.line(std::string("fatal: ") + error.what());
    require(error.kind == store::SqliteError::Kind::io, "only_a_broken_disk_ends_the_writer", error.what());
    tally.count("writer cannot trust the database");
    trusted = false;
  }
  if (!trusted || disk.is_dead()) {
    const bool power_lost = disk.is_dead() ? !dice.one_in(3) : dice.one_in(3);
    die(power_lost);
    if (power_lost || !dice.one_in(2)) return;
    tally.count("power lost right after a restart");
    die(true);
    return;
  }
  settle();
  look();
}

void World::read_one() {
  troubles_before_ = disk.troubles();
  house_->store.read_one();
  if (disk.is_dead()) {
    die(!dice.one_in(3));
    return;
  }
  settle();
}

std::vector<Row> World::look_up(const char* sql, const std::vector<Value>& values) {
  if (disk.is_dead()) return {};
  disk.pause(true);
  auto rows = checker.database().rows(sql, values);
  disk.pause(false);
  return rows;
}

void World::look() {
  disk.pause(true);
  checker.check_changes();
  checker.check_acknowledged();
  patience.look(checker.database(), clock.true_now());
  disk.pause(false);
}

}  // namespace ludice::sim
