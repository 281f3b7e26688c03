// A text with its formatting, as Telegram makes it from HTML or Markdown (Bot API, "Formatting options")
// and from what it finds by itself: commands, mentions, hashtags, links.
#pragma once

#include "sandbox/api_error.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>

namespace ludice::sandbox {

/// Offsets and lengths are in UTF-16 code units.
struct Entity {
  std::string type;
  std::size_t offset = 0;
  std::size_t length = 0;
  std::string url;             ///< text_link
  std::string language;        ///< pre
  std::int64_t person_id = 0;  ///< text_mention
};

struct FormattedText {
  std::string text;
  std::vector<Entity> entities;
};

Api<FormattedText> parse_html(std::string_view text);
Api<FormattedText> parse_markdown_v2(std::string_view text);
/// The older Markdown: no nesting, nothing reserved.
Api<FormattedText> parse_markdown(std::string_view text);

/// By `parse_mode` as the Bot API names it (in any case); empty means none.
Api<FormattedText> parse_text(std::string_view text, std::string_view parse_mode);

/// Entities that a caller gave himself (MessageEntity objects).
Api<std::vector<Entity>> read_entities(const boost::json::array& given);

/// Whitespace at both ends goes, entities are clipped to what is left and sorted, and what Telegram finds
/// by itself is added where nothing else lies.
FormattedText finish(FormattedText text);

/// Adds bot commands, mentions, hashtags and links of a plain text.
void detect_entities(FormattedText& text);

}  // namespace ludice::sandbox
