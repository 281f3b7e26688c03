// Inline and reply keyboards: their fields, limits and errors.
#include "sandbox/keyboards.hpp"

#include "sandbox/text.hpp"

#include <array>

namespace ludice::sandbox {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxButtons = 100;
constexpr std::size_t kMaxCallbackBytes = 64;
constexpr std::size_t kMaxCopiedUnits = 256;

constexpr auto kInlineActions =
    std::to_array<std::string_view>({"url", "callback_data", "web_app", "login_url", "switch_inline_query",
                                     "switch_inline_query_current_chat", "switch_inline_query_chosen_chat",
                                     "copy_text", "callback_game", "pay", "disabled"});

Api<std::string> button_text(const json::object& button, const std::string& where) {
  const auto* text = button.if_contains("text");
  if (!text) return bad_request(where + "Can't find field \"text\"");
  if (!text->is_string()) return bad_request(where + "Field \"text\" must be of type String");
  std::string clean = clean_text(text->get_string());
  if (clean.empty()) return bad_request(where + "Button text must be non-empty");
  return clean;
}

bool is_link(std::string_view url) {
  const std::string lower = ascii_lower(url);
  return lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("tg://") ||
         lower.starts_with("ton://") ||
         (lower.find('.') != std::string::npos && lower.find(' ') == std::string::npos);
}

Api<json::object> inline_button(const json::value& given) {
  const std::string where = "can't parse inline keyboard button: ";
  if (!given.is_object()) return bad_request(where + "expected an Object");
  const json::object& from = given.get_object();
  auto text = button_text(from, where);
  if (!text) return std::unexpected(text.error());
  json::object button{{"text", *text}};
  for (const auto name : kInlineActions) {
    if (const auto* field = from.if_contains(name); field && !field->is_null()) {
      button[name] = *field;
      break;  // exactly one is used
    }
  }
  if (button.size() == 1) {
    return bad_request(where + "Text buttons are unallowed in the inline keyboard");
  }
  if (const auto* data = button.if_contains("callback_data")) {
    const bool fits = data->is_string() && !data->get_string().empty() &&
                      data->get_string().size() <= kMaxCallbackBytes && is_utf8(data->get_string());
    if (!fits) return bad_request("BUTTON_DATA_INVALID");
  }
  if (const auto* copy = button.if_contains("copy_text")) {
    const Params fields(copy->is_object() ? copy->get_object() : json::object());
    const std::size_t length = utf16_length(fields.text("text"));
    if (length == 0 || length > kMaxCopiedUnits) return bad_request("BUTTON_COPY_TEXT_INVALID");
  }
  if (const auto* url = button.if_contains("url")) {
    if (!url->is_string() || !is_link(url->get_string())) {
      const std::string shown = url->is_string() ? std::string(url->get_string()) : "";
      return bad_request("inline keyboard button URL '" + shown + "' is invalid: Wrong HTTP URL");
    }
  }
  return button;
}

Api<json::object> reply_button(const json::value& given) {
  if (given.is_string()) {
    if (given.get_string().empty())
      return bad_request("can't parse keyboard button: Button text must be non-empty");
    return json::object{{"text", clean_text(given.get_string())}};
  }
  const std::string where = "can't parse keyboard button: ";
  if (!given.is_object()) return bad_request(where + "expected an Object");
  auto text = button_text(given.get_object(), where);
  if (!text) return std::unexpected(text.error());
  json::object button = given.get_object();
  button["text"] = *text;
  return button;
}

using ReadButton = Api<json::object> (*)(const json::value&);

Api<json::array> read_rows(const json::value& given, ReadButton read) {
  if (!given.is_array())
    return bad_request("field \"keyboard\" of the reply markup must be an Array of Arrays");
  json::array rows;
  std::size_t buttons = 0;
  for (const auto& given_row : given.get_array()) {
    if (!given_row.is_array()) {
      return bad_request("can't parse reply markup: expected an Array of buttons in a row");
    }
    json::array row;
    for (const auto& given_button : given_row.get_array()) {
      auto button = read(given_button);
      if (!button) return std::unexpected(button.error());
      row.push_back(std::move(*button));
    }
    buttons += row.size();
    if (!row.empty()) rows.push_back(std::move(row));
  }
  if (buttons > kMaxButtons) return bad_request("reply markup is too long");
  return rows;
}

Api<Markup> inline_markup(const json::value& given) {
  auto rows = read_rows(given, inline_button);
  if (!rows) return std::unexpected(rows.error());
  if (rows->empty()) return Markup{};
  return Markup{Markup::Kind::inline_keyboard, json::object{{"inline_keyboard", std::move(*rows)}}};
}

Api<Markup> reply_markup(const json::object& from, const json::value& given) {
  auto rows = read_rows(given, reply_button);
  if (!rows) return std::unexpected(rows.error());
  if (rows->empty()) return Markup{};
  json::object value = from;
  value["keyboard"] = std::move(*rows);
  return Markup{Markup::Kind::reply_keyboard, std::move(value)};
}

}  // namespace

Api<Markup> read_markup(const Params& params) {
  auto given = params.structure("reply_markup");
  if (!given) return bad_request("can't parse reply keyboard markup JSON object");
  if (given->is_null()) return Markup{};
  if (!given->is_object()) return bad_request("object expected as reply markup");
  const json::object& from = given->get_object();
  if (const auto* rows = from.if_contains("inline_keyboard")) return inline_markup(*rows);
  if (const auto* rows = from.if_contains("keyboard")) return reply_markup(from, *rows);
  const auto is_on = [&](std::string_view name) {
    const auto* field = from.if_contains(name);
    return field && field->is_bool() && field->get_bool();
  };
  if (is_on("remove_keyboard")) return Markup{Markup::Kind::remove, from};
  if (is_on("force_reply")) return Markup{Markup::Kind::force_reply, from};
  return Markup{};
}

const json::object* find_button(const json::object& keyboard, std::string_view text) {
  const auto* rows = keyboard.if_contains("inline_keyboard");
  if (!rows) rows = keyboard.if_contains("keyboard");
  if (!rows) return nullptr;
  for (const auto& row : rows->as_array()) {
    for (const auto& button : row.as_array()) {
      const json::object& found = button.as_object();
      if (std::string_view(found.at("text").as_string()) == text) return &found;
    }
  }
  return nullptr;
}

}  // namespace ludice::sandbox
