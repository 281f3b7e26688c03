// The bot between a fake Telegram and the real game API over a real store, in one process: what tests of
// whole flows stand on.
#pragma once

#include "api/game_api.hpp"
#include "async/task_group.hpp"
#include "base/random.hpp"
#include "bot/bot.hpp"
#include "bot/fake_telegram.hpp"
#include "jobs/game_clock.hpp"
#include "service/games.hpp"
#include "support/store_fixture.hpp"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <boost/json.hpp>

namespace ludice::bot {

/// Calls the API's handler without a network; can lose requests and answers.
class DirectHttp final : public net::HttpClient {
 public:
  explicit DirectHttp(api::Face& face) : face_(face) {}

  async::Task<net::HttpResponse> send(net::HttpRequest request, Millis, bool) override {
    const std::string path = request.target;
    sent.push_back({path, request.body});
    if (lose_before.erase(path) > 0) throw net::HttpUnavailable("lost before");
    request.remote_address = "127.0.0.1";
    net::HttpResponse response = co_await face_.serve(std::move(request));
    if (std::getenv("SHOW") != nullptr) {
      std::fprintf(stderr, "%s %s -> %d %s\n", path.c_str(), sent.back().body.c_str(), response.status,
                   response.body.c_str());
    }
    if (lose_after.erase(path) > 0) throw net::HttpUnavailable("lost after");
    co_return response;
  }
  void close() override {}

  struct Sent {
    std::string path;
    std::string body;
  };
  std::vector<Sent> sent;
  std::set<std::string> lose_before;  ///< the next request to this path is lost
  std::set<std::string> lose_after;   ///< the next answer from this path is lost

 private:
  api::Face& face_;
};

class House : public test::StoreTest {
 protected:
  House() : telegram_(runner_.executor()), new_events_(runner_.executor()) {
    rules_.min_bet = Amount(10);
    rules_.max_bet = Amount(100'000);
    settings_.min_bet = 10;
    settings_.max_bet = 100'000;
    settings_.result_pause = Millis{0};
    settings_.tick = Millis{20};
    settings_.turn_ttl = rules_.timing.turn_ttl;
    settings_.lobby_ttl = rules_.timing.lobby_ttl;
    anna_ = person(7, "anna");
    ivan_ = person(8, "ivan");
  }

  ~House() override { close(); }

  /// Starts the API and the bot, also after close() or crash().
  void open() {
    api::GameApiSettings api;
    api.secret_key = "a-secret-of-tests";
    api.clients.trusted_clients = {*net::IpRange::parse("127.0.0.0/8")};
    api.address_limit = {};
    api.player_limit = {};
    api.log_requests = api::LogRequests::none;
    api_ = std::make_unique<api::GameApi>(
        api, api::GameApiParts{*store_, rules_, book_, events_, new_events_, clock_, random_, no_metrics()});
    http_ = std::make_unique<DirectHttp>(*api_);
    BotDependencies given{.executor = runner_.executor(),
                          .store = *store_,
                          .telegram = telegram_,
                          .game_api = *http_,
                          .key = key_,
                          .clock = clock_,
                          .random = random_,
                          .metrics = no_metrics(),
                          .settings = settings_};
    given.pace.chat_burst = 1'000;
    given.pace.overall = 100'000;
    bot_ = make_bot(std::move(given));
    group_ = std::make_unique<async::TaskGroup>(runner_.executor());
    group_->spawn("bot", bot_->run());
  }

  void close(Millis limit = Millis{2'000}) {
    if (!bot_) return;
    runner_.run(bot_->stop(limit));
    runner_.run(group_->drain(Millis{1'000}));
    api_->stop_waiting();
    bot_.reset();
    http_.reset();
    api_.reset();
    group_.reset();
  }

  /// Everything under way is cut off where it stands.
  void crash() {
    close(Millis{0});
    reopen();
  }

  /// Lets the bot work until `holds`, at most some seconds.
  testing::AssertionResult eventually(std::function<bool()> holds) {
    for (int i = 0; i < 1'500; ++i) {
      if (holds()) return testing::AssertionSuccess();
      runner_.run(async::sleep_for(Millis{2}));
    }
    return testing::AssertionFailure() << "it never came about";
  }
  void a_while() { runner_.run(async::sleep_for(Millis{60})); }

  /// Time passes, and the game's deadlines with it.
  void pass(Millis time) {
    clock_.advance(time);
    jobs::GameClock game_clock(*store_, book_, no_metrics());
    runner_.run(game_clock.look());
  }

  testing::AssertionResult reads(const telegram::User& person, std::string_view words) {
    return eventually([&] { return telegram_.find(person.id, words) != nullptr; }) << " for: " << words;
  }

  testing::AssertionResult tap(const telegram::User& person, std::string_view label) {
    const auto shown = eventually([&] { return telegram_.button(person.id, label).has_value(); });
    if (!shown) return testing::AssertionFailure() << "no button " << label;
    const auto button = telegram_.button(person.id, label);
    telegram_.tap(person, button->message_id, button->data);
    return testing::AssertionSuccess();
  }

  void join(const telegram::User& person) {
    telegram_.type(person, "/start");
    ASSERT_TRUE(tap(person, "I accept"));
    ASSERT_TRUE(reads(person, "You have <b>1000 points</b>"));
  }

  /// Up to the waiting lobby or the match.
  void stake(const telegram::User& person, std::string_view bet) {
    telegram_.type(person, "Roll 🎲");
    ASSERT_TRUE(tap(person, "Dice"));
    ASSERT_TRUE(reads(person, "How much do you stake?"));
    telegram_.type(person, std::string(bet));
  }

  /// Both have joined and stand in a match, Ivan being the one who came second.
  void match(std::string_view bet = "50") {
    join(anna_);
    join(ivan_);
    stake(anna_, bet);
    ASSERT_TRUE(reads(anna_, "Waiting for an opponent"));
    stake(ivan_, bet);
    ASSERT_TRUE(reads(ivan_, "against <b>anna</b>"));
    ASSERT_TRUE(reads(anna_, "against <b>ivan</b>"));
  }

  std::int64_t balance(const telegram::User& person) {
    store::ReadBody<std::int64_t> body = [id = person.id](store::Reader& reader) {
      static constexpr store::Statement kBalance{
          "SELECT a.balance FROM account a JOIN player p ON a.owner = p.id AND a.kind = 0 AND a.asset = 0 "
          "WHERE p.telegram_id = $1"};
      return reader.query(kBalance, {id}).front().integer(0);
    };
    return read<std::int64_t>(std::move(body));
  }

  std::size_t calls(std::string_view path) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(http_->sent, [&](const DirectHttp::Sent& sent) { return sent.path == path; }));
  }

  static telegram::User person(std::int64_t id, std::string username) {
    telegram::User user;
    user.id = id;
    user.first_name = username;
    if (!username.empty()) user.username = username;
    return user;
  }

  FakeTelegram telegram_;
  SystemRandom random_;
  service::Rules rules_;
  async::Event new_events_;
  service::Events events_{[this] { new_events_.notify(); }};
  service::GameBook book_{rules_.timing, events_};
  net::SigningKey key_{"a-secret-of-tests"};
  BotSettings settings_;
  telegram::User anna_;
  telegram::User ivan_;
  std::unique_ptr<api::GameApi> api_;
  std::unique_ptr<DirectHttp> http_;
  std::unique_ptr<Bot> bot_;
  std::unique_ptr<async::TaskGroup> group_;
};

}  // namespace ludice::bot
