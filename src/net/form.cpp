// Forms in request bodies.
#include "net/form.hpp"

#include "net/ascii.hpp"
#include "net/url.hpp"

#include <algorithm>
#include <utility>

namespace ludice::net {

namespace {

constexpr std::size_t kLongestBoundary = 70;
constexpr std::string_view kLineEnd = "\r\n";

using Form = std::vector<FormField>;

/// Takes what stands before `mark` off the front of `text`, and the mark; nothing where there is no mark.
std::optional<std::string_view> take_until(std::string_view& text, std::string_view mark) {
  const auto at = text.find(mark);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const auto taken = text.substr(0, at);
  text.remove_prefix(at + mark.size());
  return taken;
}

/// A quoted string from the front of `text`, which starts behind its first quote.
std::optional<std::string> take_quoted(std::string_view& text) {
  std::string value;
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    if (c == '"') {
      return value;
    }
    const bool escaped = c == '\\' && (text.starts_with('"') || text.starts_with('\\'));
    value.push_back(escaped ? text.front() : c);
    text.remove_prefix(escaped ? 1 : 0);
  }
  return std::nullopt;
}

/// The parameter `name` of a header value like `form-data; name="a"; filename=b`.
std::optional<std::string> header_parameter(std::string_view value, std::string_view name) {
  value.remove_prefix(std::min(value.find(';'), value.size()));
  while (value.starts_with(';')) {
    value.remove_prefix(1);
    const auto mark = std::min(value.find_first_of("=;"), value.size());
    const auto key = trimmed(value.substr(0, mark));
    value.remove_prefix(mark);
    std::optional<std::string> found(std::in_place);
    if (value.starts_with("=\"")) {
      value.remove_prefix(2);
      found = take_quoted(value);
      value.remove_prefix(std::min(value.find(';'), value.size()));
    } else if (value.starts_with('=')) {
      const auto end = std::min(value.find(';'), value.size());
      found = std::string(trimmed(value.substr(1, end - 1)));
      value.remove_prefix(end);
    }
    if (!found || equals_ignoring_case(key, name)) {
      return found;
    }
  }
  return std::nullopt;
}

/// Name and file name of a part, from its header lines.
std::optional<FormField> parse_part_header(std::string_view lines) {
  std::optional<FormField> field;
  while (!lines.empty()) {
    const auto line = lines.substr(0, lines.find(kLineEnd));
    lines.remove_prefix(std::min(line.size() + kLineEnd.size(), lines.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) {
      return std::nullopt;
    }
    if (equals_ignoring_case(line.substr(0, colon), "Content-Disposition")) {
      auto name = header_parameter(line.substr(colon + 1), "name");
      if (!name || field) {
        return std::nullopt;
      }
      field.emplace();
      field->name = std::move(*name);
      field->file_name = header_parameter(line.substr(colon + 1), "filename");
    }
  }
  return field;
}

std::optional<Form> parse_multipart(std::string_view boundary, std::string_view body, FormLimits limits) {
  const std::string first = "--" + std::string(boundary);
  const std::string delimiter = "\r\n" + first;
  if (!body.starts_with(first)) {
    if (!take_until(body, delimiter)) {  // what stands before the first boundary means nothing
      return std::nullopt;
    }
  } else {
    body.remove_prefix(first.size());
  }
  Form form;
  while (!body.starts_with("--")) {
    if (trimmed(take_until(body, kLineEnd).value_or("x")) != "") {
      return std::nullopt;
    }
    const bool no_header = body.starts_with(kLineEnd);
    const auto header = no_header ? std::nullopt : take_until(body, "\r\n\r\n");
    const auto value = header ? take_until(body, delimiter) : std::nullopt;
    auto field = value ? parse_part_header(*header) : std::nullopt;
    if (!field || value->size() > limits.value_bytes || form.size() == limits.fields) {
      return std::nullopt;
    }
    field->value = *value;
    form.push_back(std::move(*field));
  }
  return form;
}

std::optional<Form> parse_urlencoded(std::string_view body, FormLimits limits) {
  const auto parameters = parse_query(body, limits.fields);
  if (!parameters) {
    return std::nullopt;
  }
  Form form;
  for (const auto& [name, value] : *parameters) {
    if (value.size() > limits.value_bytes) {
      return std::nullopt;
    }
    form.push_back(FormField{name, value, std::nullopt});
  }
  return form;
}

}  // namespace

std::optional<Form> parse_form(std::string_view content_type, std::string_view body, FormLimits limits) {
  const auto type = trimmed(content_type.substr(0, content_type.find(';')));
  if (equals_ignoring_case(type, "application/x-www-form-urlencoded")) {
    return parse_urlencoded(body, limits);
  }
  if (!equals_ignoring_case(type, "multipart/form-data")) {
    return std::nullopt;
  }
  const auto boundary = header_parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > kLongestBoundary) {
    return std::nullopt;
  }
  return parse_multipart(*boundary, body, limits);
}

}  // namespace ludice::net
