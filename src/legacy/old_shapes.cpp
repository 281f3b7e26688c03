// Each shape by its members. Unknown members are left aside.
#include "legacy/old_shapes.hpp"

#include "base/amount.hpp"
#include "legacy/report.hpp"
#include "service/players.hpp"

#include <charconv>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace ludice::legacy {
namespace {

using Kind = Value::Kind;

constexpr std::int64_t kMaxTelegramId = (std::int64_t{1} << 52) - 1;
constexpr std::size_t kLongestName = 64;        // code points
constexpr std::size_t kLongestPassword = 1024;  // bytes
constexpr std::size_t kLongestTime = 64;
constexpr std::int64_t kMostGames = 1'000'000'000'000;

std::string_view name_of(Kind kind) {
  constexpr std::array<std::string_view, 7> names = {"null",   "true or false", "a whole number", "a number",
                                                     "a text", "a list",        "an object"};
  return names.at(static_cast<std::size_t>(kind));
}

std::unexpected<std::string> wrong(std::string reason) {
  return std::unexpected(std::move(reason));
}

/// Nothing where it is an object with each member once.
std::optional<std::string> fault_of_object(const Value& value) {
  if (value.kind != Kind::object)
    return fmt::format("{} stands where an object belongs", name_of(value.kind));
  for (std::size_t i = 0; i < value.members.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (value.members[i].first == value.members[j].first)
        return shown(value.members[i].first) + " stands in it twice";
    }
  }
  return std::nullopt;
}

Parsed<std::int64_t> whole(const Value* value, const std::string& what, std::int64_t least,
                           std::int64_t most) {
  if (value == nullptr) return wrong("has no " + what);
  if (value->kind == Kind::number) {
    return wrong(
        fmt::format("its {} {} is not a whole number up to {}", what, value->text.substr(0, 40), most));
  }
  if (value->kind != Kind::integer) return wrong(fmt::format("its {} is {}", what, name_of(value->kind)));
  if (value->integer < least) return wrong(fmt::format("its {} {} is below {}", what, value->integer, least));
  if (value->integer > most) return wrong(fmt::format("its {} {} is above {}", what, value->integer, most));
  return value->integer;
}

Parsed<std::string> text(const Value* value, const std::string& what) {
  if (value == nullptr) return wrong("has no " + what);
  if (value->kind != Kind::text) return wrong(fmt::format("its {} is {}", what, name_of(value->kind)));
  return value->text;
}

/// 10.0 and 1e3 are whole all the same; nothing where it is not one or not small enough to be sure.
std::optional<std::int64_t> whole_of_number(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (!(number >= 0 && number <= static_cast<double>(Amount::kMax))) return std::nullopt;
  const auto integer = static_cast<std::int64_t>(number);
  // A text of more digits than a double holds may have had a fraction.
  if (static_cast<double>(integer) != number || text.size() > 15) return std::nullopt;
  return integer;
}

bool is_control(unsigned char before, unsigned char c) {
  return c < 0x20 || c == 0x7F || (before == 0xC2 && c >= 0x80 && c <= 0x9F);
}

std::string fault_of_text(std::string_view text, std::string_view what) {
  if (text.empty()) return fmt::format("an empty {}", what);
  std::size_t points = 0;
  unsigned char before = 0;
  for (const char byte : text) {
    const auto c = static_cast<unsigned char>(byte);
    if (is_control(before, c)) return fmt::format("a {} with control characters", what);
    if ((c & 0xC0U) != 0x80U) ++points;
    before = c;
  }
  return points > kLongestName ? fmt::format("a {} of more than {} characters", what, kLongestName) : "";
}

Parsed<std::int64_t> parse_id(const Value& value, bool& was_text) {
  if (value.kind == Kind::text) {
    Value number{.kind = Kind::integer};
    const char* end = value.text.data() + value.text.size();
    const auto [stopped, error] = std::from_chars(value.text.data(), end, number.integer);
    if (error != std::errc() || stopped != end) return wrong("its id is a text that is no number");
    was_text = true;
    return whole(&number, "id", 1, kMaxTelegramId);
  }
  return whole(&value, "id", 1, kMaxTelegramId);
}

}  // namespace

std::string fault_of_name(std::string_view name) {
  if (name.starts_with('#')) {
    const auto id = service::parse_numbered_name(name);
    if (!id) return "names that begin with # stand for ids";
    if (id->value > kMaxTelegramId) return "its # stands for an id that no Telegram user has";
  }
  return fault_of_text(name, "name");
}

std::string fault_of_id(std::string_view id) {
  return fault_of_text(id, "id");
}

Parsed<OldUser> parse_user(const Value& value) {
  if (auto fault = fault_of_object(value)) return wrong(*fault);
  OldUser user;
  const Value* id = value.find("id");
  if (id != nullptr && id->kind != Kind::null) {
    const auto parsed = parse_id(*id, user.id_was_text);
    if (!parsed) return std::unexpected(parsed.error());
    user.id = *parsed;
  }
  const Value* password = value.find("password");
  if (password != nullptr && password->kind != Kind::null) {
    auto parsed = text(password, "password");
    if (!parsed) return std::unexpected(parsed.error());
    if (parsed->size() > kLongestPassword) return wrong("its password is longer than 1024 bytes");
    if (parsed->find('\0') != std::string::npos) return wrong("its password has a character 0");
    user.password = *std::move(parsed);
  }
  return user;
}

