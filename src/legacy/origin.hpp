// Which database an export came from. Its own files hold what it holds already: importing them there would
// give everybody all of it once more.
#pragma once

#include "base/random.hpp"
#include "store/transaction.hpp"

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace ludice::legacy {

/// The ninth file of an export.
inline constexpr std::string_view kOriginFile = "ludice.json";
inline constexpr std::string_view kOriginKey = "database";

/// What the database is called in its exports, 32 hex digits; drawn the first time and kept.
std::string name_database(store::Transaction& transaction, Random& random);
/// The same; nothing where it was never exported.
std::optional<std::string> find_database_name(store::Reader& reader);

/// The name in the folder's ludice.json; nothing where there is no such file, or why it says none.
std::expected<std::optional<std::string>, std::string> read_origin(const std::filesystem::path& folder);

}  // namespace ludice::legacy
