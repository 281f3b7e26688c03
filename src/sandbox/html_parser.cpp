// HTML as the Bot API understands it ("HTML style"), with its errors word for word.
#include "sandbox/entities.hpp"
#include "sandbox/text.hpp"

#include <array>
#include <charconv>
#include <optional>

namespace ludice::sandbox {
namespace {

struct OpenTag {
  std::string tag;
  std::string argument;  ///< href, the language of code, "expandable"
  std::size_t offset = 0;
  std::size_t text_begin = 0;
};

std::string entity_type(const OpenTag& open) {
  const std::string& tag = open.tag;
  if (tag == "b" || tag == "strong") return "bold";
  if (tag == "i" || tag == "em") return "italic";
  if (tag == "s" || tag == "strike" || tag == "del") return "strikethrough";
  if (tag == "u" || tag == "ins") return "underline";
  if (tag == "tg-spoiler" || tag == "span") return "spoiler";
  if (tag == "a") return "text_link";
  if (tag == "blockquote") return open.argument == "expandable" ? "expandable_blockquote" : "blockquote";
  return tag;  // code, pre
}

bool is_supported(std::string_view tag) {
  static constexpr auto kTags =
      std::to_array<std::string_view>({"a", "b", "strong", "i", "em", "s", "strike", "del", "u", "ins",
                                       "tg-spoiler", "span", "pre", "code", "blockquote", "tg-emoji"});
  for (const auto known : kTags) {
    if (tag == known) return true;
  }
  return false;
}

class HtmlParser {
 public:
  explicit HtmlParser(std::string_view text) : in_(text) {}

  Api<FormattedText> run() {
    while (at_ < in_.size()) {
      if (in_[at_] == '&') {
        read_reference();
      } else if (in_[at_] != '<') {
        append(in_.substr(at_, 1));
        ++at_;
      } else if (auto done = at_ + 1 < in_.size() && in_[at_ + 1] == '/' ? close_tag() : open_tag(); !done) {
        return std::unexpected(done.error());
      }
    }
    if (!open_.empty()) {
      return failure("Can't find end tag corresponding to start tag \"" + open_.back().tag + "\"");
    }
    return std::move(out_);
  }

 private:
  static std::unexpected<ApiError> failure(const std::string& what) {
    return bad_request("can't parse entities: " + what);
  }

  static std::string at_byte(std::size_t offset) { return " at byte offset " + std::to_string(offset); }

  char peek() const { return at_ < in_.size() ? in_[at_] : '\0'; }

  void skip_spaces() {
    while (is_space(peek())) ++at_;
  }

  void append(std::string_view bytes) {
    out_.text += bytes;
    units_ += utf16_length(bytes);
  }

  /// &lt; &gt; &amp; &quot; and numbers; anything else stands for itself.
  void read_reference() {
    const std::size_t end = in_.find(';', at_);
    const auto name = end == std::string_view::npos ? std::string_view() : in_.substr(at_ + 1, end - at_ - 1);
    std::uint32_t code = 0;
    if (name == "lt") code = '<';
    if (name == "gt") code = '>';
    if (name == "amp") code = '&';
    if (name == "quot") code = '"';
    if (name.starts_with('#')) code = numeric_reference(name.substr(1));
    if (code == 0) {
      append("&");
      ++at_;
      return;
    }
    std::string bytes;
    append_code_point(bytes, code);
    append(bytes);
    at_ = end + 1;
  }

  static std::uint32_t numeric_reference(std::string_view digits) {
    const bool hex = digits.starts_with('x') || digits.starts_with('X');
    if (hex) digits.remove_prefix(1);
    std::uint32_t code = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
    const bool whole = read.ec == std::errc() && read.ptr == digits.data() + digits.size();
    const bool scalar = code > 0 && code < 0x110000 && (code < 0xD800 || code > 0xDFFF);
    return whole && scalar ? code : 0;
  }

  Api<void> open_tag() {
    const std::size_t begin = at_++;
    const std::size_t name_begin = at_;
    while (at_ < in_.size() && !is_space(in_[at_]) && in_[at_] != '>') ++at_;
    OpenTag tag{ascii_lower(in_.substr(name_begin, at_ - name_begin)), "", units_, out_.text.size()};
    if (at_ == in_.size()) return failure("Unclosed start tag" + at_byte(begin));
    if (!is_supported(tag.tag)) return failure("Unsupported start tag \"" + tag.tag + "\"" + at_byte(begin));
    bool is_spoiler_span = false;
    for (skip_spaces(); peek() != '>'; skip_spaces()) {
      auto attribute = read_attribute(tag.tag, begin);
      if (!attribute) return std::unexpected(attribute.error());
      take_attribute(tag, *attribute);
      is_spoiler_span |= attribute->name == "class" && attribute->value == "tg-spoiler";
    }
    if (tag.tag == "span" && !is_spoiler_span) {
      return failure("Tag \"span\" must have class \"tg-spoiler\"" + at_byte(begin));
    }
    ++at_;
    open_.push_back(std::move(tag));
    return {};
  }

