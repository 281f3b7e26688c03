// Balances as others see them, by name: all of them in pages, and those that changed since a place in the
// database. A change may be told twice, never not at all.
#pragma once

#include "domain/asset.hpp"
#include "store/transaction.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ludice::store {

struct NamedBalance {
  PlayerId player;
  std::string name;        ///< or # and Telegram's id; empty: nobody can ask for him
  std::int64_t named = 0;  ///< grows whenever his name changes, and with the names that move to him
  std::int64_t balance = 0;
  std::int64_t version = 0;  ///< of the account; 0: it has no row
};

/// How far changes were told: the place of a transfer (in the hash chain where several processes write, since
/// ids do not arrive in order there), and the latest change of a name.
struct MirrorPlace {
  std::int64_t transfer = 0;
  std::int64_t named = 0;
};

struct MirrorChanges {
  std::vector<NamedBalance> balances;
  MirrorPlace next;
  bool more = false;  ///< there were more than `most` of a kind
};

/// Behind everything that the reader sees.
MirrorPlace mirror_end(Reader& reader, bool is_shared);
/// What changed behind `from`, at most `most` transfers and as many names.
MirrorChanges mirror_changes(Reader& reader, bool is_shared, domain::Asset asset, MirrorPlace from, int most);
/// Players by id, behind `after`.
std::vector<NamedBalance> mirror_page(Reader& reader, domain::Asset asset, PlayerId after, int most);

}  // namespace ludice::store
