// Formatting: what Telegram makes of HTML, Markdown and plain texts.
#include "sandbox/entities.hpp"

#include "sandbox/text.hpp"

#include <gtest/gtest.h>

namespace ludice::sandbox {
namespace {

/// "bold 0+4" for each entity, with what belongs to it in brackets.
std::string shown(const std::vector<Entity>& entities) {
  std::string all;
  for (const Entity& entity : entities) {
    if (!all.empty()) all += ", ";
    all += entity.type + " " + std::to_string(entity.offset) + "+" + std::to_string(entity.length);
    if (!entity.url.empty()) all += "(" + entity.url + ")";
    if (!entity.language.empty()) all += "(" + entity.language + ")";
    if (entity.person_id != 0) all += "(" + std::to_string(entity.person_id) + ")";
  }
  return all;
}

struct Row {
  const char* mode;
  const char* given;
  const char* text;
  const char* entities;
};

TEST(Formatting, becomes_text_and_entities) {
  const Row rows[] = {
      {"HTML", "plain", "plain", ""},
      {"html", "<b>bold</b> <i>it</i>", "bold it", "bold 0+4, italic 5+2"},
      {"HTML", "<b>a<i>b</i></b>", "ab", "bold 0+2, italic 1+1"},
      {"HTML", "<strong>a</strong><em>b</em><u>c</u><ins>d</ins><s>e</s><del>f</del>", "abcdef",
       "bold 0+1, italic 1+1, underline 2+1, underline 3+1, strikethrough 4+1, strikethrough 5+1"},
      {"HTML", "🎲🎲 <b>x</b>", "🎲🎲 x", "bold 5+1"},
      {"HTML", "é<b>ї</b>", "éї", "bold 1+1"},
      {"HTML", "1 &lt; 2 &amp;&amp; 3 &gt; 2 &quot;&#33;&#x41;", "1 < 2 && 3 > 2 \"!A", ""},
      {"HTML", "&nbsp; &unknown; & &#0; &#xD800;", "&nbsp; &unknown; & &#0; &#xD800;", "hashtag 25+6"},
      {"HTML", "<a href=\"https://e.org/?a=1&amp;b=2\">x</a>", "x", "text_link 0+1(https://e.org/?a=1&b=2)"},
      {"HTML", "<a href='https://e.org'>x</a>", "x", "text_link 0+1(https://e.org)"},
      {"HTML", "<a href=\"tg://user?id=77\">him</a>", "him", "text_mention 0+3(77)"},
      {"HTML", "<a>e.org</a>", "e.org", "text_link 0+5(e.org)"},
      {"HTML", "<a href=\"nothing\">x</a>", "x", ""},
      {"HTML", "<code>/start</code>", "/start", "code 0+6"},
      {"HTML", "<pre><code class=\"language-cpp\">x;</code></pre>", "x;", "pre 0+2(cpp)"},
      {"HTML", "<tg-spoiler>x</tg-spoiler><span class=\"tg-spoiler\">y</span>", "xy",
       "spoiler 0+1, spoiler 1+1"},
      {"HTML", "<blockquote>q</blockquote><blockquote expandable>r</blockquote>", "qr",
       "blockquote 0+1, expandable_blockquote 1+1"},
      {"HTML", "<B>x</B>", "x", "bold 0+1"},
      {"HTML", "  <b> x </b>  ", "x", "bold 0+1"},
      {"HTML", "<b></b>x", "x", ""},
      {"HTML", "<b>x</>", "x", "bold 0+1"},
      {"MarkdownV2", "*b* _i_ __u__ ~s~ ||p|| `c`", "b i u s p c",
       "bold 0+1, italic 2+1, underline 4+1, strikethrough 6+1, spoiler 8+1, code 10+1"},
      {"MarkdownV2", "*b _bi_*", "b bi", "bold 0+4, italic 2+2"},
      {"MarkdownV2", "1\\.5 \\- \\*", "1.5 - *", ""},
      {"MarkdownV2", "[x](https://e.org)", "x", "text_link 0+1(https://e.org)"},
      {"MarkdownV2", "```py\nx=1\n```", "x=1", "pre 0+3(py)"},
      {"MarkdownV2", "`a*b`", "a*b", "code 0+3"},
      {"MarkdownV2", ">a\n>b\nc", "a\nb\nc", "blockquote 0+3"},
      {"Markdown", "*b* _i_ `c` [x](https://e.org) 1.5!", "b i c x 1.5!",
       "bold 0+1, italic 2+1, code 4+1, text_link 6+1(https://e.org)"},
      {"", "/start now", "/start now", "bot_command 0+6"},
      {"", "go /roll@my_bot, @anna_k #win #7", "go /roll@my_bot, @anna_k #win #7",
       "bot_command 3+12, mention 17+7, hashtag 25+4"},
      {"", "🎲/x a/b //c </d", "🎲/x a/b //c </d", ""},
      {"", "see https://e.org/a_b?c=1. Or http://x", "see https://e.org/a_b?c=1. Or http://x",
       "url 4+21, url 30+8"},
      {"", "<b>not parsed</b>", "<b>not parsed</b>", ""},
      {"", " a\tb\r\n\x01 ", "a b", ""},
  };
  for (const Row& row : rows) {
    auto parsed = parse_text(row.given, row.mode);
    ASSERT_TRUE(parsed) << row.given << ": " << parsed.error().description;
    const FormattedText text = finish(std::move(*parsed));
    EXPECT_EQ(text.text, row.text) << row.given;
    EXPECT_EQ(shown(text.entities), row.entities) << row.given;
  }
}

struct Refused {
  const char* mode;
  const char* given;
  const char* why;
};

TEST(Formatting, is_refused_in_telegrams_words) {
  const Refused rows[] = {
      {"HTML", "<x>y</x>", "can't parse entities: Unsupported start tag \"x\" at byte offset 0"},
      {"HTML", "a <b", "can't parse entities: Unclosed start tag at byte offset 2"},
      {"HTML", "é<b>x", "can't parse entities: Can't find end tag corresponding to start tag \"b\""},
      {"HTML", "x</b>", "can't parse entities: Unexpected end tag at byte offset 1"},
      {"HTML", "<b>x</i>",
       "can't parse entities: Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\""},
      {"HTML", "<b>x</b", "can't parse entities: Unclosed end tag at byte offset 4"},
      {"HTML", "1 < 2", "can't parse entities: Unsupported start tag \"\" at byte offset 2"},
      {"HTML", "<span>x</span>",
       "can't parse entities: Tag \"span\" must have class \"tg-spoiler\" at byte offset 0"},
      {"MarkdownV2", "1.5",
       "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'"},
      {"MarkdownV2", "*x", "can't parse entities: Can't find end of Bold entity at byte offset 0"},
      {"MarkdownV2", "ab `x", "can't parse entities: Can't find end of Code entity at byte offset 3"},
      {"MarkdownV2", "[x](e.org", "can't parse entities: Can't find end of a URL at byte offset 4"},
      {"Markdown", "a *b", "can't parse entities: Can't find end of the entity starting at byte offset 2"},
      {"BBCode", "x", "unsupported parse_mode"},
      {"", "\xC3\x28", "strings must be encoded in UTF-8"},
  };
  for (const Refused& row : rows) {
    const auto parsed = parse_text(row.given, row.mode);
    ASSERT_FALSE(parsed) << row.given;
    EXPECT_EQ(parsed.error().code, 400);
    EXPECT_EQ(parsed.error().description, std::string("Bad Request: ") + row.why) << row.given;
  }
}

TEST(Utf8, is_told_from_what_only_looks_like_it) {
  for (const char* good : {"", "a", "é", "€", "🎲", "\xF4\x8F\xBF\xBF"}) EXPECT_TRUE(is_utf8(good)) << good;
  for (const char* bad : {"\x80", "\xC3", "\xC0\x80", "\xED\xA0\x80", "\xE0\x80\x80", "\xF0\x80\x80\x80",
                          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "a\xE2\x82"}) {
    EXPECT_FALSE(is_utf8(bad)) << bad;
  }
}

TEST(Utf8, is_counted_in_utf16_units) {
  EXPECT_EQ(utf16_length("aé€🎲"), 5U);
}

}  // namespace
}  // namespace ludice::sandbox