  struct Attribute {
    std::string name;
    std::string value;
  };

  Api<Attribute> read_attribute(const std::string& tag, std::size_t tag_begin) {
    const std::size_t begin = at_;
    while (at_ < in_.size() && !is_space(in_[at_]) && in_[at_] != '=' && in_[at_] != '>') ++at_;
    Attribute attribute{ascii_lower(in_.substr(begin, at_ - begin)), ""};
    if (attribute.name.empty() && at_ < in_.size()) {
      return failure("Empty attribute name in the tag \"" + tag + "\"" + at_byte(tag_begin));
    }
    skip_spaces();
    if (at_ == in_.size()) return failure("Unclosed start tag \"" + tag + "\"" + at_byte(tag_begin));
    if (peek() != '=') return attribute;
    ++at_;
    skip_spaces();
    if (peek() == '"' || peek() == '\'') {
      const std::size_t end = in_.find(peek(), at_ + 1);
      if (end == std::string_view::npos) return failure("Unclosed start tag" + at_byte(tag_begin));
      attribute.value = unescape(in_.substr(at_ + 1, end - at_ - 1));
      at_ = end + 1;
      return attribute;
    }
    const std::size_t value = at_;
    while (at_ < in_.size() && !is_space(in_[at_]) && in_[at_] != '>') ++at_;
    if (at_ == in_.size()) return failure("Unclosed start tag" + at_byte(tag_begin));
    attribute.value = std::string(in_.substr(value, at_ - value));
    return attribute;
  }

  static std::string unescape(std::string_view value) {
    HtmlParser inner(value);
    while (inner.at_ < value.size()) {
      if (value[inner.at_] == '&') {
        inner.read_reference();
      } else {
        inner.append(value.substr(inner.at_++, 1));
      }
    }
    return inner.out_.text;
  }

  static void take_attribute(OpenTag& tag, const Attribute& attribute) {
    if (tag.tag == "a" && attribute.name == "href") tag.argument = attribute.value;
    if (tag.tag == "code" && attribute.name == "class" && attribute.value.starts_with("language-")) {
      tag.argument = attribute.value.substr(9);
    }
    if (tag.tag == "blockquote" && attribute.name == "expandable") tag.argument = "expandable";
  }

  Api<void> close_tag() {
    const std::size_t begin = at_;
    at_ += 2;
    if (open_.empty()) return failure("Unexpected end tag" + at_byte(begin));
    const std::size_t name_begin = at_;
    while (at_ < in_.size() && !is_space(in_[at_]) && in_[at_] != '>') ++at_;
    const std::string name = ascii_lower(in_.substr(name_begin, at_ - name_begin));
    skip_spaces();
    if (peek() != '>') return failure("Unclosed end tag" + at_byte(begin));
    ++at_;
    const OpenTag tag = std::move(open_.back());
    open_.pop_back();
    if (!name.empty() && name != tag.tag) {
      return failure("Unmatched end tag" + at_byte(begin) + ", expected \"</" + tag.tag + ">\", found \"</" +
                     name + ">\"");
    }
    if (units_ > tag.offset) add_entity(tag);
    return {};
  }

  void add_entity(const OpenTag& tag) {
    Entity entity{entity_type(tag), tag.offset, units_ - tag.offset, "", "", 0};
    if (tag.tag == "tg-emoji") return;
    if (tag.tag == "a") {
      entity.url = tag.argument.empty() ? out_.text.substr(tag.text_begin) : tag.argument;
      static constexpr std::string_view kPerson = "tg://user?id=";
      if (entity.url.starts_with(kPerson)) {
        const char* digits = entity.url.data() + kPerson.size();
        std::from_chars(digits, entity.url.data() + entity.url.size(), entity.person_id);
        entity.type = "text_mention";
        entity.url.clear();
      } else if (entity.url.find(':') == std::string::npos && entity.url.find('.') == std::string::npos) {
        return;  // no address: Telegram leaves the text without a link
      }
    }
    // <pre><code class="language-x"> is one block of code in a language.
    if (tag.tag == "code") language_ = tag.argument;
    if (tag.tag == "pre" && !out_.entities.empty()) {
      const Entity& inner = out_.entities.back();
      if (inner.type == "code" && inner.offset == entity.offset && inner.length == entity.length) {
        entity.language = language_;
        out_.entities.pop_back();
      }
    }
    out_.entities.push_back(std::move(entity));
  }

  std::string_view in_;
  std::size_t at_ = 0;
  FormattedText out_;
  std::size_t units_ = 0;
  std::vector<OpenTag> open_;
  std::string language_;
};

}  // namespace

Api<FormattedText> parse_html(std::string_view text) {
  return HtmlParser(text).run();
}

}  // namespace ludice::sandbox
