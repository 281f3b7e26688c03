// Groups with their medians.
#include "service/lobby.hpp"

namespace ludice::service {

std::vector<LobbyGroup> ViewLobby::run(store::Reader& reader) const {
  std::vector<LobbyGroup> groups;
  for (const store::WaitingGroup& waiting :
       store::find_waiting_groups(reader, rules_.rake_bps, kMostGroups)) {
    groups.push_back(
        {waiting.terms, waiting.players, domain::median_wait(store::find_waits(reader, waiting.terms))});
  }
  return groups;
}

}  // namespace ludice::service
