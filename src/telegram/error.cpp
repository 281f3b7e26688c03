// What a refusal means, read from the words in which Telegram says it.
#include "telegram/error.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

namespace ludice::telegram {
namespace {

std::string message(const std::string& method, int code, const std::string& description) {
  return method + ": " + (code == 0 ? "" : std::to_string(code) + " ") + description;
}

}  // namespace

TelegramError::TelegramError(Kind error_kind, std::string called_method, int code, std::string why)
    : std::runtime_error(message(called_method, code, why)),
      kind(error_kind),
      method(std::move(called_method)),
      error_code(code),
      description(std::move(why)) {}

bool TelegramError::says(std::string_view words) const {
  const auto same = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
  return !std::ranges::search(description, words, same).empty();
}

bool TelegramError::chat_unreachable() const {
  static constexpr std::array<std::string_view, 7> kWords{
      "chat not found",    "user not found",    "user is deactivated",  "bot was kicked",
      "no rights to send", "not enough rights", "CHAT_WRITE_FORBIDDEN",
  };
  if (!refused()) return false;
  if (error_code == 403) return true;
  return error_code == 400 &&
         std::ranges::any_of(kWords, [this](std::string_view words) { return says(words); });
}

}  // namespace ludice::telegram
