// The house's parts.
#include "bot/house.hpp"

#include "api/finance_api.hpp"
#include "api/game_api.hpp"
#include "api/operator_api.hpp"
#include "async/task_group.hpp"
#include "bot/bot.hpp"
#include "jobs/game_clock.hpp"
#include "service/games.hpp"
#include "service/ton_rules.hpp"
#include "store/ledger_table.hpp"

#include <algorithm>
#include <utility>

namespace ludice::bot {
namespace {

const std::string kSecret = "a-secret-of-tests";

/// Calls the API's handler without a network; `operators`: who answers their calls.
class DirectHttp final : public net::HttpClient {
 public:
  DirectHttp(api::Face& face, Wire& wire, Points& points, api::Face* operators = nullptr)
      : face_(face), operators_(operators), wire_(wire), points_(points) {}

  async::Task<net::HttpResponse> send(net::HttpRequest request, Millis, bool) override {
    const std::string path = request.target;
    wire_.sent.push_back({path, request.body});
    const bool counted = path != "/events";
    if (counted) co_await points_.pass();
    if (refused(request)) co_return too_many();
    if (wire_.lose_before.erase(path) > 0 || wire_.cut.contains(path))
      throw net::HttpUnavailable("lost before");
    request.remote_address = "127.0.0.1";
    const bool for_operators = operators_ != nullptr && path.starts_with(api::kOperatorPaths);
    api::Face& face = for_operators ? *operators_ : face_;
    net::HttpResponse response = co_await face.serve(std::move(request));
    if (counted) co_await points_.pass();
    if (const auto happens = wire_.meanwhile.extract(path)) co_await happens.mapped()();
    if (wire_.lose_after.erase(path) > 0 || wire_.silent.contains(path))
      throw net::HttpUnavailable("lost after");
    co_return response;
  }
  void close() override {}

 private:
  bool refused(const net::HttpRequest& request) {
    const bool now = wire_.refuse && wire_.refuse->path == request.target &&
                     request.body.find(wire_.refuse->part) != std::string::npos;
    if (now) wire_.refuse.reset();
    return now;
  }

  static net::HttpResponse too_many() {
    net::HttpResponse response;
    response.status = 429;
    response.body = R"({"status":"error","error":{"code":"rate_limited","message":"later"}})";
    response.fields.set("Retry-After", "60");
    return response;
  }

  api::Face& face_;
  api::Face* operators_;
  Wire& wire_;
  Points& points_;
};

api::GameApiSettings api_settings() {
  api::GameApiSettings settings;
  settings.secret_key = kSecret;
  settings.clients.trusted_clients = {*net::IpRange::parse("127.0.0.0/8")};
  settings.address_limit = {};
  settings.player_limit = {};
  settings.log_requests = api::LogRequests::none;
  return settings;
}

service::Rules rules_for(const BotSettings& settings) {
  service::Rules rules;
  rules.bets = {Amount(settings.min_bet), Amount(settings.max_bet)};
  if (settings.sells_stars()) rules.assets.push_back(domain::Asset::stars);
  if (settings.takes_ton()) rules.assets.push_back(domain::Asset::ton);
  rules.rake_bps = static_cast<int>(settings.rake_bps);
  rules.timing.turn_ttl = settings.turn_ttl;
  rules.timing.lobby_ttl = settings.lobby_ttl;
  return rules;
}

api::OperatorApiSettings operator_settings(const std::string& key) {
  return {.operator_key = key,
          .clients = api_settings().clients,
          .address_limit = {},
          .log_requests = api::LogRequests::none};
}

}  // namespace

struct House::Rules {
  Rules(boost::asio::any_io_executor executor, const BotSettings& settings)
      : rules(rules_for(settings)), takes_ton(settings.takes_ton()), new_events(executor) {}
  const service::TonRules* ton_if_taken() const { return takes_ton ? &ton : nullptr; }

  service::Rules rules;
  service::TonRules ton;
  bool takes_ton;
  async::Event new_events;
  service::Events events{[this] { new_events.notify(); }};
  service::GameBook book{rules.timing, events};
};

struct House::Running {
  explicit Running(House& house)
      : api(api_settings(),
            api::GameApiParts{*house.store_, house.rules_->rules, house.rules_->book, house.rules_->events,
                              house.rules_->new_events, house.clock_, house.random_, no_metrics()}),
        finance(api_settings(),
                api::FinanceApiParts{*house.store_, house.rules_->rules, house.rules_->events, house.clock_,
                                     house.random_, no_metrics(), house.rules_->ton_if_taken()}),
        operator_key(house.operator_key_),
        operators(operator_settings(house.operator_key_),
                  api::OperatorApiParts{*house.store_, house.rules_->events, house.clock_, house.random_,
                                        no_metrics(), house.rules_->ton_if_taken()}),
        http(api, house.wire_, house.telegram_.points),
        finance_http(finance, house.wire_, house.telegram_.points, &operators),
        group(house.runner_.executor()) {
    BotDependencies given{.executor = house.runner_.executor(),
                          .store = *house.store_,
                          .telegram = house.telegram_,
                          .game_api = http,
                          .finance_api = finance_http,
                          .key = key,
                          .operator_key = house.has_operators_ ? &operator_key : nullptr,
                          .clock = house.clock_,
                          .random = house.random_,
                          .metrics = house.metrics_,
                          .settings = house.settings_};
    given.pace.chat_burst = 1'000;
    given.pace.overall = 100'000;
    given.channel.patience = {.attempts = 4, .first = Millis{1}, .longest = Millis{5}};
    bot = make_bot(std::move(given));
    group.spawn("bot", bot->run());
  }

