// Reading the catalogues, and filling their texts.
#include "bot/texts.hpp"

#include "base/assert.hpp"
#include "base/trim.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <set>
#include <stdexcept>

namespace ludice::bot {
namespace {

// No std::array: clang deduces its size for 256 at most.
constexpr TextSpec kSpecs[] = {
#define LUDICE_BOT_TEXT_SPEC(key, placeholders) TextSpec{Text::key, #key, placeholders},
    LUDICE_BOT_TEXTS(LUDICE_BOT_TEXT_SPEC)
#undef LUDICE_BOT_TEXT_SPEC
};

/// The key of a line "[key]".
std::optional<std::string_view> key_of(std::string_view line) {
  if (line.size() < 3 || line.front() != '[' || line.back() != ']') return std::nullopt;
  return line.substr(1, line.size() - 2);
}

std::map<std::string, std::string, std::less<>> sections_of(std::string_view catalogue) {
  std::map<std::string, std::string, std::less<>> sections;
  std::string* current = nullptr;
  while (!catalogue.empty()) {
    const auto end = catalogue.find('\n');
    const auto line = catalogue.substr(0, end);
    catalogue.remove_prefix(end == std::string_view::npos ? catalogue.size() : end + 1);
    if (line.starts_with("# ")) continue;  // a comment, wherever it stands
    if (const auto key = key_of(line)) {
      const auto [place, fresh] = sections.try_emplace(std::string(*key));
      if (!fresh) throw std::runtime_error("text given twice: " + std::string(*key));
      current = &place->second;
    } else if (current != nullptr) {
      current->append(line).append("\n");
    }
  }
  return sections;
}

std::string placeholders_of(std::string_view text) {
  std::set<std::string_view> names;
  for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) throw std::runtime_error("a brace is not closed");
    names.insert(text.substr(open + 1, close - open - 1));
  }
  std::string joined;
  for (const auto name : names) joined.append(joined.empty() ? "" : " ").append(name);
  return joined;
}

const Fill& find_fill(std::initializer_list<Fill> fills, std::string_view name) {
  for (const auto& fill : fills) {
    if (fill.name == name) return fill;
  }
  assertion_failed("every placeholder is filled", __FILE__, __LINE__);
}

/// Marks that turn the direction of what stands behind them (Unicode's UAX #9), and show nothing themselves.
constexpr std::array<std::string_view, 12> kDirections{"\u061C", "\u200E", "\u200F", "\u202A",
                                                       "\u202B", "\u202C", "\u202D", "\u202E",
                                                       "\u2066", "\u2067", "\u2068", "\u2069"};

/// A name must not turn the words around it.
std::string without_directions(std::string text) {
  for (const std::string_view mark : kDirections) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at))
      text.erase(at, mark.size());
  }
  return text;
}

template <class Escape>
std::string filled(std::string_view text, std::initializer_list<Fill> fills, Escape escape) {
  std::string out;
  while (true) {
    const auto open = text.find('{');
    out.append(text.substr(0, open));
    if (open == std::string_view::npos) return out;
    const auto close = text.find('}', open);
    const std::string& value = find_fill(fills, text.substr(open + 1, close - open - 1)).value;
    out.append(escape(without_directions(value)));
    text.remove_prefix(close + 1);
  }
}

std::string two_digits(std::int64_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

std::span<const TextSpec> text_specs() {
  return kSpecs;
}

std::string grouped(std::int64_t number) {
  constexpr std::size_t kShort = 4;
  constexpr std::string_view kSpace = "\u202F";
  std::string text = std::to_string(number);
  const std::size_t sign = number < 0 ? 1 : 0;
  if (text.size() - sign <= kShort) return text;
  for (std::size_t at = text.size() - 3; at > sign && at < text.size(); at -= 3) text.insert(at, kSpace);
  return text;
}

std::string minute_of(Instant at) {
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds(at.ms)};
  const sys_days day = floor<days>(time);
  const year_month_day date(day);
  const std::int64_t minute = floor<minutes>(time - day).count();
  return std::to_string(static_cast<int>(date.year())) + "-" +
         two_digits(static_cast<unsigned>(date.month())) + "-" +
         two_digits(static_cast<unsigned>(date.day())) + " " + two_digits(minute / 60) + ":" +
         two_digits(minute % 60);
}

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

