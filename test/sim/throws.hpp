// Who throws for the players: announces, lets Telegram throw, writes what came. Several hands may be at one
// throw; Telegram refuses, loses its answer, or never throws.
#pragma once

#include "sim/wire.hpp"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace ludice::sim {

class Throws {
 public:
  Throws(World& world, Wire& wire) : world_(world), wire_(wire) {}

  /// A hand for this player of this game, beside any that is there.
  void begin(std::int64_t player, const std::string& game, const std::string& kind);
  /// One hand goes on.
  void step();
  void step_all();
  /// No result counts there without its dice message.
  void needs_proof(const std::string& game) { proven_.insert(game); }
  bool is_quiet() const { return hands_.empty(); }
  std::size_t size() const { return hands_.size(); }

 private:
  enum class Next { announce, throw_dice, write, give_up, ended };
  struct Hand {
    std::int64_t player = 0;
    std::string game, kind, attempt, reason;
    std::int64_t round = 0, throw_no = 0, face = 0;
    Next next = Next::announce;
    bool waits = false;  ///< for an answer
  };
  using HandPtr = std::shared_ptr<Hand>;

  void go_on(const HandPtr& hand);
  void announce(const HandPtr& hand);
  void throw_dice(Hand& hand);
  std::int64_t thrown_at_target(const Hand& hand);
  void write(const HandPtr& hand);
  void repeat(const Hand& hand);
  void give_up(const HandPtr& hand);
  Call call_of(const HandPtr& hand, const std::string& path) const;
  void write_unannounced(const HandPtr& hand);

  World& world_;
  Wire& wire_;
  std::vector<HandPtr> hands_;
  std::set<std::string> proven_;
  std::int64_t messages_ = 0;
};

}  // namespace ludice::sim
