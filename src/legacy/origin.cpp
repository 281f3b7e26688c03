// A row of `meta`, and a file of one entry.
#include "legacy/origin.hpp"

#include "base/hex.hpp"
#include "legacy/entry_reader.hpp"
#include "store/meta_table.hpp"

namespace ludice::legacy {
namespace {

constexpr std::size_t kNameBytes = 16;

bool is_name(const Value& value) {
  return value.kind == Value::Kind::text && value.text.size() == 2 * kNameBytes &&
         from_hex(value.text).has_value();
}

}  // namespace

std::string name_database(store::Transaction& transaction, Random& random) {
  return store::keep_meta(transaction, kOriginKey, random.hex(kNameBytes));
}

std::optional<std::string> find_database_name(store::Reader& reader) {
  return store::find_meta(reader, kOriginKey);
}

std::expected<std::optional<std::string>, std::string> read_origin(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / kOriginFile;
  std::error_code ec;
  if (std::filesystem::symlink_status(path, ec).type() == std::filesystem::file_type::not_found)
    return std::nullopt;
  std::optional<std::string> name;
  int names = 0;
  const auto fault = read_entries(path, [&](const Entry& entry) {
    if (entry.key != kOriginKey) return;
    ++names;
    if (is_name(entry.value)) name = entry.value.text;
  });
  if (fault) return std::unexpected(fault->reason);
  if (names != 1 || !name) return std::unexpected("it does not name the database that it was exported from");
  return name;
}

}  // namespace ludice::legacy
