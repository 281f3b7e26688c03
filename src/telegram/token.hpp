// The bot's token: checked once, and kept out of every text that leaves the module.
#pragma once

#include <string>
#include <string_view>

namespace ludice::telegram {

class Token {
 public:
  /// Throws std::invalid_argument, without the text, where it is not ID:SECRET in URL-safe characters.
  explicit Token(std::string text);

  /// Where this bot's methods are called: "/bot<TOKEN>/getMe".
  std::string target(std::string_view method) const;

  /// `text` with the secret part replaced wherever it stands.
  std::string masked(std::string text) const;

 private:
  std::string text_;
  std::string secret_;  ///< what stands behind the colon
};

}  // namespace ludice::telegram
