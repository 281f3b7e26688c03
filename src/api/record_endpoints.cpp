// The calls that look back and around: their fields, and which use case they go to.
#include "api/record_endpoints.hpp"

#include "api/answer_schemas.hpp"
#include "api/player_fields.hpp"
#include "api/render.hpp"
#include "base/hex.hpp"

#include <fmt/format.h>

namespace ludice::api {
namespace {

constexpr Integer kLimit{1, 100};
constexpr const char* kForeignCursor = "must be one that this player was given for this asset";

/// What a page gave to bring the next one.
struct Cursor {
  using Value = std::string;

  Read<Value> read(const net::JsonValue& value) const {
    std::optional<std::string> text = value.string();
    if (text && from_base32(*text)) return *std::move(text);
    return std::unexpected("must be a cursor from an answer");
  }
  Schema schema() const {
    Schema schema = schema::id();
    schema.rest += fmt::format(R"(,"x-beyond-schema":"{}")", kForeignCursor);
    return schema;
  }
};

using PageOrFault = std::expected<service::HistoryPage, Fault>;

Endpoint view_history(const service::Rules& rules) {
  using Query = service::HistoryQuery;
  Form<Query> form({.who = {}, .asset = rules.default_asset()});
  form.add(player_fields(), &Query::who)
      .optional("asset", Choice(rules.assets), &Query::asset, {"The default asset unless given."})
      .optional("cursor", Cursor{}, &Query::cursor,
                {"From the page before, for the same player and asset; the newest page unless given."})
      .optional("limit", kLimit, &Query::limit, {"How many items at most; 20 unless given.", "20"});
  const auto run = [](store::Reader& reader, const Query& query) -> PageOrFault {
    auto page = service::ViewHistory::run(reader, query);
    if (!page) return std::unexpected(page.error());
    if (!*page) return std::unexpected(Invalid{{"cursor", kForeignCursor}});
    return **std::move(page);
  };
  return reading(
      {.path = "/history",
       .summary = "Look back on a player's money",
       .description = "Every movement in one asset, newest first. What is booked between two pages "
                      "changes nothing in the pages that follow.",
       .answer = history_schema(),
       .refusals = {Refusal::player_not_found}},
      form, run, kPlain);
}

Endpoint view_leaderboard(const service::Rules& rules) {
  using Query = service::LeaderboardQuery;
  Form<Query> form({.asset = rules.default_asset()});
  form.add(optional_player_fields(), &Query::who)
      .optional("game", Choice(std::vector(domain::kGameKinds.begin(), domain::kGameKinds.end())),
                &Query::kind, {"All games together unless given."})
      .optional("asset", Choice(rules.assets), &Query::asset, {"The default asset unless given."})
      .optional("period", Choice(std::vector(domain::kPeriods.begin(), domain::kPeriods.end())),
                &Query::period,
                {"The UTC day or the ISO week (from Monday) that runs, or all time; `all` unless given.",
                 R"("week")"})
      .optional("limit", kLimit, &Query::limit, {"How many items at most; 10 unless given.", "10"});
  return reading(
      {.path = "/leaderboard",
       .summary = "See who has won most games",
       .description = "By wins, then fewer games, then who had that many wins first; those equal in "
                      "all three share a rank. Void games count as games.",
       .answer = leaderboard_schema(),
       .refusals = {Refusal::player_not_found}},
      form, service::ViewLeaderboard(), kPlain);
}

struct NoFields {};

Endpoint view_lobby(const service::Rules& rules) {
  const auto run = [use_case = service::ViewLobby(rules)](store::Reader& reader, const NoFields&) {
    return Result<std::vector<service::LobbyGroup>>(use_case.run(reader));
  };
  return reading({.path = "/lobby",
                  .summary = "See who waits for an opponent",
                  .description = "Public games that can be joined now, those with equal terms together; the "
                                 "first 100 by game, asset and bet.",
                  .answer = lobby_schema()},
                 Form<NoFields>(), run, kPlain);
}

}  // namespace

std::vector<Endpoint> record_endpoints(const service::Rules& rules) {
  return {view_history(rules), view_leaderboard(rules), view_lobby(rules)};
}

}  // namespace ludice::api
