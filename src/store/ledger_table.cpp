// The tables `account` and `transfer`.
#include "store/ledger_table.hpp"

#include "base/assert.hpp"
#include "base/planted.hpp"

#include <fmt/format.h>

namespace ludice::store {
namespace {

using domain::Account;
using domain::AccountKind;
using domain::Asset;
using domain::TransferCode;

constexpr Statement kSelectAccount{"SELECT balance, version, last_transfer FROM account WHERE id = $1",
                                   "FOR UPDATE"};
constexpr Statement kSelectNet{"SELECT net FROM account WHERE id = $1"};
constexpr Statement kInsertAccount{
    "INSERT INTO account (id, kind, owner, asset, balance, floor, version, net, last_transfer) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
constexpr Statement kUpdateAccount{
    "UPDATE account SET balance = $2, version = $3, net = net + $4, last_transfer = $6, floor = $7 WHERE id "
    "= "
    "$1 AND version = $5"};
constexpr Statement kSelectKey{"SELECT 1 FROM transfer WHERE key = $1"};
constexpr Statement kInsertTransfer{
    "INSERT INTO transfer (id, key, code, debit, credit, amount, game, external, debit_after, credit_after, "
    "debit_version, credit_version, debit_prev, credit_prev, at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"};

Account loaded(Reader& reader, Account account) {
  const Rows rows = reader.query(kSelectAccount, {account.id});
  if (rows.empty()) return account;
  account.balance = rows.front().amount(0);
  account.version = rows.front().integer(1);
  account.last_transfer = rows.front().id<domain::TransferId>(2);
  reader.saw_id(account.last_transfer.value);
  return account;
}

bool counts_for_net(TransferCode code) {
  return code == TransferCode::stake || code == TransferCode::refund || code == TransferCode::payout;
}

/// The kind's, but under a debt: that is made by the one code that may, and shrinks with what comes in.
Amount floor_under(const Account& account, bool may_owe) {
  const Amount floor(domain::floor_of(account.kind));
  const bool owes = account.kind == AccountKind::player && account.balance < floor;
  return owes && may_owe ? account.balance : floor;
}

/// `before`: the version that the table holds; 0: none.
void store_account(Transaction& transaction, const Account& account, std::int64_t before, std::int64_t net,
                   bool may_owe) {
  const Amount floor = floor_under(account, may_owe);
  if (account.kind != AccountKind::player) net = 0;
  if (before == 0) {
    transaction.change_one(kInsertAccount, {account.id, static_cast<int>(account.kind), account.owner,
                                            static_cast<int>(account.asset), account.balance, floor,
                                            account.version, net, account.last_transfer});
  } else {
    // The version holds also where a lock was forgotten: no posting is ever lost under another.
    transaction.change_one(kUpdateAccount, {account.id, account.balance, account.version, net, before,
                                            account.last_transfer, floor});
  }
}

/// Writes and seals the transfer; both accounts then name it as their last.
void append(Transaction& transaction, domain::Posting& posting, const std::string& key, GameId game,
            const std::string& external) {
  Account& debit = posting.debit;
  Account& credit = posting.credit;
  const Instant at = transaction.now();
  const std::string record = fmt::format(
      "transfer key={} code={} debit={} credit={} amount={} game={} external={} debit_after={} "
      "credit_after={} "
      "debit_version={} credit_version={} at={}",
      key, static_cast<int>(posting.code), debit.id.value, credit.id.value, posting.amount.units(),
      game.value, external, debit.balance.units(), credit.balance.units(), debit.version, credit.version,
      at.ms);
  const std::int64_t place = transaction.seal(record);
  const std::optional<std::string> payment = external.empty() ? std::nullopt : std::optional(external);
  transaction.change_one(
      kInsertTransfer, {place, key, static_cast<int>(posting.code), debit.id, credit.id, posting.amount, game,
                        payment, debit.balance, credit.balance, debit.version, credit.version,
                        debit.last_transfer, credit.last_transfer, at});
  debit.last_transfer = credit.last_transfer = domain::TransferId{place};
}

}  // namespace

Account load_player_account(Reader& reader, PlayerId player, Asset asset, bool frozen) {
  Account account = loaded(reader, domain::new_player_account(player, asset));
  account.frozen = frozen && !LUDICE_PLANTED("freeze_not_read");
  return account;
}

Account load_escrow(Reader& reader, GameId game, Asset asset) {
  return loaded(reader, domain::new_escrow_account(game, asset));
}

Account load_suspense(Reader& reader, PaymentId payment, Asset asset) {
  return loaded(reader, domain::new_suspense_account(payment, asset));
}

Account load_payout(Reader& reader, PaymentId payment, Asset asset) {
  return loaded(reader, domain::new_payout_account(payment, asset));
}

Account load_house_account(Reader& reader, AccountKind kind, Asset asset) {
  return load_house_account(reader, kind, asset, domain::shards_of(kind) == 1 ? 0 : reader.shard());
}

Account load_house_account(Reader& reader, AccountKind kind, Asset asset, int shard) {
  return loaded(reader,
                Account{.id = domain::house_account(kind, asset, shard), .kind = kind, .asset = asset});
}

std::int64_t load_net(Reader& reader, PlayerId player, Asset asset) {
  const Rows rows = reader.query(kSelectNet, {domain::player_account(player, asset)});
  return rows.empty() ? 0 : rows.front().integer(0);
}

bool is_booked(Reader& reader, std::string_view key) {
  return !reader.query(kSelectKey, {key}).empty();
}

void book(Transaction& transaction, domain::Posting& posting, const std::string& key, GameId game,
          const std::string& external) {
  append(transaction, posting, key, game, external);
  const Account& debit = posting.debit;
  const Account& credit = posting.credit;
  const std::int64_t net = counts_for_net(posting.code) ? posting.amount.units() : 0;
  store_account(transaction, debit, debit.version - 1, -net, domain::may_overdraw(posting.code));
  store_account(transaction, credit, credit.version - 1, net, true);
}

void HouseRun::book(domain::Posting& posting, const std::string& key) {
  LUDICE_ASSERT(posting.debit.id == house_.id && posting.debit.version == house_.version + 1);
  append(transaction_, posting, key, {}, {});
  store_account(transaction_, posting.credit, posting.credit.version - 1, 0, true);
  house_ = posting.debit;
}

void HouseRun::finish() {
  if (house_.version == before_) return;
  store_account(transaction_, house_, before_, 0, false);
  before_ = house_.version;
}

}  // namespace ludice::store
