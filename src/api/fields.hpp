// Reading the fields of a request: values of the right type and range, and for every other one a line that
// says what is wrong with it (CONTRACT section 4). A field that is null counts as not given.
#pragma once

#include "api/errors.hpp"
#include "base/ids.hpp"
#include "domain/asset.hpp"
#include "net/canonical_json.hpp"
#include "service/players.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::api {

inline constexpr std::int64_t kMaxTelegramId = (std::int64_t{1} << 52) - 1;
/// Amounts and other numbers that JavaScript keeps exactly.
inline constexpr std::int64_t kMaxInteger = (std::int64_t{1} << 53) - 1;

/// Code points; `utf8` is valid.
std::size_t length_of(std::string_view utf8);
/// U+0000 to 1F, U+007F to 9F.
bool has_control_characters(std::string_view utf8);
/// What is wrong with a username, or nothing. `own` is the id given beside it.
std::optional<std::string> fault_of_username(std::string_view name, std::optional<TelegramId> own);

/// What was read wrongly gives some value of the type; whoever reads looks at invalid() before using any.
class Fields {
 public:
  /// `root` may be a member, `prefix` ("proof.") then stands before the names in what is reported.
  explicit Fields(net::JsonValue root, std::string prefix = {}) : root_(root), prefix_(std::move(prefix)) {}

  std::int64_t integer(std::string_view key, std::int64_t min, std::int64_t max);
  std::optional<std::int64_t> optional_integer(std::string_view key, std::int64_t min, std::int64_t max);
  /// 1 to `max` code points.
  std::string text(std::string_view key, std::size_t max);
  std::optional<std::string> optional_text(std::string_view key, std::size_t max);
  std::optional<bool> optional_boolean(std::string_view key);
  /// A list of ids as we write them (base/hex.hpp, base32); empty where it is not given.
  std::vector<std::int64_t> ids(std::string_view key, std::size_t max_count);

  /// `username` or `id`, or both.
  service::PlayerRef player();
  /// `username` for somebody who has no id yet: never `#` and a number.
  std::string username_alone();
  /// `username` and `id`.
  service::PlayerRef registration();

  /// The only one `offered`, named or not.
  domain::Asset asset(domain::Asset offered);

  bool has(std::string_view key) const;
  net::JsonValue operator[](std::string_view key) const { return root_[key]; }

  void fail(std::string_view key, std::string what);
  void take_faults_of(const Fields& inner);
  const Invalid& invalid() const { return invalid_; }

 private:
  std::optional<std::int64_t> read_integer(std::string_view key, std::int64_t min, std::int64_t max);
  std::optional<std::string> read_text(std::string_view key, std::size_t max);
  std::optional<TelegramId> read_id();
  std::string read_username(std::optional<TelegramId> own);

  net::JsonValue root_;
  std::string prefix_;
  Invalid invalid_;
};

}  // namespace ludice::api
