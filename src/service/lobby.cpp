// Groups with their medians.
#include "service/lobby.hpp"

#include "base/planted.hpp"

namespace ludice::service {
namespace {

/// As /start/game takes it.
bool may_be_joined(const Rules& rules, const domain::PairingTerms& terms) {
  const Bets& bets = rules.bets_in(terms.asset);
  return rules.offers(terms.asset) && terms.bet >= bets.min && terms.bet <= bets.max;
}

}  // namespace

std::vector<LobbyGroup> ViewLobby::run(store::Reader& reader) const {
  std::vector<LobbyGroup> groups;
  const int rake_bps = LUDICE_PLANTED("lobby_of_another_rake") ? 0 : rules_.rake_bps;
  for (const store::WaitingGroup& waiting : store::find_waiting_groups(reader, rake_bps, kMostGroups)) {
    if (!may_be_joined(rules_, waiting.terms)) continue;
    groups.push_back(
        {waiting.terms, waiting.players, domain::median_wait(store::find_waits(reader, waiting.terms))});
  }
  return groups;
}

}  // namespace ludice::service
