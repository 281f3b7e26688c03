// The bot's words in every language, from the catalogues inside the program. What is filled in is escaped and
// loses its marks of direction, so a name can never bring markup of its own or turn the words around it.
#pragma once

#include "base/embedded.hpp"
#include "base/instant.hpp"
#include "bot/coin.hpp"
#include "bot/text_keys.hpp"

#include <cstdint>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::bot {

/// `<`, `>`, `&` and quotes as HTML entities.
std::string escape_html(std::string_view text);

/// "1 000 000": from five digits on in threes, with spaces at which no line breaks.
std::string grouped(std::int64_t number);

/// "2026-11-29 04:31", of UTC: read alike in every language.
std::string minute_of(Instant at);

/// What stands in for {name}.
struct Fill {
  Fill(std::string_view fill_name, std::string_view text) : name(fill_name), value(text) {}
  Fill(std::string_view fill_name, std::int64_t number) : name(fill_name), value(grouped(number)) {}

  std::string_view name;
  std::string value;
};

/// One language.
class Phrases {
 public:
  /// Throws std::runtime_error where `catalogue` lacks a key, has one too many, or other placeholders.
  Phrases(std::string language, std::string_view catalogue);

  const std::string& language() const { return language_; }

  /// For messages: values are escaped.
  std::string html(Text key, std::initializer_list<Fill> fills = {}) const;
  /// For labels and toasts: values stand as they are.
  std::string plain(Text key, std::initializer_list<Fill> fills = {}) const;
  /// The words with their placeholders.
  const std::string& raw(Text key) const;

  /// "Points", "Stars ⭐", "TON 💎".
  std::string coin_name(Coin coin) const;
  std::string points(std::int64_t amount) const { return money(Coin::points, amount); }
  std::string money(Coin coin, std::int64_t amount) const;
  /// The number alone: "50", "0.5".
  static std::string number(Coin coin, std::int64_t amount);
  /// Rounded up to what a person wants to know: seconds, then minutes, then hours.
  std::string duration(Millis time) const;

 private:
  std::string counted(Text one, Text other, std::int64_t n) const;

  std::string language_;
  std::vector<std::string> words_;
};

/// All languages; English stands in for one that is missing.
class Texts {
 public:
  explicit Texts(std::span<const EmbeddedFile> files);

  const Phrases& in(std::string_view language) const;
  const std::map<std::string, Phrases, std::less<>>& all() const { return languages_; }

 private:
  std::map<std::string, Phrases, std::less<>> languages_;
};

/// The catalogues that lie inside the program; what stands before the first dot of a name is the language.
std::span<const EmbeddedFile> embedded_files();

}  // namespace ludice::bot
