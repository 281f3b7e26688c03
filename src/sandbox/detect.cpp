// What Telegram finds in a text by itself: /commands, @mentions, #hashtags and links.
#include "sandbox/entities.hpp"
#include "sandbox/text.hpp"

#include <algorithm>

namespace ludice::sandbox {
namespace {

std::size_t word_end(std::string_view text, std::size_t from) {
  while (from < text.size() && is_word(text[from])) ++from;
  return from;
}

/// "/start" or "/start@some_bot", up to 64 characters of the command; `from` stands on the slash.
std::size_t command_end(std::string_view text, std::size_t from) {
  std::size_t end = word_end(text, from + 1);
  if (end == from + 1 || end - from > 65) return from;
  if (end < text.size() && text[end] == '@') {
    const std::size_t bot = word_end(text, end + 1);
    if (bot - end > 3) end = bot;
  }
  return end < text.size() && text[end] == '/' ? from : end;
}

std::size_t mention_end(std::string_view text, std::size_t from) {
  const std::size_t end = word_end(text, from + 1);
  return end - from >= 4 && end - from <= 33 ? end : from;
}

std::size_t hashtag_end(std::string_view text, std::size_t from) {
  const std::size_t end = word_end(text, from + 1);
  const auto tag = text.substr(from + 1, end - from - 1);
  return std::ranges::all_of(tag, is_digit) ? from : end;
}

std::size_t url_end(std::string_view text, std::size_t from) {
  const std::string_view rest = text.substr(from);
  const std::size_t scheme = rest.starts_with("https://") ? 8 : rest.starts_with("http://") ? 7 : 0;
  if (scheme == 0) return from;
  std::size_t end = from + scheme;
  while (end < text.size() && !is_space(text[end]) && text[end] != '<' && text[end] != '"') ++end;
  while (end > from + scheme && std::string_view(".,;:!?)'").contains(text[end - 1])) --end;
  return end > from + scheme ? end : from;
}

struct Find {
  std::string_view type;
  std::size_t end;
};

Find find_at(std::string_view text, std::size_t at) {
  const bool word_before =
      at > 0 && (is_word(text[at - 1]) || static_cast<unsigned char>(text[at - 1]) >= 0x80);
  if (word_before) return {"", at};
  switch (text[at]) {
    case '/':
      return at > 0 && (text[at - 1] == '/' || text[at - 1] == '<')
                 ? Find{"", at}
                 : Find{"bot_command", command_end(text, at)};
    case '@':
      return {"mention", mention_end(text, at)};
    case '#':
      return {"hashtag", hashtag_end(text, at)};
    case 'h':
      return {"url", url_end(text, at)};
    default:
      return {"", at};
  }
}

}  // namespace

void detect_entities(FormattedText& text) {
  const std::string_view all = text.text;
  const std::vector<Entity> given = text.entities;
  const auto is_free = [&](std::size_t offset, std::size_t length) {
    return std::ranges::none_of(given, [&](const Entity& entity) {
      const bool apart = entity.offset + entity.length <= offset || offset + length <= entity.offset;
      const bool may_nest = entity.type == "bold" || entity.type == "italic" || entity.type == "underline" ||
                            entity.type == "strikethrough" || entity.type == "spoiler" ||
                            entity.type.ends_with("blockquote");
      return !apart && !may_nest;
    });
  };
  std::size_t units = 0;
  for (std::size_t at = 0; at < all.size();) {
    const Find find = find_at(all, at);
    const std::size_t end = std::max(find.end, at + 1);
    const std::size_t length = utf16_length(all.substr(at, end - at));
    if (find.end > at && is_free(units, length)) {
      text.entities.push_back({std::string(find.type), units, length, "", "", 0});
    }
    units += length;
    at = end;
  }
}

}  // namespace ludice::sandbox
