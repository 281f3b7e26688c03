// Sums and counts over what is open.
#include "store/figures.hpp"

namespace ludice::store {
namespace {

using domain::AccountKind;
using domain::Asset;

constexpr std::int64_t kIdsPerMs = 1'024;

constexpr Statement kSumHouse{
    "SELECT asset, kind, CAST(SUM(balance) AS BIGINT) FROM account WHERE id < $1 GROUP BY asset, kind"};
constexpr Statement kSumEscrow{
    "SELECT a.asset, a.kind, CAST(SUM(a.balance) AS BIGINT) FROM deadline d JOIN account a ON a.id = d.game "
    "GROUP BY a.asset, a.kind"};
constexpr Statement kSumStarsSuspense{
    "SELECT a.asset, a.kind, CAST(SUM(a.balance) AS BIGINT) FROM stars_charge c JOIN account a ON a.id = "
    "c.id "
    "WHERE c.player IS NULL GROUP BY a.asset, a.kind"};
constexpr Statement kSumStarsPayouts{
    "SELECT a.asset, a.kind, CAST(SUM(a.balance) AS BIGINT) FROM stars_refund r JOIN account a "
    "ON a.id = r.charge + 1 GROUP BY a.asset, a.kind"};
constexpr Statement kSumTonSuspense{
    "SELECT a.asset, a.kind, CAST(SUM(a.balance) AS BIGINT) FROM ton_suspense s JOIN account a ON a.id = "
    "s.id "
    "WHERE s.state = $1 GROUP BY a.asset, a.kind"};
constexpr Statement kSumTonPayouts{
    "SELECT a.asset, a.kind, CAST(SUM(a.balance) AS BIGINT) FROM ton_withdrawal w JOIN account a "
    "ON a.id = w.id + 1 WHERE w.state <= $1 GROUP BY a.asset, a.kind"};

constexpr Statement kCountGames{
    "SELECT g.kind, g.asset, g.state, COUNT(*) FROM deadline d JOIN game g ON g.id = d.game "
    "GROUP BY g.kind, g.asset, g.state ORDER BY g.kind, g.asset, g.state"};
constexpr Statement kCountEvents{
    "SELECT c.name, COUNT(e.id), MIN(e.at) FROM consumer c LEFT JOIN event e ON e.consumer = c.name "
    "GROUP BY c.name"};
constexpr Statement kCountUnsealed{"SELECT COUNT(*), MIN(id) FROM unsealed"};
constexpr Statement kSelectSealTime{"SELECT at FROM seal ORDER BY id DESC LIMIT 1"};
constexpr Statement kCountOverdue{"SELECT COUNT(*), MIN(at) FROM deadline WHERE at <= $1"};
// Each try that fails puts not_before off, so that of what was tried only the id says how long it has waited
// ($2: kIdsPerMs). No index: it would cost every message something, and this reads only what waits.
constexpr Statement kCountOutbound{
    "SELECT COUNT(*), MIN(CASE WHEN attempts > 0 THEN id / $2 ELSE not_before END) FROM outbound "
    "WHERE not_before <= $1 OR attempts > 0"};
constexpr Statement kCountRefunds{"SELECT COUNT(*), NULL FROM stars_refund"};
constexpr Statement kCountStarsKept{
    "SELECT COUNT(*), MIN(at) FROM stars_charge WHERE player IS NULL AND state = $1"};
constexpr Statement kCountSuspense{"SELECT COUNT(*), MIN(at) FROM ton_suspense WHERE state = $1"};
constexpr Statement kCountWithdrawals{"SELECT COUNT(*), MIN(asked) FROM ton_withdrawal WHERE state <= $1"};

using Money = std::map<std::pair<Asset, AccountKind>, std::int64_t>;

void add(Money& money, const Rows& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto asset = static_cast<Asset>(rows[i].integer(0));
    money[{asset, static_cast<AccountKind>(rows[i].integer(1))}] += rows[i].integer(2);
  }
}

Waiting waiting_in(const Rows& rows) {
  Waiting waiting{rows.front().integer(0), {}};
  if (!rows.front().is_null(1)) waiting.since = rows.front().instant(1);
  return waiting;
}

}  // namespace

std::map<std::pair<Asset, AccountKind>, std::int64_t> sum_money(Reader& reader) {
  Money money;
  add(money, reader.query(kSumHouse, {domain::kFirstFreeId}));
  add(money, reader.query(kSumEscrow));
  add(money, reader.query(kSumStarsSuspense));
  add(money, reader.query(kSumStarsPayouts));
  add(money, reader.query(kSumTonSuspense, {static_cast<int>(domain::TonSuspenseState::waiting)}));
  add(money, reader.query(kSumTonPayouts, {static_cast<int>(domain::TonWithdrawalState::taken)}));
  std::map<Asset, std::int64_t> others;
  for (const auto& [of, sum] : money) others[of.first] += sum;
  for (const auto& [asset, sum] : others) money[{asset, AccountKind::player}] = -sum;
  return money;
}

std::vector<OpenGames> count_open_games(Reader& reader) {
  const Rows rows = reader.query(kCountGames);
  std::vector<OpenGames> open;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    open.push_back({static_cast<domain::GameKind>(rows[i].integer(0)), static_cast<Asset>(rows[i].integer(1)),
                    static_cast<domain::MatchState>(rows[i].integer(2)), rows[i].integer(3)});
  }
  return open;
}

std::map<std::string, Waiting> count_events(Reader& reader) {
  const Rows rows = reader.query(kCountEvents);
  std::map<std::string, Waiting> events;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Waiting& waiting = events[rows[i].text(0)];
    waiting.count = rows[i].integer(1);
    if (!rows[i].is_null(2)) waiting.since = rows[i].instant(2);
  }
  return events;
}

Waiting count_unsealed(Reader& reader) {
  Waiting waiting = waiting_in(reader.query(kCountUnsealed));
  if (waiting.since) waiting.since = Instant{waiting.since->ms / kIdsPerMs};
  return waiting;
}

std::optional<Instant> find_last_seal_time(Reader& reader) {
  const Rows rows = reader.query(kSelectSealTime);
  if (rows.empty()) return std::nullopt;
  return rows.front().instant(0);
}

Waiting count_overdue(Reader& reader, Instant now) {
  return waiting_in(reader.query(kCountOverdue, {now}));
}

Waiting count_outbound(Reader& reader, Instant now) {
  return waiting_in(reader.query(kCountOutbound, {now, kIdsPerMs}));
}

Waiting count_stars_refunds(Reader& reader) {
  return waiting_in(reader.query(kCountRefunds));
}

Waiting count_stars_suspense(Reader& reader) {
  return waiting_in(reader.query(kCountStarsKept, {static_cast<int>(domain::ChargeState::kept)}));
}

Waiting count_ton_suspense(Reader& reader) {
  return waiting_in(reader.query(kCountSuspense, {static_cast<int>(domain::TonSuspenseState::waiting)}));
}

Waiting count_ton_withdrawals(Reader& reader) {
  return waiting_in(reader.query(kCountWithdrawals, {static_cast<int>(domain::TonWithdrawalState::taken)}));
}

}  // namespace ludice::store