Parsed<std::int64_t> parse_balance(const Value& value, bool& corrected) {
  if (value.kind == Kind::number) {
    if (const auto integer = whole_of_number(value.text)) {
      corrected = true;
      return *integer;
    }
  }
  return whole(&value, "balance", 0, Amount::kMax);
}

Parsed<OldStatistics> parse_statistics(const Value& value) {
  if (auto fault = fault_of_object(value)) return wrong(*fault);
  const auto wins = whole(value.find("wins"), "wins", 0, kMostGames);
  if (!wins) return std::unexpected(wins.error());
  const auto games = whole(value.find("total_games"), "total_games", 0, kMostGames);
  if (!games) return std::unexpected(games.error());
  const Value* said = value.find("void");
  const auto voids = said == nullptr ? Parsed<std::int64_t>(0) : whole(said, "void", 0, kMostGames);
  if (!voids) return std::unexpected(voids.error());
  if (*wins + *voids > *games)
    return wrong(*voids == 0 ? fmt::format("{} wins in {} games", *wins, *games)
                             : fmt::format("{} wins and {} void in {} games", *wins, *voids, *games));
  return OldStatistics{*wins, *games, *voids};
}

Parsed<OldGame> parse_game(const Value& value) {
  if (auto fault = fault_of_object(value)) return wrong(*fault);
  const Value* players = value.find("players");
  const bool two = players != nullptr && players->kind == Kind::list && players->items.size() == 2 &&
                   players->items[0].kind == Kind::text && players->items[1].kind == Kind::text;
  if (!two) return wrong("its players are not two names");
  OldGame game;
  game.players = {players->items[0].text, players->items[1].text};
  for (const std::string& name : game.players) {
    if (auto fault = fault_of_name(name); !fault.empty()) return wrong("one of its players has " + fault);
  }
  if (game.players[0] == game.players[1]) return wrong("its players are the same one");
  const auto bet = whole(value.find("bet"), "bet", 1, Amount::kMax);
  if (!bet) return std::unexpected(bet.error());
  const auto status = text(value.find("status"), "status");
  if (!status) return std::unexpected(status.error());
  if (*status != "active" && *status != "finished") return wrong("its status is neither active nor finished");
  game.bet = *bet;
  game.active = *status == "active";
  return game;
}

std::string text_of(const OldGame& game) {
  const boost::json::object object{{"players", {game.players[0], game.players[1]}},
                                   {"bet", game.bet},
                                   {"status", game.active ? "active" : "finished"}};
  return boost::json::serialize(object);
}

std::optional<OldGame> parse_game_text(const std::string& text) {
  boost::system::error_code ec;
  const boost::json::value value = boost::json::parse(text, ec);
  if (ec) return std::nullopt;
  const boost::json::object& object = value.as_object();
  OldGame game;
  const boost::json::array& players = object.at("players").as_array();
  for (std::size_t i = 0; i < game.players.size(); ++i)
    game.players.at(i) = std::string(players.at(i).as_string());
  game.bet = object.at("bet").as_int64();
  game.active = object.at("status").as_string() == "active";
  return game;
}

Parsed<OldStakes> parse_stakes(const Value& value) {
  if (auto fault = fault_of_object(value)) return wrong(*fault);
  OldStakes stakes;
  for (const auto& [name, stake] : value.members) {
    if (auto fault = fault_of_name(name); !fault.empty()) return wrong("one of its players has " + fault);
    const auto amount = whole(&stake, "stake", 1, Amount::kMax);
    if (!amount) return std::unexpected(amount.error());
    stakes.emplace_back(name, *amount);
  }
  return stakes;
}

Parsed<OldWaiting> parse_waiting(const Value& value) {
  if (auto fault = fault_of_object(value)) return wrong(*fault);
  const auto bet = whole(value.find("bet"), "bet", 1, Amount::kMax);
  if (!bet) return std::unexpected(bet.error());
  auto game = text(value.find("game_id"), "game_id");
  if (!game) return std::unexpected(game.error());
  if (auto fault = fault_of_id(*game); !fault.empty()) return wrong("its game_id is " + fault);
  return OldWaiting{*bet, *std::move(game)};
}

Parsed<OldPayment> parse_payment(const Value& value) {
  if (auto fault = fault_of_object(value)) return wrong(*fault);
  auto user = text(value.find("user"), "user");
  if (!user) return std::unexpected(user.error());
  if (auto fault = fault_of_name(*user); !fault.empty()) return wrong("its user is " + fault);
  const auto amount = whole(value.find("amount"), "amount", 1, Amount::kMax);
  if (!amount) return std::unexpected(amount.error());
  auto at = text(value.find("timestamp"), "timestamp");
  if (!at) return std::unexpected(at.error());
  if (at->size() > kLongestTime) return wrong("its timestamp is longer than 64 bytes");
  if (at->find('\0') != std::string::npos) return wrong("its timestamp has a character 0");
  return OldPayment{*std::move(user), *amount, *std::move(at)};
}

Parsed<std::string> parse_time(const Value& value) {
  const bool is_number = value.kind == Kind::integer || value.kind == Kind::number;
  if (!is_number) return wrong(fmt::format("{} stands where a time belongs", name_of(value.kind)));
  if (value.text.size() > kLongestTime) return wrong("a time of more than 64 digits");
  return value.text;
}

}  // namespace ludice::legacy
