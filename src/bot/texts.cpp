// Reading the catalogues, and filling their texts.
#include "bot/texts.hpp"

#include "base/assert.hpp"

#include <array>
#include <optional>
#include <set>
#include <stdexcept>

namespace ludice::bot {
namespace {

constexpr std::array kSpecs{
#define LUDICE_BOT_TEXT_SPEC(key, placeholders) TextSpec{Text::key, #key, placeholders},
    LUDICE_BOT_TEXTS(LUDICE_BOT_TEXT_SPEC)
#undef LUDICE_BOT_TEXT_SPEC
};

std::string_view without_blank_ends(std::string_view text) {
  const auto first = text.find_first_not_of("\n ");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of("\n ") - first + 1);
}

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

template <class Escape>
std::string filled(std::string_view text, std::initializer_list<Fill> fills, Escape escape) {
  std::string out;
  while (true) {
    const auto open = text.find('{');
    out.append(text.substr(0, open));
    if (open == std::string_view::npos) return out;
    const auto close = text.find('}', open);
    out.append(escape(find_fill(fills, text.substr(open + 1, close - open - 1)).value));
    text.remove_prefix(close + 1);
  }
}

}  // namespace

std::span<const TextSpec> text_specs() {
  return kSpecs;
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
    words_.emplace_back(without_blank_ends(found->second));
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

std::string Phrases::points(std::int64_t amount) const {
  return counted(Text::points_one, Text::points_other, amount);
}

std::string Phrases::duration(Millis time) const {
  const auto seconds = (std::max<std::int64_t>(time.count(), 0) + 999) / 1000;
  if (seconds < 120) return counted(Text::seconds_one, Text::seconds_other, seconds);
  const auto minutes = (seconds + 59) / 60;
  if (minutes < 120) return counted(Text::minutes_one, Text::minutes_other, minutes);
  return counted(Text::hours_one, Text::hours_other, (minutes + 59) / 60);
}

Texts::Texts(std::span<const EmbeddedFile> files) {
  for (const auto& file : files) {
    const std::string language(file.name.substr(0, file.name.find('.')));
    languages_.try_emplace(language, language, file.content);
  }
  LUDICE_ASSERT(languages_.contains("en"));
}

const Phrases& Texts::in(std::string_view language) const {
  // Telegram gives IETF tags such as "pt-br": the language stands before the dash.
  const auto found = languages_.find(language.substr(0, language.find('-')));
  return found != languages_.end() ? found->second : languages_.find("en")->second;
}

}  // namespace ludice::bot
