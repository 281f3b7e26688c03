// Keyboards between memory, the outbound queue and Telegram.
#include "bot/screen.hpp"

#include "bot/json_fields.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace ludice::bot {
namespace {

namespace json = boost::json;

telegram::InlineKeyboardMarkup inline_from(const json::array& rows) {
  telegram::InlineKeyboardMarkup markup;
  for (const auto& row : rows) {
    auto& buttons = markup.inline_keyboard.emplace_back();
    for (const auto& button : row.as_array()) {
      const auto& object = button.as_object();
      telegram::InlineKeyboardButton made;
      made.text = text_field(object, "label");
      if (object.contains("copy")) made.copy_text = telegram::CopyTextButton{text_field(object, "copy")};
      if (object.contains("url")) made.url = text_field(object, "url");
      if (object.contains("data")) made.callback_data = text_field(object, "data");
      buttons.push_back(std::move(made));
    }
  }
  return markup;
}

telegram::ReplyKeyboardMarkup reply_from(const json::array& rows) {
  telegram::ReplyKeyboardMarkup markup;
  markup.resize_keyboard = true;
  markup.is_persistent = true;
  for (const auto& row : rows) {
    auto& buttons = markup.keyboard.emplace_back();
    for (const auto& label : row.as_array()) buttons.push_back({std::string(label.as_string())});
  }
  return markup;
}

}  // namespace

std::string to_stored(const ButtonRows& buttons) {
  if (buttons.empty()) return {};
  json::array rows;
  for (const auto& row : buttons) {
    json::array cells;
    for (const auto& button : row) {
      json::object cell;
      cell["label"] = button.label;
      if (!button.data.empty()) cell["data"] = button.data;
      if (!button.copy.empty()) cell["copy"] = button.copy;
      if (!button.url.empty()) cell["url"] = button.url;
      cells.push_back(std::move(cell));
    }
    rows.push_back(std::move(cells));
  }
  json::object stored;
  stored["inline"] = std::move(rows);
  return json::serialize(stored);
}

std::string to_stored(const std::vector<std::vector<std::string>>& reply_labels) {
  json::array rows;
  for (const auto& row : reply_labels) {
    json::array cells;
    for (const auto& label : row) cells.emplace_back(label);
    rows.push_back(std::move(cells));
  }
  json::object stored;
  stored["reply"] = std::move(rows);
  return json::serialize(stored);
}

std::optional<telegram::ReplyMarkup> markup_from(std::string_view stored) {
  if (stored.empty()) return std::nullopt;
  const json::value parsed = json::parse(stored);
  const auto& object = parsed.as_object();
  if (object.contains("reply")) return reply_from(array_field(object, "reply"));
  return inline_from(array_field(object, "inline"));
}

std::optional<telegram::InlineKeyboardMarkup> inline_markup_from(std::string_view stored) {
  if (stored.empty()) return std::nullopt;
  const json::value parsed = json::parse(stored);
  return inline_from(array_field(parsed.as_object(), "inline"));
}

}  // namespace ludice::bot
