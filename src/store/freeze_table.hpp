// By whom and why a player is stopped.
#pragma once

#include "store/transaction.hpp"

#include <optional>
#include <string>

namespace ludice::store {

struct PlayerFreeze {
  std::string operator_name;
  std::string reason;
  Instant at;
};

/// Nothing where he is not stopped, or was before this was noted.
std::optional<PlayerFreeze> find_player_freeze(Reader& reader, PlayerId player);
void insert_player_freeze(Transaction& transaction, PlayerId player, const PlayerFreeze& freeze);
/// Where there is one.
void delete_player_freeze(Transaction& transaction, PlayerId player);

}  // namespace ludice::store
