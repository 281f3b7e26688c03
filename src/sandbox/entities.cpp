// What all formats share: choosing the parser, given entities, trimming and sorting.
#include "sandbox/entities.hpp"

#include "sandbox/text.hpp"

#include <algorithm>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace ludice::sandbox {
namespace {

std::string string_field(const boost::json::object& object, std::string_view name) {
  const auto* field = object.if_contains(name);
  return field && field->is_string() ? std::string(field->get_string()) : std::string();
}

std::int64_t integer_field(const boost::json::object& object, std::string_view name) {
  const auto* field = object.if_contains(name);
  return field && field->is_int64() ? field->get_int64() : 0;
}

void clip(FormattedText& text, std::size_t dropped, std::size_t length) {
  for (Entity& entity : text.entities) {
    const std::size_t begin = std::max(entity.offset, dropped) - dropped;
    const std::size_t end = std::min(std::max(entity.offset + entity.length, dropped) - dropped, length);
    entity.offset = begin;
    entity.length = end > begin ? end - begin : 0;
  }
  std::erase_if(text.entities, [](const Entity& entity) { return entity.length == 0; });
}

}  // namespace

Api<FormattedText> parse_text(std::string_view text, std::string_view parse_mode) {
  if (!is_utf8(text)) return bad_request("strings must be encoded in UTF-8");
  const std::string mode = ascii_lower(parse_mode);
  if (mode.empty() || mode == "none") return FormattedText{clean_text(text), {}};
  if (mode == "html") return parse_html(clean_text(text));
  if (mode == "markdownv2") return parse_markdown_v2(clean_text(text));
  if (mode == "markdown") return parse_markdown(clean_text(text));
  return bad_request("unsupported parse_mode");
}

Api<std::vector<Entity>> read_entities(const boost::json::array& given) {
  std::vector<Entity> entities;
  for (const auto& item : given) {
    if (!item.is_object()) return bad_request("can't parse MessageEntity: expected an Object");
    const auto& object = item.get_object();
    const std::int64_t offset = integer_field(object, "offset");
    const std::int64_t length = integer_field(object, "length");
    if (offset < 0 || length < 0) return bad_request("can't parse MessageEntity: wrong offset or length");
    Entity entity{string_field(object, "type"),     static_cast<std::size_t>(offset),
                  static_cast<std::size_t>(length), string_field(object, "url"),
                  string_field(object, "language"), 0};
    if (entity.type.empty()) return bad_request("can't parse MessageEntity: Can't find field \"type\"");
    if (const auto* user = object.if_contains("user"); user && user->is_object()) {
      entity.person_id = integer_field(user->get_object(), "id");
    }
    entities.push_back(std::move(entity));
  }
  return entities;
}

FormattedText finish(FormattedText text) {
  std::size_t begin = 0;
  while (begin < text.text.size() && is_space(text.text[begin])) ++begin;
  std::size_t end = text.text.size();
  while (end > begin && is_space(text.text[end - 1])) --end;
  text.text = text.text.substr(begin, end - begin);
  clip(text, begin, utf16_length(text.text));
  detect_entities(text);
  std::ranges::stable_sort(text.entities, [](const Entity& a, const Entity& b) {
    return a.offset != b.offset ? a.offset < b.offset : a.length > b.length;
  });
  return text;
}

}  // namespace ludice::sandbox
