// Answers, and what may come instead of them.
#include "sandbox/ton_face.hpp"

#include "base/base64.hpp"
#include "net/url.hpp"
#include "sandbox/requests.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

namespace ludice::sandbox {
namespace {

constexpr std::int64_t kMostRows = 1'000;
/// Of the master chain's blocks, of which there is one a second.
constexpr std::int64_t kLtASecond = 1'000'000;
/// The elector, which each block of the master chain runs.
constexpr std::string_view kClock = "-1:3333333333333333333333333333333333333333333333333333333333333333";

std::int64_t lt_of(const json::object& row) {
  return std::stoll(std::string(row.at("lt").as_string()));
}

/// What the provider knows of: all that happened, or less where it lags.
struct Known {
  const TonChain& chain;
  std::size_t rows;
  std::int64_t date;
};

bool asks_for(const Params& query, std::string_view name, const domain::TonAddress& wallet) {
  const auto asked = domain::parse_ton_address(query.text(name));
  return asked && asked->address == wallet;
}

json::array rows_for(const Known& known, const Params& query) {
  json::array rows;
  if (!asks_for(query, "account", known.chain.wallet())) return rows;
  const std::int64_t from = query.integer("start_lt").value_or(0);
  const auto most =
      static_cast<std::size_t>(std::clamp<std::int64_t>(query.integer("limit").value_or(10), 1, kMostRows));
  std::vector<const json::object*> found;
  for (std::size_t i = 0; i < known.rows; ++i) {
    if (lt_of(known.chain.rows().at(i)) >= from) found.push_back(&known.chain.rows().at(i));
  }
  // Newest first is what the provider does unless told otherwise.
  if (query.text("sort") != "asc") std::ranges::reverse(found);
  for (std::size_t i = 0; i < std::min(most, found.size()); ++i) rows.push_back(*found[i]);
  return rows;
}

json::string plus_one(const json::value& nanotons) {
  return json::string(std::to_string(std::stoll(std::string(nanotons.as_string())) + 1));
}

void distort(json::array& rows, std::string_view kind) {
  if (rows.empty()) return;
  if (kind == "reverse") std::ranges::reverse(rows);
  if (kind == "lie") {
    json::value& after = rows.back().as_object()["account_state_after"].as_object()["balance"];
    after = plus_one(after);
  }
  if (kind == "missing") rows.erase(rows.begin());
  if (kind == "duplicate") rows.insert(rows.begin(), json::value(rows.front()));
  if (kind != "pending") return;
  for (json::value& row : rows) row.as_object()["finality"] = "pending";
}

json::object wallet_state(const Known& known, bool lies) {
  const json::object& last = known.chain.rows().at(known.rows - 1);
  const json::value balance(std::to_string(known.chain.wallet_balance(known.rows)));
  return {{"address", domain::raw_text(known.chain.wallet())},
          {"balance", lies ? json::value(plus_one(balance)) : balance},
          {"last_transaction_lt", last.at("lt")},
          {"last_transaction_hash", last.at("hash")},
          {"status", "active"}};
}

json::object clock_state(const Known& known) {
  return {{"address", kClock},
          {"balance", "1000000000"},
          {"last_transaction_lt", std::to_string(known.date * kLtASecond + 1)},
          {"last_transaction_hash", to_base64(std::string(32, '\x33'))},
          {"status", "active"}};
}

json::value account_states(const Known& known, std::string_view query, bool lies) {
  json::array accounts;
  const auto clock = domain::parse_ton_address(kClock)->address;
  for (const auto& [name, value] : net::parse_query(query).value_or(net::Parameters())) {
    const auto asked = domain::parse_ton_address(value);
    if (name != "address" || !asked) continue;
    if (asked->address == known.chain.wallet() && known.rows > 0)
      accounts.push_back(wallet_state(known, lies));
    if (asked->address == clock) accounts.push_back(clock_state(known));
  }
  return {{"accounts", std::move(accounts)}, {"address_book", json::object()}};
}

json::value masterchain_info(std::int64_t date) {
  return {{"last", json::object{{"seqno", date},
                                {"gen_utime", std::to_string(date)},
                                {"start_lt", std::to_string(date * kLtASecond)}}},
          {"first", json::object{{"seqno", 1}, {"gen_utime", "1"}, {"start_lt", "0"}}}};
}

net::HttpResponse too_many(const TonFault& fault) {
  net::HttpResponse answer = json_answer(429, {{"error", "Ratelimit exceeded"}});
  answer.fields.set("Retry-After", std::to_string(fault.retry_after));
  return answer;
}

net::HttpResponse html() {
  net::HttpResponse answer;
  answer.status = 200;
  answer.fields.set("Content-Type", "text/html; charset=utf-8");
  answer.body = "<!DOCTYPE html><html><title>Just a moment...</title></html>";
  return answer;
}

net::HttpResponse with_fault(net::HttpResponse answer, const TonFault& fault) {
  if (fault.kind == "429") return too_many(fault);
  if (fault.kind == "500") return json_answer(500, {{"error", "internal error"}});
  if (fault.kind == "html") return html();
  if (fault.kind == "drop") return hang_up();
  if (fault.kind == "half") answer.body.resize(answer.body.size() / 2);
  return answer;
}

std::optional<TonQuestion> question_of(std::string_view path) {
  if (path == "/api/v3/transactions") return TonQuestion::rows;
  if (path == "/api/v3/accountStates") return TonQuestion::wallet;
  if (path == "/api/v3/masterchainInfo") return TonQuestion::time;
  return std::nullopt;
}

}  // namespace

async::Task<net::HttpResponse> TonFace::handle(net::HttpRequest request) {
  if (auto foreign = refuse_foreign_pages(request); !foreign)
    co_return json_answer(403, {{"error", foreign.error().description}});
  if (request.method != "GET") co_return json_answer(405, {{"error", "method not allowed"}});
  const Params query = read_query(request);
  const std::string_view path = request.path();
  World& world = engine_.world();
  TonChain& chain = world.ton();
  const auto question = question_of(path);
  if (!question) co_return json_answer(404, {{"error", "no such call"}});
  const bool asks_rows = *question == TonQuestion::rows;
  const bool has_rows = asks_rows && !rows_for({chain, chain.rows().size(), 0}, query).empty();
  const auto fault = chain.take_fault(*question, has_rows);
  engine_.commit();
  if (fault && fault->kind == "delay") {
    const std::function<bool()> never = [] { return false; };
    co_await engine_.wait_until(never, Millis(fault->delay_ms));
  }
  const bool lags = fault && fault->kind == "lag";
  const bool lies = fault && fault->kind == "lie";
  const Known known{chain, lags ? fault->rows : chain.rows().size(), lags ? fault->date : world.date()};
  json::value content;
  switch (*question) {
    case TonQuestion::rows: {
      json::array rows = rows_for(known, query);
      if (fault) distort(rows, fault->kind);
      content = {{"transactions", std::move(rows)}, {"address_book", json::object()}};
      break;
    }
    case TonQuestion::wallet:
      content = account_states(known, request.query(), lies);
      break;
    case TonQuestion::time:
      content = masterchain_info(known.date);
      break;
  }
  net::HttpResponse answer = json_answer(200, content);
  co_return fault ? with_fault(std::move(answer), *fault) : std::move(answer);
}

}  // namespace ludice::sandbox
