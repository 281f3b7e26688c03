// What use cases answer, as the JSON of docs/api.md.
#pragma once

#include "service/accounts.hpp"
#include "service/games.hpp"
#include "service/history.hpp"
#include "service/leaderboard.hpp"
#include "service/lobby.hpp"
#include "store/event_table.hpp"

#include <string>
#include <vector>

namespace ludice::api {

std::string to_json(const service::GameAnswer& game);
std::string to_json(const service::AnnouncedThrow& announced);
std::string to_json(const service::GivenUpThrow& given_up);
std::string to_json(const service::LeftGame& left);
std::string to_json(const service::DailyGrant& grant);
std::string to_json(const service::HistoryPage& page);
std::string to_json(const service::Leaderboard& board);
std::string to_json(const std::vector<service::LobbyGroup>& waiting);
std::string to_json(const std::vector<store::Event>& events);
/// `asset` is the default one.
std::string to_json(const service::Registered& registered, domain::Asset asset);
std::string to_json(const service::Profile& profile);

/// For answers that need nothing else to be shown.
inline constexpr auto kPlain = [](const auto& answer) { return to_json(answer); };

}  // namespace ludice::api
