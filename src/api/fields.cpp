// Types, ranges and names.
#include "api/fields.hpp"

#include "base/hex.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ludice::api {
namespace {

using net::JsonKind;

constexpr std::size_t kMaxName = 64;
constexpr const char* kMissing = "is missing";

}  // namespace

std::size_t length_of(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (c & 0xc0) != 0x80; }));
}

bool has_control_characters(std::string_view utf8) {
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if (byte < 0x20 || byte == 0x7f) return true;
    // U+0080 to U+009F are C2 80 to C2 9F.
    if (byte == 0xc2 && i + 1 < utf8.size() && static_cast<unsigned char>(utf8[i + 1]) < 0xa0) return true;
  }
  return false;
}

std::optional<std::string> fault_of_username(std::string_view name, std::optional<TelegramId> own) {
  const std::size_t length = length_of(name);
  if (length < 1 || length > kMaxName) return fmt::format("must have 1 to {} characters", kMaxName);
  if (has_control_characters(name)) return "must not have control characters";
  if (name.starts_with('#')) {
    const std::optional<TelegramId> named = service::parse_numbered_name(name);
    if (!named || named->value > kMaxTelegramId || (own && *own != *named))
      return "must not start with # unless the person's own id follows";
  }
  return std::nullopt;
}

bool Fields::has(std::string_view key) const {
  const JsonKind kind = root_[key].kind();
  return kind != JsonKind::missing && kind != JsonKind::null;
}

void Fields::fail(std::string_view key, std::string what) {
  std::string name = prefix_ + std::string(key);
  if (std::ranges::find(invalid_, name, &Invalid::value_type::first) != invalid_.end()) return;
  invalid_.emplace_back(std::move(name), std::move(what));
}

void Fields::take_faults_of(const Fields& inner) {
  invalid_.insert(invalid_.end(), inner.invalid_.begin(), inner.invalid_.end());
}

std::optional<std::int64_t> Fields::read_integer(std::string_view key, std::int64_t min, std::int64_t max) {
  const std::optional<std::int64_t> number = root_[key].integer();
  if (number && *number >= min && *number <= max) return number;
  fail(key, fmt::format("must be an integer from {} to {}", min, max));
  return std::nullopt;
}

std::optional<std::string> Fields::read_text(std::string_view key, std::size_t max) {
  std::optional<std::string> text = root_[key].string();
  if (text && !text->empty() && length_of(*text) <= max) return text;
  fail(key, fmt::format("must be a string of 1 to {} characters", max));
  return std::nullopt;
}

std::int64_t Fields::integer(std::string_view key, std::int64_t min, std::int64_t max) {
  if (has(key)) return read_integer(key, min, max).value_or(min);
  fail(key, kMissing);
  return min;
}

std::optional<std::int64_t> Fields::optional_integer(std::string_view key, std::int64_t min,
                                                     std::int64_t max) {
  return has(key) ? read_integer(key, min, max) : std::nullopt;
}

std::string Fields::text(std::string_view key, std::size_t max) {
  if (has(key)) return read_text(key, max).value_or("");
  fail(key, kMissing);
  return {};
}

std::optional<std::string> Fields::optional_text(std::string_view key, std::size_t max) {
  return has(key) ? read_text(key, max) : std::nullopt;
}

std::optional<bool> Fields::optional_boolean(std::string_view key) {
  if (!has(key)) return std::nullopt;
  const std::optional<bool> truth = root_[key].boolean();
  if (!truth) fail(key, "must be true or false");
  return truth;
}

std::vector<std::int64_t> Fields::ids(std::string_view key, std::size_t max_count) {
  std::vector<std::int64_t> ids;
  if (!has(key)) return ids;
  const std::vector<net::JsonValue> elements = root_[key].elements();
  bool valid = root_[key].kind() == JsonKind::array && elements.size() <= max_count;
  for (const net::JsonValue& element : elements) {
    const std::optional<std::string> text = element.string();
    const std::optional<std::int64_t> id = text ? from_base32(*text) : std::nullopt;
    ids.push_back(id.value_or(0));
    valid = valid && id.has_value();
  }
  if (!valid) fail(key, fmt::format("must be a list of at most {} ids", max_count));
  return ids;
}

std::optional<TelegramId> Fields::read_id() {
  const std::optional<std::int64_t> id = read_integer("id", 1, kMaxTelegramId);
  return id ? std::optional(TelegramId{*id}) : std::nullopt;
}

std::string Fields::read_username(std::optional<TelegramId> own) {
  std::optional<std::string> name = root_["username"].string();
  const std::optional<std::string> fault = name ? fault_of_username(*name, own) : "must be a string";
  if (fault) fail("username", *fault);
  return fault ? std::string() : std::move(*name);
}

service::PlayerRef Fields::player() {
  service::PlayerRef who;
  if (has("id")) who.id = read_id();
  if (has("username")) {
    who.username = read_username(who.id);
  } else if (!has("id")) {
    fail("username", kMissing);
  }
  return who;
}

domain::Asset Fields::asset(domain::Asset offered) {
  if (!has("asset")) return offered;
  const std::optional<std::string> name = root_["asset"].string();
  if (!name || domain::parse_asset(*name) != offered) {
    fail("asset", fmt::format("must be {}", domain::to_string(offered)));
  }
  return offered;
}

std::string Fields::username_alone() {
  if (!has("username")) {
    fail("username", kMissing);
    return {};
  }
  std::string name = read_username(std::nullopt);
  if (name.starts_with('#')) fail("username", "must not start with #");
  return name;
}

service::PlayerRef Fields::registration() {
  service::PlayerRef who;
  if (has("id")) {
    who.id = read_id();
  } else {
    fail("id", kMissing);
  }
  if (has("username")) {
    who.username = read_username(who.id);
  } else {
    fail("username", kMissing);
  }
  return who;
}

}  // namespace ludice::api
