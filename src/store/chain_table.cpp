// One statement moves the rows, so that what it counts and what it deletes are the same.
#include "store/chain_table.hpp"

#include "store/hash_chain.hpp"

namespace ludice::store {
namespace {

constexpr Statement kLastSeal{"SELECT id, through, hash FROM seal ORDER BY id DESC LIMIT 1"};
constexpr Statement kInsertSeal{"INSERT INTO seal (id, through, hash, at) VALUES ($1, $2, $3, $4)"};
constexpr Statement kPlace{
    "WITH taken AS (DELETE FROM unsealed WHERE id IN (SELECT id FROM unsealed ORDER BY id LIMIT $2) "
    "RETURNING id, "
    "record), placed AS (INSERT INTO chain_place (place, id) SELECT $1 + ROW_NUMBER() OVER (ORDER BY id), id "
    "FROM "
    "taken) SELECT record FROM taken ORDER BY id"};

}  // namespace

Sealed seal_waiting(Transaction& transaction, int limit) {
  const Rows last = transaction.query(kLastSeal);
  std::int64_t seals = 0;
  HashChain chain(0, HashChain::origin());
  if (!last.empty()) {
    seals = last.front().integer(0);
    chain = HashChain(last.front().integer(1), last.front().text(2));
  }
  const Rows records = transaction.query(kPlace, {chain.position(), limit});
  if (records.empty()) return {0, chain.head()};
  for (std::size_t i = 0; i < records.size(); ++i) chain.append(records[i].text(0));
  const std::string seal = chain.sealed();
  transaction.change_one(kInsertSeal, {seals + 1, chain.position(), Blob{seal}, transaction.now()});
  return {static_cast<std::int64_t>(records.size()), seal};
}

}  // namespace ludice::store
