// Finds secrets by their text and bot tokens by their form.
#include "ops/secret_mask.hpp"

#include <algorithm>
#include <utility>

namespace ludice::ops {
namespace {

constexpr std::string_view kMask = "***";
constexpr std::size_t kMinSecretBytes = 4;
constexpr std::size_t kMinTokenSecret = 20;  // Telegram's have 35
constexpr std::size_t kMinTokenDigits = 6;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_token_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

void replace_all(std::string& text, std::string_view what) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + kMask.size())) {
    text.replace(at, what.size(), kMask);
  }
}

/// Whether the colon at `at` with `secret` characters behind it is that of a token: "/bot1:x" in a path
/// always, elsewhere where both parts are long enough.
bool is_token(std::string_view text, std::size_t at, std::size_t secret) {
  std::size_t first = at;
  while (first > 0 && is_digit(text[first - 1])) --first;
  const std::size_t digits = at - first;
  if (digits == 0 || secret == 0) return false;
  if (text.substr(0, first).ends_with("/bot")) return true;
  return digits >= kMinTokenDigits && secret >= kMinTokenSecret;
}

void replace_tokens(std::string& text) {
  for (std::size_t at = text.find(':'); at != std::string::npos; at = text.find(':', at + 1)) {
    std::size_t end = at + 1;
    while (end < text.size() && is_token_character(text[end])) ++end;
    if (is_token(text, at, end - at - 1)) text.replace(at + 1, end - at - 1, kMask);
  }
}

}  // namespace

SecretMask::SecretMask(std::vector<std::string> secrets) : secrets_(std::move(secrets)) {
  std::erase_if(secrets_, [](const std::string& secret) { return secret.size() < kMinSecretBytes; });
  // A secret that holds another one goes first.
  std::ranges::sort(secrets_, std::ranges::greater{}, &std::string::size);
}

std::string SecretMask::masked(std::string_view text) const {
  std::string out(text);
  for (const std::string& secret : secrets_) replace_all(out, secret);
  replace_tokens(out);
  return out;
}

}  // namespace ludice::ops
