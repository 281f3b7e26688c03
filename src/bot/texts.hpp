// The bot's words in every language, from the catalogues inside the program. What is filled in is escaped,
// so a name can never bring markup of its own.
#pragma once

#include "base/embedded.hpp"
#include "base/instant.hpp"
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

/// What stands in for {name}.
struct Fill {
  Fill(std::string_view fill_name, std::string_view text) : name(fill_name), value(text) {}
  Fill(std::string_view fill_name, std::int64_t number) : name(fill_name), value(std::to_string(number)) {}

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

  std::string points(std::int64_t amount) const;
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

/// The catalogues that lie inside the program.
std::span<const EmbeddedFile> embedded_files();

}  // namespace ludice::bot
