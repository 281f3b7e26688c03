// Checking and hiding the token.
#include "telegram/token.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ludice::telegram {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_secret_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

}  // namespace

Token::Token(std::string text) : text_(std::move(text)) {
  const std::size_t colon = text_.find(':');
  const std::string_view id = std::string_view(text_).substr(0, colon);
  if (colon != std::string::npos) secret_ = text_.substr(colon + 1);
  const bool well_formed = !id.empty() && !secret_.empty() && std::ranges::all_of(id, is_digit) &&
                           std::ranges::all_of(secret_, is_secret_character);
  if (!well_formed) throw std::invalid_argument("a bot's token reads 123456789:AAE…, as @BotFather gave it");
}

std::string Token::target(std::string_view method) const {
  return "/bot" + text_ + "/" + std::string(method);
}

std::string Token::masked(std::string text) const {
  static constexpr std::string_view kMask = "<secret>";
  // A secret so short that it stands in innocent words too is hidden there as well.
  for (auto at = text.find(secret_); at != std::string::npos; at = text.find(secret_, at + kMask.size())) {
    text.replace(at, secret_.size(), kMask);
  }
  return text;
}

}  // namespace ludice::telegram
