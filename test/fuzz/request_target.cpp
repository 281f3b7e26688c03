// Requests through the whole handlers of all faces, on a real store. The target signs what it read, and makes
// the operators' tokens, so that the fuzzer gets behind them: whatever comes, the answer has a status and a
// form of ours, and the ledger sums to zero.
#include "api/balance_api.hpp"
#include "api/game_api.hpp"
#include "async/runner.hpp"
#include "base/hex.hpp"
#include "base/random.hpp"
#include "fuzz/request_payments.hpp"
#include "fuzz/targets.hpp"
#include "service/rules.hpp"
#include "store/sqlite_store.hpp"
#include "support/manual_clock.hpp"
#include "support/temp_folder.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include <boost/json.hpp>

namespace ludice::fuzz {
namespace {

namespace json = boost::json;

const std::string kSecret = "a-secret-of-fuzzers";
constexpr int kRequestsAWorld = 400;
constexpr std::array kStatuses{200, 400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 429};

/// A store with two players in a game, one who waits, an open invite and an announced throw, and payments;
/// all faces on it.
class World {
 public:
  World() {
    store::SqliteOptions options;
    options.path = folder_.file("fuzz.db");
    options.fatal = [](const std::string& what) { require(false, what.c_str()); };
    store_ = store::open_sqlite(std::move(options), clock_, no_metrics());
    api::GameApiSettings settings;
    settings.secret_key = kSecret;
    settings.clients.trusted_clients = {*net::IpRange::parse("127.0.0.0/8")};
    settings.clients.trusted_proxies = {*net::IpRange::parse("192.0.2.0/24")};
    settings.address_limit = {20, Millis(100)};
    settings.player_limit = {50, Millis(100)};
    settings.log_requests = api::LogRequests::none;
    game_ = std::make_unique<api::GameApi>(
        settings,
        api::GameApiParts{*store_, rules_, book_, events_, new_events_, clock_, random_, no_metrics()});
    payments_ = std::make_unique<Payments>(settings, Payments::Parts{*store_, events_, clock_, random_});
    game_->stop_waiting();  // a poll for events answers at once
    for (const bool signed_only : {false, true}) {
      (signed_only ? signed_balance_ : balance_) = std::make_unique<api::BalanceApi>(
          api::BalanceApiSettings{kSecret, signed_only, api::LogRequests::none},
          api::BalanceApiParts{*store_, rules_, events_, random_, no_metrics()});
    }
    populate();
  }

