// Reads `player` with `account`, found by what `transfer` and `named` say.
#include "store/mirror_table.hpp"

#include <algorithm>

namespace ludice::store {
namespace {

constexpr Statement kEnd{"SELECT COALESCE(MAX(id), 0) FROM transfer"};
constexpr Statement kSharedEnd{"SELECT COALESCE(MAX(place), 0) FROM chain_place"};
constexpr Statement kLastNamed{"SELECT COALESCE(MAX(named), 0) FROM player"};

constexpr Statement kNext{
    "SELECT COALESCE(MAX(id), $1), COUNT(*) FROM (SELECT id FROM transfer WHERE id > $1 ORDER BY id LIMIT "
    "$2) "
    "AS t"};
constexpr Statement kSharedNext{
    "SELECT COALESCE(MAX(place), $1), COUNT(*) FROM (SELECT place FROM chain_place WHERE place > $1 ORDER BY "
    "place LIMIT $2) AS t"};

#define LUDICE_NAMED_BALANCE                                                                              \
  "SELECT p.id, p.username, p.telegram_id, p.named, COALESCE(a.balance, 0), COALESCE(a.version, 0) FROM " \
  "player p LEFT JOIN account a ON a.id = p.id + $3 "
constexpr Statement kMoved{LUDICE_NAMED_BALANCE
                           "WHERE p.id IN (SELECT d.owner FROM transfer t JOIN account d ON d.id = t.debit "
                           "WHERE t.id > $1 AND t.id <= "
                           "$2 AND d.kind = 0 AND d.asset = $3 UNION SELECT c.owner FROM transfer t JOIN "
                           "account c ON c.id = t.credit "
                           "WHERE t.id > $1 AND t.id <= $2 AND c.kind = 0 AND c.asset = $3)"};
constexpr Statement kSharedMoved{
    LUDICE_NAMED_BALANCE
    "WHERE p.id IN (SELECT d.owner FROM chain_place h JOIN transfer t ON t.id = h.id JOIN account d ON d.id "
    "= "
    "t.debit WHERE h.place > $1 AND h.place <= $2 AND d.kind = 0 AND d.asset = $3 UNION SELECT c.owner FROM "
    "chain_place h JOIN transfer t ON t.id = h.id JOIN account c ON c.id = t.credit WHERE h.place > $1 AND "
    "h.place <= $2 AND c.kind = 0 AND c.asset = $3)"};
constexpr Statement kNamed{LUDICE_NAMED_BALANCE "WHERE p.named > $1 ORDER BY p.named LIMIT $2"};
constexpr Statement kPage{LUDICE_NAMED_BALANCE "WHERE p.id > $1 ORDER BY p.id LIMIT $2"};
#undef LUDICE_NAMED_BALANCE

std::string name_of(const Rows::Row& row) {
  if (!row.is_null(1)) return row.text(1);
  return row.is_null(2) ? std::string() : "#" + std::to_string(row.integer(2));
}

void append(std::vector<NamedBalance>& balances, const Rows& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Rows::Row row = rows[i];
    balances.push_back({row.id<PlayerId>(0), name_of(row), row.integer(3), row.integer(4), row.integer(5)});
  }
}

}  // namespace

MirrorPlace mirror_end(Reader& reader, bool is_shared) {
  return {reader.query(is_shared ? kSharedEnd : kEnd).front().integer(0),
          reader.query(kLastNamed).front().integer(0)};
}

MirrorChanges mirror_changes(Reader& reader, bool is_shared, domain::Asset asset, MirrorPlace from,
                             int most) {
  MirrorChanges changes{.balances = {}, .next = from};
  const int asset_number = static_cast<int>(asset);
  const Rows next = reader.query(is_shared ? kSharedNext : kNext, {from.transfer, most});
  const std::int64_t transfers = next.front().integer(1);
  if (transfers > 0) {
    changes.next.transfer = next.front().integer(0);
    append(changes.balances, reader.query(is_shared ? kSharedMoved : kMoved,
                                          {from.transfer, changes.next.transfer, asset_number}));
  }
  const Rows named = reader.query(kNamed, {from.named, most, asset_number});
  if (!named.empty()) changes.next.named = named[named.size() - 1].integer(3);
  append(changes.balances, named);
  changes.more = transfers == most || named.size() == static_cast<std::size_t>(most);
  return changes;
}

std::vector<NamedBalance> mirror_page(Reader& reader, domain::Asset asset, PlayerId after, int most) {
  std::vector<NamedBalance> balances;
  append(balances, reader.query(kPage, {after.value, most, static_cast<int>(asset)}));
  return balances;
}

}  // namespace ludice::store