Phrases::Phrases(std::string language, std::string_view catalogue) : language_(std::move(language)) {
  auto sections = sections_of(catalogue);
  for (const auto& spec : kSpecs) {
    const auto found = sections.find(spec.name);
    const auto where = language_ + ": " + std::string(spec.name);
    if (found == sections.end()) throw std::runtime_error("text missing in " + where);
    words_.emplace_back(trimmed(found->second));
    if (placeholders_of(words_.back()) != spec.placeholders) {
      throw std::runtime_error("other placeholders than {" + std::string(spec.placeholders) + "} in " +
                               where);
    }
    sections.erase(found);
  }
  if (!sections.empty())
    throw std::runtime_error("unknown text in " + language_ + ": " + sections.begin()->first);
}

std::string Phrases::html(Text key, std::initializer_list<Fill> fills) const {
  return filled(raw(key), fills, escape_html);
}

std::string Phrases::plain(Text key, std::initializer_list<Fill> fills) const {
  return filled(raw(key), fills, [](const std::string& value) { return value; });
}

const std::string& Phrases::raw(Text key) const {
  return words_.at(static_cast<std::size_t>(key));
}

std::string Phrases::counted(Text one, Text other, std::int64_t n) const {
  return plain(n == 1 ? one : other, {{"n", n}});
}

std::string Phrases::coin_name(Coin coin) const {
  if (coin == Coin::ton) return plain(Text::label_history_ton);
  return plain(coin == Coin::stars ? Text::label_history_stars : Text::label_history_points);
}

std::string Phrases::money(Coin coin, std::int64_t amount) const {
  if (coin == Coin::ton) return number(coin, amount) + "\u00A0TON";
  if (coin == Coin::stars) return counted(Text::stars_one, Text::stars_other, amount);
  return counted(Text::points_one, Text::points_other, amount);
}

std::string Phrases::number(Coin coin, std::int64_t amount) {
  if (coin != Coin::ton) return grouped(amount);
  // No balance is the least number there is.
  const std::int64_t size = amount < 0 ? -amount : amount;
  std::string text = (amount < 0 ? "-" : "") + grouped(size / kNanotonsInTon);
  std::string part = std::to_string(kNanotonsInTon + size % kNanotonsInTon);
  part.front() = '.';
  while (part.back() == '0') part.pop_back();
  return part == "." ? text : text + part;
}

std::string Phrases::duration(Millis time) const {
  const auto seconds = (std::max<std::int64_t>(time.count(), 0) + 999) / 1000;
  if (seconds < 120) return counted(Text::seconds_one, Text::seconds_other, seconds);
  const auto minutes = (seconds + 59) / 60;
  if (minutes < 120) return counted(Text::minutes_one, Text::minutes_other, minutes);
  return counted(Text::hours_one, Text::hours_other, (minutes + 59) / 60);
}

Texts::Texts(std::span<const EmbeddedFile> files) {
  std::map<std::string, std::string> catalogues;
  for (const auto& file : files) {
    std::string& catalogue = catalogues[std::string(file.name.substr(0, file.name.find('.')))];
    catalogue.append(file.content).append("\n");
  }
  for (const auto& [language, catalogue] : catalogues) languages_.try_emplace(language, language, catalogue);
  LUDICE_ASSERT(languages_.contains("en"));
}

const Phrases& Texts::in(std::string_view language) const {
  // Telegram gives IETF tags such as "pt-br": the language stands before the dash.
  const auto found = languages_.find(language.substr(0, language.find('-')));
  return found != languages_.end() ? found->second : languages_.find("en")->second;
}

}  // namespace ludice::bot
