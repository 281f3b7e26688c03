// The way back: writes the files of the first Ludicé from the database, whole or not at all.
#pragma once

#include "domain/asset.hpp"
#include "store/transaction.hpp"

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace ludice::legacy {

/// The folder cannot be written, or something is there.
class ExportRefused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Exported {
  std::int64_t people = 0;
  std::int64_t balances = 0;  ///< sum
  std::int64_t stakes = 0;    ///< sum of what lies in open games
  std::int64_t games = 0;
  std::int64_t payments = 0;
};

/// A line for each kind of people's money that the files of one asset have no place for: other assets, what
/// waits in suspense or is on its way out, debts. Empty: all of it goes out.
std::vector<std::string> what_stays(store::Reader& reader, domain::Asset asset);

/// What the snapshot of `reader` says, in one asset. Written into a folder beside `folder` and renamed when
/// all of it is on the disk; `folder` must not be there, or be empty. `database` is what name_database() has
/// called it. Throws ExportRefused.
Exported write_old_files(store::Reader& reader, const std::filesystem::path& folder, domain::Asset asset,
                         const std::string& database);

}  // namespace ludice::legacy
