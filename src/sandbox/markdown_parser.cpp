// MarkdownV2 and the older Markdown as the Bot API understands them, with its errors word for word.
#include "sandbox/entities.hpp"
#include "sandbox/text.hpp"

#include <optional>

namespace ludice::sandbox {
namespace {

constexpr std::string_view kReserved = "_*[]()~`>#+-=|{}.!";

std::unexpected<ApiError> failure(const std::string& what) {
  return bad_request("can't parse entities: " + what);
}

struct OpenMark {
  std::string mark;
  std::string type;
  std::size_t offset = 0;
  std::size_t begin_byte = 0;
};

/// As Telegram calls the kind in its errors: "Bold", "TextUrl".
std::string type_name(const std::string& type) {
  if (type == "text_link") return "TextUrl";
  std::string name = type;
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

class MarkdownV2Parser {
 public:
  explicit MarkdownV2Parser(std::string_view text) : in_(text) {}

  Api<FormattedText> run() {
    while (at_ < in_.size()) {
      auto step = one_step();
      if (!step) return std::unexpected(step.error());
    }
    close_quote();
    if (!open_.empty()) {
      return failure("Can't find end of " + type_name(open_.back().type) + " entity at byte offset " +
                     std::to_string(open_.back().begin_byte));
    }
    return std::move(out_);
  }

 private:
  bool looking_at(std::string_view mark) const { return in_.substr(at_).starts_with(mark); }
  bool in_code() const {
    return !open_.empty() && (open_.back().type == "code" || open_.back().type == "pre");
  }

  void append(std::string_view bytes) {
    out_.text += bytes;
    units_ += utf16_length(bytes);
  }

  Api<void> one_step() {
    const char c = in_[at_];
    if (c == '\\' && at_ + 1 < in_.size() && static_cast<unsigned char>(in_[at_ + 1]) < 127) {
      append(in_.substr(at_ + 1, 1));
      at_ += 2;
      return {};
    }
    if (in_code() && !looking_at(open_.back().mark)) return plain();
    if (c == '\n') {
      if (in_.substr(at_ + 1, 1) != ">") close_quote();
      return plain();
    }
    if (c == '>' && (at_ == 0 || in_[at_ - 1] == '\n')) {
      if (!quote_begin_) quote_begin_ = units_;
      ++at_;
      return {};
    }
    for (const auto& [mark, type] : kMarks) {
      if (looking_at(mark)) return toggle(mark, type);
    }
    if (c == '[') return open("[", "text_link");
    if (c == ']' && !open_.empty() && open_.back().type == "text_link") return close_link();
    if (kReserved.contains(c)) {
      return failure(std::string("Character '") + c +
                     "' is reserved and must be escaped with the preceding '\\'");
    }
    return plain();
  }

  Api<void> plain() {
    append(in_.substr(at_++, 1));
    return {};
  }

  Api<void> open(std::string_view mark, std::string_view type) {
    open_.push_back({std::string(mark), std::string(type), units_, at_});
    at_ += mark.size();
    if (type == "pre") {
      const std::size_t line = in_.find_first_of(" \n`", at_);
      if (line != std::string_view::npos && line > at_ && in_[line] == '\n') {
        language_ = in_.substr(at_, line - at_);
        at_ = line + 1;
      }
    }
    return {};
  }

  Api<void> toggle(std::string_view mark, std::string_view type) {
    if (open_.empty() || open_.back().mark != mark) return open(mark, type);
    close(Entity{std::string(type), 0, 0, "", type == "pre" ? std::string(language_) : std::string(), 0});
    if (type == "pre") language_ = {};
    at_ += mark.size();
    return {};
  }

  void close(Entity entity) {
    entity.offset = open_.back().offset;
    entity.length = units_ - entity.offset;
    open_.pop_back();
    if (entity.length > 0) out_.entities.push_back(std::move(entity));
  }

  Api<void> close_link() {
    ++at_;
    std::string url;
    if (looking_at("(")) {
      const std::size_t end = in_.find(')', at_);
      if (end == std::string_view::npos) {
        return failure("Can't find end of a URL at byte offset " + std::to_string(at_ + 1));
      }
      url = in_.substr(at_ + 1, end - at_ - 1);
      at_ = end + 1;
    }
    if (url.empty()) {
      open_.pop_back();
    } else {
      close(Entity{"text_link", 0, 0, url, "", 0});
    }
    return {};
  }

  void close_quote() {
    if (quote_begin_ && units_ > *quote_begin_) {
      out_.entities.push_back({"blockquote", *quote_begin_, units_ - *quote_begin_, "", "", 0});
    }
    quote_begin_.reset();
  }

  struct Mark {
    std::string_view mark;
    std::string_view type;
  };
  // Longer marks first: "__" before "_".
  static constexpr Mark kMarks[] = {{"```", "pre"},        {"`", "code"},   {"||", "spoiler"},
                                    {"__", "underline"},   {"_", "italic"}, {"*", "bold"},
                                    {"~", "strikethrough"}};

  std::string_view in_;
  std::size_t at_ = 0;
  FormattedText out_;
  std::size_t units_ = 0;
  std::vector<OpenMark> open_;
  std::optional<std::size_t> quote_begin_;
  std::string_view language_;
};

}  // namespace

Api<FormattedText> parse_markdown_v2(std::string_view text) {
  return MarkdownV2Parser(text).run();
}

Api<FormattedText> parse_markdown(std::string_view text) {
  FormattedText out;
  const auto entity = [&](std::string_view type, std::string_view inner, std::string_view url) {
    const std::size_t length = utf16_length(inner);
    if (length > 0) {
      out.entities.push_back({std::string(type), utf16_length(out.text), length, std::string(url), "", 0});
    }
    out.text += inner;
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    if (rest.size() > 1 && rest[0] == '\\' && std::string_view("_*`[").contains(rest[1])) {
      out.text += rest[1];
      at += 2;
      continue;
    }
    if (rest[0] == '[') {
      const std::size_t middle = rest.find("](");
      const std::size_t end = middle == std::string_view::npos ? middle : rest.find(')', middle);
      if (end == std::string_view::npos) {
        return failure("Can't find end of the entity starting at byte offset " + std::to_string(at));
      }
      entity("text_link", rest.substr(1, middle - 1), rest.substr(middle + 2, end - middle - 2));
      at += end + 1;
      continue;
    }
    const std::string_view mark = rest.starts_with("```") ? rest.substr(0, 3) : rest.substr(0, 1);
    if (mark != "```" && !std::string_view("*_`").contains(mark[0])) {
      out.text += rest[0];
      ++at;
      continue;
    }
    const std::size_t end = rest.find(mark, mark.size());
    if (end == std::string_view::npos) {
      return failure("Can't find end of the entity starting at byte offset " + std::to_string(at));
    }
    const std::string_view name = mark == "*"   ? "bold"
                                  : mark == "_" ? "italic"
                                  : mark == "`" ? "code"
                                                : "pre";
    entity(name, rest.substr(mark.size(), end - mark.size()), "");
    at += end + mark.size();
  }
  return out;
}

}  // namespace ludice::sandbox
