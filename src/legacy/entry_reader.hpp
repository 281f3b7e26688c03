// Reads a JSON file of the first Ludicé entry by entry: each is an object whose members are the entries. What
// is kept in memory is one entry, whatever the file's size.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ludice::legacy {

/// A value as the file has it.
struct Value {
  enum class Kind { null, boolean, integer, number, text, list, object };
  Kind kind = Kind::null;
  std::int64_t integer = 0;  ///< of an integer within int64
  std::string text{};        ///< of a text; of integers and other numbers their digits as they stand
  std::vector<Value> items{};
  std::vector<std::pair<std::string, Value>> members{};  ///< in their order, also where one stands twice

  /// The first member of that name, or null.
  const Value* find(std::string_view name) const;
};

struct Entry {
  std::string key;
  Value value;
  std::int64_t line = 0;  ///< of the key, from 1
};

/// Why a file could not be read to its end. Entries before that were given out.
struct FileFault {
  std::int64_t line = 0;
  std::int64_t offset = 0;  ///< bytes read before it
  std::string reason;
  bool unread = false;  ///< the system's: what the file holds is not known
};

/// Told now and then how much of the file has been read.
using ReadProgress = std::function<void(std::int64_t bytes, std::int64_t size)>;

/// Calls `take` for each entry in the order of the file; nothing where it was read to its end. Numbers keep
/// their texts, duplicate keys are given out as they come.
std::optional<FileFault> read_entries(const std::filesystem::path& path,
                                      const std::function<void(const Entry&)>& take,
                                      const ReadProgress& progress = {});

}  // namespace ludice::legacy