  ~World() {
    static constexpr store::Statement kSums{
        "SELECT COUNT(*) FROM (SELECT 1 FROM account GROUP BY asset HAVING SUM(balance) <> 0) AS s"};
    static constexpr store::Statement kStuck{
        "SELECT COUNT(*) FROM account a JOIN game g ON g.id = a.id WHERE g.ended <> 0 AND a.balance <> 0"};
    require(number(kSums) == 0, "a ledger that does not sum to zero");
    require(number(kStuck) == 0, "an ended game that holds money");
    store::ReadBody<bool> check = [this](store::Reader& reader) {
      payments_->check(reader);
      return true;
    };
    runner_.run(store_->read<bool>(std::move(check)));
    payments_.reset();
    game_.reset();
    balance_.reset();
    signed_balance_.reset();
    store_.reset();
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  int served() const { return served_; }

  /// `letters`: g GET instead of POST, b s the balance service without and with signatures, p the finance
  /// API, o the operators' calls, 2 1 signatures of either form, w a wrong one, T e w tokens (Payments), t a
  /// fresh timestamp put in, r a fresh request_id, k K an Idempotency-Key and a bad one, x c another media
  /// type and one with a charset, f from a proxy, which speaks for `hops`; an operator whom none stands
  /// before has that for his name.
  net::HttpResponse send(std::string_view target, std::string_view letters, std::string body,
                         std::string_view hops = {}) {
    const auto says = [&](char letter) { return letters.find(letter) != std::string_view::npos; };
    net::HttpRequest request;
    request.method = says('g') ? "GET" : "POST";
    request.target = filled(std::string(target));
    request.remote_address = says('f') ? "192.0.2.7" : "127.0.0.1";
    request.fields.set("Content-Type", says('x')   ? "text/plain"
                                       : says('c') ? "application/json; charset=UTF-8"
                                                   : "application/json");
    const bool named = says('o') && !says('f');
    if (!hops.empty() && !named) request.fields.set("X-Forwarded-For", std::string(hops));
    if (says('k')) request.fields.set("Idempotency-Key", "one");
    if (says('K')) request.fields.set("Idempotency-Key", std::string(65, 'K'));
    request.body = filled(std::move(body));
    ++served_;
    if (says('t')) put_in(request.body, "timestamp", stamp());
    if (says('r')) put_in(request.body, "request_id", "\"r" + std::to_string(served_) + "\"");
    clock_.advance(Millis(1));
    if (says('o')) return operate(std::move(request), letters, named ? hops : std::string_view());
    sign(request, says('1'), says('2'), says('w'));
    api::Face& face = says('p') ? payments_->finance() : game_or_balance(says('b'), says('s'));
    return runner_.run(face.serve(std::move(request)));
  }

 private:
  net::HttpResponse operate(net::HttpRequest request, std::string_view letters, std::string_view name) {
    const std::string authorization = payments_->authorization(letters, name);
    if (!authorization.empty()) request.fields.set("Authorization", authorization);
    net::HttpResponse response = runner_.run(payments_->operators().serve(std::move(request)));
    payments_->answered(letters, response);
    return response;
  }
  api::Face& game_or_balance(bool balance, bool signed_balance) {
    if (signed_balance) return *signed_balance_;
    if (balance) return *balance_;
    return *game_;
  }
  std::int64_t number(const store::Statement& statement) {
    store::ReadBody<std::int64_t> body = [&statement](store::Reader& reader) {
      return reader.query(statement).front().integer(0);
    };
    return runner_.run(store_->read<std::int64_t>(std::move(body)));
  }

  std::string must(std::string_view path, std::string body, std::string_view field) {
    const net::HttpResponse response = send(path, "2t", std::move(body));
    require(response.status == 200, "a world that cannot be made");
    const json::value answer = json::parse(response.body);
    const json::value* found = answer.at("data").as_object().if_contains(field);
    return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
  }

  void populate() {
    for (const char* name : {"anna", "ivan", "olga", "petr", "rosa"}) {
      must("/register",
           std::string(R"({"username":")") + name + R"(","id":)" + std::to_string(++people_) + "}", "");
    }
    must("/events", R"({"consumer":"c"})", "");
    must("/start/game", R"({"username":"anna","bet":50})", "game_id");
    name("GAME", must("/start/game", R"({"username":"ivan","bet":50})", "game_id"));
    name("ATTEMPT", must("/throw", R"({"username":"anna","game_id":"GAME"})", "attempt"));
    must("/start/game", R"({"username":"olga","bet":70,"game":"target"})", "game_id");
    name("INVITE", must("/start/game", R"({"username":"petr","bet":30,"invite":true})", "invite"));
    store::Body<Names> story = [this](store::Transaction& t) { return payments_->populate(t); };
    for (auto& [id, text] : runner_.run(store_->write(std::move(story)))) name(id, std::move(text));
  }
  void name(std::string id, std::string text) { names_.emplace_back(std::move(id), std::move(text)); }

  /// Ids that only the world knows have names in the corpus.
  std::string filled(std::string text) const {
    for (const auto& [id, real] : names_) {
      for (std::size_t at = 0; (at = text.find(id, at)) != std::string::npos; at += real.size()) {
        text.replace(at, id.size(), real);
      }
    }
    return text;
  }

  static void put_in(std::string& body, const std::string& name, const std::string& value) {
    if (!body.starts_with('{')) return;
    const bool empty = body.find_first_not_of(" \t\r\n", 1) == body.find('}');
    body.insert(1, "\"" + name + "\":" + value + (empty ? "" : ","));
  }

  std::string stamp() const {
    const std::string ms = std::to_string(clock_.now().ms);
    return ms.substr(0, ms.size() - 3) + "." + ms.substr(ms.size() - 3);
  }

  void sign(net::HttpRequest& request, bool v1, bool v2, bool wrong) const {
    const auto object = net::CanonicalObject::read(request.body);
    const std::string text = object ? object->text() : "{}";
    if (v1) request.fields.set("X-Signature", key_.sign_v1(text));
    if (v2) request.fields.set("X-Signature-V2", key_.sign_v2(request.method, request.path(), text));
    if (wrong) request.fields.set("X-Signature-V2", key_.sign_v2(request.method, "/other", text));
  }

  const net::SigningKey key_{kSecret};
  test::TempFolder folder_;
  test::ManualClock clock_;
  async::Runner runner_;
  std::unique_ptr<store::Store> store_;
  service::Rules rules_;
  async::Event new_events_{runner_.executor()};
  service::Events events_{[this] { new_events_.notify(); }};
  service::GameBook book_{rules_.timing, events_};
  SystemRandom random_;
  std::unique_ptr<api::GameApi> game_;
  std::unique_ptr<api::BalanceApi> balance_;
  std::unique_ptr<api::BalanceApi> signed_balance_;
  std::unique_ptr<Payments> payments_;
  int served_ = 0;
  int people_ = 0;
  Names names_;
};

World& world() {
  no_metrics();  // made before, so that it outlives the last world
  static std::unique_ptr<World> now;
  if (!now || now->served() >= kRequestsAWorld) {
    now.reset();
    now = std::make_unique<World>();
  }
  return *now;
}

}  // namespace

void request(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, bytes.find('\n'));
  const std::string_view target = head.substr(0, head.find(' '));
  const std::string_view rest =
      target.size() < head.size() ? head.substr(target.size() + 1) : std::string_view();
  const std::string_view letters = rest.substr(0, rest.find(' '));
  const std::string_view hops = rest.substr(std::min(letters.size() + 1, rest.size()));
  std::string body(bytes.substr(std::min(head.size() + 1, bytes.size())));
  const net::HttpResponse response = world().send(target, letters, std::move(body), hops);
  require(std::ranges::find(kStatuses, response.status) != kStatuses.end(), "a status that is none of ours");
  const bool page = response.fields.get("Content-Type").find("json") == std::string_view::npos;
  boost::system::error_code error;
  const json::value answer = json::parse(response.body, error);
  require(page || !error, "an answer that is no JSON");
  require(response.fields.has("X-Request-Id"), "an answer without its id");
  if (response.status != 200 || page || !answer.is_object()) return;
  const json::value* data = answer.get_object().if_contains("data");
  // Signed over its path, so that another query is let in, and answered by the store.
  planted(data != nullptr && target.starts_with("/profile?") && target != "/profile?x=1");
}

}  // namespace ludice::fuzz