  net::SigningKey key{kSecret};
  api::GameApi api;
  api::FinanceApi finance;
  net::SigningKey operator_key;
  api::OperatorApi operators;
  DirectHttp http;
  DirectHttp finance_http;
  std::unique_ptr<Bot> bot;
  async::TaskGroup group;
};

House::House() : telegram_(runner_.executor()) {
  settings_.max_bet = 100'000;
  settings_.result_pause = Millis{0};
  settings_.forward_pace = Millis{0};
  settings_.tick = Millis{20};
}

House::~House() {
  close();
}

void House::open() {
  if (!rules_) rules_ = std::make_unique<Rules>(runner_.executor(), settings_);
  running_ = std::make_unique<Running>(*this);
}

void House::close(Millis limit) {
  if (!running_) return;
  runner_.run(running_->bot->stop(limit));
  runner_.run(running_->group.drain(Millis{1'000}));
  running_->api.stop_waiting();
  running_.reset();
}

void House::crash() {
  close(Millis{0});
  reopen();
}

testing::AssertionResult House::eventually(const std::function<bool()>& holds) {
  for (int i = 0; i < 15'000; ++i) {
    if (holds()) return testing::AssertionSuccess();
    runner_.run(async::sleep_for(Millis{2}));
  }
  return testing::AssertionFailure() << "it never came about";
}

void House::a_while() {
  runner_.run(async::sleep_for(Millis{100}));
}

void House::pass(Millis time) {
  clock_.advance(time);
  const jobs::Lease lease(*store_, "house");
  jobs::GameClock game_clock(*store_, lease, rules_->book, no_metrics());
  runner_.run(game_clock.look());
}

testing::AssertionResult House::reads(const telegram::User& person, std::string_view words) {
  return eventually([&] { return telegram_.find(person.id, words) != nullptr; }) << " for: " << words;
}

testing::AssertionResult House::gets_toast(std::string_view words) {
  return eventually([&] {
           return !telegram_.toasts.empty() && telegram_.toasts.back().find(words) != std::string::npos;
         })
         << " for: " << words;
}

testing::AssertionResult House::tap(const telegram::User& person, std::string_view label) {
  const auto shown = eventually([&] { return telegram_.button(person.id, label).has_value(); });
  if (!shown) return testing::AssertionFailure() << "no button " << label;
  const auto button = telegram_.button(person.id, label);
  telegram_.tap(person, button->message_id, button->data);
  return testing::AssertionSuccess();
}

void House::join(const telegram::User& person) {
  telegram_.type(person, "/start");
  ASSERT_TRUE(tap(person, "I accept"));
  ASSERT_TRUE(reads(person, "You have <b>1000 points</b>"));
}

void House::stake(const telegram::User& person, std::string_view bet, std::string_view game) {
  const auto games = telegram_.count(person.id, "Which game?");
  const auto questions = telegram_.count(person.id, "How much do you stake?");
  telegram_.type(person, "Roll 🎲");
  ASSERT_TRUE(eventually([&] { return telegram_.count(person.id, "Which game?") > games; }));
  ASSERT_TRUE(tap(person, game));
  ASSERT_TRUE(eventually([&] { return telegram_.count(person.id, "How much do you stake?") > questions; }));
  telegram_.type(person, std::string(bet));
}

void House::match(std::string_view bet, std::string_view game) {
  join(anna_);
  join(ivan_);
  stake(anna_, bet, game);
  ASSERT_TRUE(reads(anna_, "Waiting for an opponent"));
  stake(ivan_, bet, game);
  ASSERT_TRUE(reads(ivan_, "against <b>anna</b>"));
  ASSERT_TRUE(reads(anna_, "against <b>ivan</b>"));
}

std::int64_t House::balance(const telegram::User& person) {
  return balance_in(person, Coin::points);
}

std::int64_t House::balance_in(const telegram::User& person, Coin coin) {
  const auto asset = domain::parse_asset(name_of(coin)).value();
  store::ReadBody<std::int64_t> body = [id = person.id, asset](store::Reader& reader) {
    const auto player = store::find_player(reader, TelegramId{id});
    return player ? store::load_player_account(reader, player->id, asset).balance.units() : 0;
  };
  return read<std::int64_t>(std::move(body));
}

const service::TonRules& House::ton_rules() const {
  return rules_->ton;
}

const service::Events& House::events() const {
  return rules_->events;
}

std::size_t House::calls(std::string_view path) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(wire_.sent, [&](const Wire::Sent& sent) { return sent.path == path; }));
}

telegram::User House::person(std::int64_t id, const std::string& username) {
  telegram::User user;
  user.id = id;
  user.first_name = username;
  if (!username.empty()) user.username = username;
  return user;
}

}  // namespace ludice::bot
