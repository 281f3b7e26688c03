// The tables `ton_wallet` and `ton_memo`.
#include "base/assert.hpp"
#include "store/ton_table.hpp"

namespace ludice::store {
namespace {

constexpr int kOnly = 1;
constexpr Statement kSelectWallet{
    "SELECT address, network, lt, hash, balance, seen, frozen, frozen_at FROM ton_wallet WHERE id = 1",
    "FOR UPDATE"};
constexpr Statement kInsertWallet{
    "INSERT INTO ton_wallet (id, address, network, lt, hash, balance, seen, frozen, frozen_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
constexpr Statement kUpdateWallet{
    "UPDATE ton_wallet SET lt = $2, hash = $3, balance = $4, seen = $5, frozen = $6, frozen_at = $7 "
    "WHERE id = $1"};
constexpr Statement kSelectMemo{"SELECT player FROM ton_memo WHERE memo = $1"};
constexpr Statement kSelectMemoOf{"SELECT memo FROM ton_memo WHERE player = $1"};
constexpr Statement kSelectUnsaidMemos{
    "SELECT memo, player FROM ton_memo m WHERE NOT EXISTS (SELECT 1 FROM payment_fact f WHERE f.about = "
    "m.player) ORDER BY player"};
constexpr Statement kInsertMemo{"INSERT INTO ton_memo (memo, player) VALUES ($1, $2)"};

/// It begins when something is written to stop them, and whatever joins that changes nothing.
Instant frozen_since(const Transaction& transaction, const TonWallet& wallet) {
  if (wallet.frozen.empty()) return {};
  return wallet.frozen_at.ms != 0 ? wallet.frozen_at : transaction.civil();
}

}  // namespace

std::optional<TonWallet> find_ton_wallet(Reader& reader) {
  const Rows rows = reader.query(kSelectWallet);
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  const auto address = domain::parse_ton_address(row.text(0));
  LUDICE_ASSERT(address.has_value());
  return TonWallet{.address = address->address,
                   .network = row.text(1),
                   .place = {row.integer(2), row.text(3), row.amount(4)},
                   .seen = row.instant(5),
                   .frozen = row.text(6),
                   .frozen_at = row.instant(7)};
}

void insert_ton_wallet(Transaction& transaction, const TonWallet& wallet) {
  transaction.change_one(kInsertWallet, {kOnly, domain::raw_text(wallet.address), wallet.network,
                                         wallet.place.lt, wallet.place.hash, wallet.place.balance,
                                         wallet.seen, wallet.frozen, frozen_since(transaction, wallet)});
}

void update_ton_wallet(Transaction& transaction, const TonWallet& wallet) {
  transaction.change_one(kUpdateWallet, {kOnly, wallet.place.lt, wallet.place.hash, wallet.place.balance,
                                         wallet.seen, wallet.frozen, frozen_since(transaction, wallet)});
}

PlayerId find_ton_memo(Reader& reader, std::string_view memo) {
  const Rows rows = reader.query(kSelectMemo, {memo});
  return rows.empty() ? PlayerId{} : rows.front().id<PlayerId>(0);
}

std::optional<std::string> find_ton_memo_of(Reader& reader, PlayerId player) {
  const Rows rows = reader.query(kSelectMemoOf, {player});
  if (rows.empty()) return std::nullopt;
  return rows.front().text(0);
}

std::vector<std::pair<std::string, PlayerId>> find_ton_memos_unsaid(Reader& reader) {
  const Rows rows = reader.query(kSelectUnsaidMemos);
  std::vector<std::pair<std::string, PlayerId>> all;
  for (std::size_t i = 0; i < rows.size(); ++i) all.emplace_back(rows[i].text(0), rows[i].id<PlayerId>(1));
  return all;
}

void insert_ton_memo(Transaction& transaction, const std::string& memo, PlayerId player) {
  transaction.change_one(kInsertMemo, {memo, player});
}

}  // namespace ludice::store
