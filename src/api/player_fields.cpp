// Names, and which of them an id beside them allows.
#include "api/player_fields.hpp"

#include <fmt/format.h>

namespace ludice::api {
namespace {

using net::JsonValue;
using service::PlayerRef;

constexpr std::size_t kMaxName = 64;

Schema name_schema(std::string_view beginning, std::string_view beyond_schema = {}) {
  Schema schema = schema::text(1, kMaxName);
  schema.rest +=
      fmt::format(R"(,"pattern":"{}","not":{{"pattern":"{}"}})", beginning, schema::kControlCharacters);
  if (!beyond_schema.empty()) schema.rest += fmt::format(R"(,"x-beyond-schema":"{}")", beyond_schema);
  return schema;
}

Property username(std::string_view description, bool required) {
  const Schema schema = name_schema("^([^#]|#[1-9][0-9]{0,15}$)",
                                    "# must be followed by the person's own id, and by nothing else");
  return property("username", schema, {description, R"("anna")"}, required);
}

Property id(bool required) {
  return property("id", schema::integer(1, kMaxTelegramId),
                  {"Telegram's numeric id; it wins where the name is given too.", required ? "7" : ""},
                  required);
}

std::vector<Property> both() {
  return {username("The player's name, case-sensitive. `#` and the id for one without a name.", false),
          id(false)};
}

Outline either() {
  return {.fields = both(),
          .rules = {R"({"anyOf":[{"required":["username"],"properties":{"username":{"type":"string"}}},)"
                    R"({"required":["id"],"properties":{"id":{"type":"integer"}}}]})"}};
}

template <class IdType>
std::optional<TelegramId> read_id(const JsonValue& value, Invalid& invalid) {
  const auto id = IdType{1, kMaxTelegramId}.read(value);
  if (id) return TelegramId{*id};
  invalid.emplace_back("id", id.error());
  return std::nullopt;
}

std::string read_username(const JsonValue& value, std::optional<TelegramId> own, Invalid& invalid) {
  std::optional<std::string> name = value.string();
  std::optional<std::string> fault = name ? fault_of_username(*name, own) : "must be a string";
  if (!fault) return std::move(*name);
  invalid.emplace_back("username", std::move(*fault));
  return {};
}

template <class IdType>
void read_player(const JsonValue& object, PlayerRef& who, Invalid& invalid) {
  const JsonValue id = object["id"];
  const JsonValue username = object["username"];
  if (is_given(id)) who.id = read_id<IdType>(id, invalid);
  if (is_given(username)) who.username = read_username(username, who.id, invalid);
  if (!is_given(id) && !is_given(username)) invalid.emplace_back("username", kMissing);
}

void read_optional_player(const JsonValue& object, std::optional<PlayerRef>& who, Invalid& invalid) {
  if (!is_given(object["id"]) && !is_given(object["username"])) return;
  read_player<Integer>(object, who.emplace(), invalid);
}

void read_registration(const JsonValue& object, PlayerRef& who, Invalid& invalid) {
  read_player<Integer>(object, who, invalid);
  if (!is_given(object["id"])) invalid.emplace_back("id", kMissing);
  if (is_given(object["id"]) && !is_given(object["username"])) invalid.emplace_back("username", kMissing);
}

void read_new_username(const JsonValue& object, std::string& name, Invalid& invalid) {
  const JsonValue username = object["username"];
  if (!is_given(username)) {
    invalid.emplace_back("username", kMissing);
    return;
  }
  name = read_username(username, std::nullopt, invalid);
  if (name.starts_with('#')) invalid.emplace_back("username", "must not start with #");
}

}  // namespace

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

Fields<PlayerRef> player_fields() {
  return {either(), read_player<Integer>};
}

Fields<PlayerRef> player_query() {
  return {either(), read_player<IntegerText>};
}

Fields<std::optional<PlayerRef>> optional_player_fields() {
  return {{.fields = both()}, read_optional_player};
}

Fields<PlayerRef> registration_fields() {
  return {
      {.fields = {username("The person's name, or `#` and the id of one without a name.", true), id(true)}},
      read_registration};
}

Fields<std::string> new_username() {
  const Schema schema = name_schema("^[^#]");
  return {{.fields = {property("username", schema, {"The name of the account.", R"("anna")"}, true)}},
          read_new_username};
}

}  // namespace ludice::api
