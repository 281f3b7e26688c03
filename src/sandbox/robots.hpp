// Robot players for demonstrations: people of the sandbox whom nobody has to move. They use /sim as the
// page does, see their own chats only, and join a stranger who has waited a while.
#pragma once

#include "async/loops.hpp"
#include "async/task.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "sandbox/robot_mind.hpp"
#include "sandbox/sandbox.hpp"

#include <functional>
#include <string>
#include <vector>

namespace ludice::sandbox {

/// The public game that has waited longest and was not opened by a robot; what anybody may know. An exception
/// counts as nothing.
using SomebodyWaiting = std::function<async::Task<std::optional<Wish>>()>;

struct RobotPerson {
  std::string name;
  std::string username;  ///< by which it is known again after a restart
};

struct RobotOptions {
  std::int64_t bot = 0;  ///< whose game they play; 0: of the only bot there is
  std::vector<RobotPerson> people{{"Robot Rosa 🤖", "robot_rosa"}, {"Robot Rudi 🤖", "robot_rudi"}};
  Millis look_every{400};
  Millis patience{3'000};      ///< how long somebody waits before a robot joins: people come first
  Millis shortest_pause{500};  ///< between seeing and acting
  Millis longest_pause{1'500};
  Millis sulk{60'000};  ///< how long a stake that did not come off is left alone
};

class Robots {
 public:
  /// All must outlive the robots. Where they are people already (after a restart) they are those.
  Robots(Sandbox& sandbox, SomebodyWaiting somebody_waiting, const Clock& clock, Random& random,
         RobotOptions options = {});

  /// Plays until cancelled.
  async::Task<> run(async::Loops& loops);

  /// One look at everything, and what is due then: what run() does again and again. A robot that fails keeps
  /// no other from its move; its failure comes through at the end.
  async::Task<> look();

  /// Their ids as people; empty before the first look.
  std::vector<std::int64_t> ids() const;

 private:
  struct Robot {
    std::int64_t id = 0;
    std::optional<Wish> wish;  ///< what it is about to play
    bool poor = false;         ///< its bet was not taken
    bool has_bought = false;   ///< Stars for this wish
    Instant sulks_until;
    std::optional<RobotAct> intended;
    int done = 0;  ///< how often it did what it intends, to no effect so far
    Instant due;
    std::string complaint;  ///< what was said last of what keeps it from playing
  };

  async::Task<bool> turn();
  async::Task<> settle_in();
  async::Task<std::int64_t> find_or_make(RobotPerson person);
  async::Task<std::optional<Wish>> game_to_join();
  async::Task<> move(Robot& robot, std::optional<Wish> offered);
  async::Task<> act(Robot& robot, RobotAct act);
  static void complain(Robot& robot, std::string why);
  void mind_what_is_missing(Robot& robot, Scene scene, const boost::json::object& chat);
  async::Task<boost::json::value> sim(std::string method, std::string path, boost::json::value body);
  void take_or_drop_wish(Robot& robot, Scene scene, const std::optional<Wish>& offered);
  void intend(Robot& robot, const std::optional<RobotAct>& wanted);
  void give_up(Robot& robot);
  bool somebody_is_on_the_way() const;

  Sandbox& sandbox_;
  SomebodyWaiting somebody_waiting_;
  const Clock& clock_;
  Random& random_;
  RobotOptions options_;
  std::vector<Robot> robots_;
  std::optional<Wish> seen_;
  Instant seen_since_;
};

}  // namespace ludice::sandbox
