// Catalogues: every key in every language, every placeholder filled, everything within Telegram's limits.
#include "bot/texts.hpp"

#include "bot/utf8.hpp"

#include <algorithm>
#include <sstream>

#include <gtest/gtest.h>

namespace ludice::bot {
namespace {

constexpr std::size_t kMostInMessage = 4096;
constexpr std::size_t kMostInToast = 200;
constexpr std::size_t kMostOnButton = 40;  // what a phone shows of one
constexpr std::size_t kMostInCommand = 256;

std::string catalogue_with(std::string_view key, std::string_view words) {
  std::ostringstream out;
  for (const auto& spec : text_specs()) {
    out << "[" << spec.name << "]\n";
    if (spec.name == key) {
      out << words << "\n";
      continue;
    }
    std::istringstream placeholders{std::string(spec.placeholders)};
    for (std::string name; placeholders >> name;) out << "{" << name << "} ";
    out << "\n";
  }
  return out.str();
}

/// The words with every placeholder at its widest.
std::string widest(std::string words) {
  const std::string value(64, 'W');
  for (auto open = words.find('{'); open != std::string::npos; open = words.find('{', open)) {
    words.replace(open, words.find('}', open) - open + 1, value);
    open += value.size();
  }
  return words;
}

TEST(Catalogues, of_one_language_in_several_files_are_one_and_comments_are_no_words) {
  const std::string whole = catalogue_with("menu", "{help} {roll}");
  const auto half = whole.find("\n[", whole.size() / 2) + 1;
  const std::string first = "# {comment}\n" + whole.substr(0, half);
  const std::string second = "# {comment}\n" + whole.substr(half);
  const EmbeddedFile files[] = {{"en.b.txt", second}, {"en.txt", first}};
  const Texts texts(files);
  EXPECT_EQ(texts.all().size(), 1U);
  EXPECT_EQ(texts.in("en").raw(Text::menu), "{help} {roll}");
}

TEST(Catalogues, scene_26_a_name_neither_marks_up_nor_turns_the_words_around_it) {
  const std::string words = catalogue_with("menu", "{help} and {roll}");
  const EmbeddedFile files[] = {{"en.txt", words}};
  const Texts texts(files);
  const std::string name = "\u202E\u2066<b>\u061Can\u200F\u2069na";
  EXPECT_EQ(texts.in("en").html(Text::menu, {{"help", name}, {"roll", 12'345}}),
            "&lt;b&gt;anna and 12\u202F345");
  EXPECT_EQ(texts.in("en").plain(Text::menu, {{"help", name}, {"roll", "x"}}), "<b>anna and x");
}

TEST(Catalogues, load) {
  const Texts texts(embedded_files());
  EXPECT_TRUE(texts.all().contains("en"));
}

TEST(Catalogues, no_text_is_empty) {
  const Texts texts(embedded_files());
  for (const auto& [language, words] : texts.all()) {
    for (const auto& spec : text_specs())
      EXPECT_FALSE(words.raw(spec.key).empty()) << language << " " << spec.name;
  }
}

TEST(Catalogues, texts_fit_where_they_are_shown) {
  const Texts texts(embedded_files());
  for (const auto& [language, words] : texts.all()) {
    for (const auto& spec : text_specs()) {
      const std::string& text = words.raw(spec.key);
      std::size_t limit = kMostInMessage;
      if (spec.name.starts_with("toast_")) limit = kMostInToast;
      if (spec.name.starts_with("label_")) limit = kMostOnButton;
      if (spec.name.starts_with("command_")) limit = kMostInCommand;
      const std::string longest = spec.name.starts_with("label_") ? text : widest(text);
      EXPECT_LE(utf16_length(longest), limit) << language << " " << spec.name;
    }
  }
}

TEST(Catalogues, markup_is_balanced_and_only_in_messages) {
  const Texts texts(embedded_files());
  for (const auto& [language, words] : texts.all()) {
    for (const auto& spec : text_specs()) {
      std::string rest = words.raw(spec.key);
      const auto count = [&](std::string_view what) {
        std::size_t found = 0;
        for (auto at = rest.find(what); at != std::string::npos; at = rest.find(what, at + 1)) ++found;
        return found;
      };
      EXPECT_EQ(count("<b>"), count("</b>")) << language << " " << spec.name;
      EXPECT_EQ(count("<code>"), count("</code>")) << language << " " << spec.name;
      // Where a link goes is filled in: none stands in a text.
      EXPECT_EQ(count("<a href=\"{link}\">"), count("</a>")) << language << " " << spec.name;
      EXPECT_EQ(count("<"), 2 * count("<b>") + 2 * count("<code>") + 2 * count("</a>"))
          << language << " " << spec.name << ": no other tag is used";
      if (spec.name.starts_with("toast_") || spec.name.starts_with("label_")) {
        EXPECT_EQ(count("<"), 0U) << language << " " << spec.name;
      }
    }
  }
}

TEST(Catalogues, the_contracts_words_are_there) {
  const Texts texts(embedded_files());
  const Phrases& words = texts.in("en");
  EXPECT_EQ(words.raw(Text::label_roll), "Roll 🎲");
  EXPECT_EQ(words.raw(Text::label_help), "Help ❓");
  EXPECT_EQ(words.raw(Text::label_profile), "Profile 👤");
  EXPECT_EQ(words.raw(Text::label_top_up), "Top up 🔝");
  EXPECT_EQ(words.raw(Text::label_dice), "Dice 🎲");
  EXPECT_NE(words.raw(Text::label_throw).find("Throw"), std::string::npos);
  EXPECT_NE(words.raw(Text::label_cancel).find("Cancel"), std::string::npos);
  EXPECT_NE(words.raw(Text::label_again).find("Again"), std::string::npos);
  EXPECT_NE(words.raw(Text::result_won).find("won"), std::string::npos);
  EXPECT_NE(words.raw(Text::result_lost).find("lost"), std::string::npos);
  EXPECT_NE(words.raw(Text::result_void).find("void"), std::string::npos);
}

TEST(Catalogues, an_unknown_language_and_a_regional_one_find_their_words) {
  const Texts texts(embedded_files());
  EXPECT_EQ(texts.in("tlh").language(), "en");
  EXPECT_EQ(texts.in("").language(), "en");
  EXPECT_EQ(texts.in("en-gb").language(), "en");
}

TEST(Phrases, a_missing_key_is_refused) {
  EXPECT_THROW(Phrases("xx", "[terms]\nwords {fee} {max_bet} {min_bet} {turn}\n"), std::runtime_error);
}

TEST(Phrases, an_unknown_key_is_refused) {
  EXPECT_THROW(Phrases("xx", catalogue_with("", "") + "[nonsense]\nwords\n"), std::runtime_error);
}

TEST(Phrases, a_key_given_twice_is_refused) {
  EXPECT_THROW(Phrases("xx", catalogue_with("", "") + "[menu]\n{help} {roll}\n"), std::runtime_error);
}

TEST(Phrases, a_lost_or_additional_placeholder_is_refused) {
  EXPECT_NO_THROW(Phrases("xx", catalogue_with("points_one", "{n} point")));
  EXPECT_THROW(Phrases("xx", catalogue_with("points_one", "one point")), std::runtime_error);
  EXPECT_THROW(Phrases("xx", catalogue_with("points_one", "{n} {m} point")), std::runtime_error);
  EXPECT_THROW(Phrases("xx", catalogue_with("points_one", "{n point")), std::runtime_error);
}

TEST(Phrases, what_is_filled_in_is_escaped_in_messages_and_not_on_labels) {
  const Phrases words("xx", catalogue_with("explain_dice", "see {roll} &amp; go"));
  EXPECT_EQ(words.html(Text::explain_dice, {{"roll", "<b>\"x\" & y</b>"}}),
            "see &lt;b&gt;&quot;x&quot; &amp; y&lt;/b&gt; &amp; go");
  EXPECT_EQ(words.plain(Text::explain_dice, {{"roll", "<b>"}}), "see <b> &amp; go");
}

TEST(Phrases, what_is_filled_in_is_not_read_again) {
  const Phrases words("xx", catalogue_with("explain_dice", "see {roll}"));
  EXPECT_EQ(words.html(Text::explain_dice, {{"roll", "{roll}{balance}"}}), "see {roll}{balance}");
}

TEST(Phrases, times_and_points_are_counted) {
  const Texts texts(embedded_files());
  const Phrases& words = texts.in("en");
  EXPECT_EQ(words.points(1), "1 point");
  EXPECT_EQ(words.points(0), "0 points");
  EXPECT_EQ(words.points(9007199254740991), "9\u202F007\u202F199\u202F254\u202F740\u202F991 points");
  EXPECT_EQ(words.duration(Millis{1}), "1 second");
  EXPECT_EQ(words.duration(Millis{-5}), "0 seconds");
  EXPECT_EQ(words.duration(Millis{60'000}), "60 seconds");
  EXPECT_EQ(words.duration(Millis{120'000}), "2 minutes");
  EXPECT_EQ(words.duration(Millis{121'000}), "3 minutes");
  EXPECT_EQ(words.duration(Millis{3 * 3600'000}), "3 hours");
}

}  // namespace
}  // namespace ludice::bot
