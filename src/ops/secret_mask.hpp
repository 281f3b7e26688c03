// Keeps secrets out of what is written down, whoever passes them in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ludice::ops {

/// Replaces the secrets it was given, and everything that looks like a bot token (its secret part; the
/// number of the bot stays) with `***`. Thread safe.
class SecretMask {
 public:
  /// Secrets shorter than four bytes are no secrets.
  explicit SecretMask(std::vector<std::string> secrets = {});

  std::string masked(std::string_view text) const;

 private:
  std::vector<std::string> secrets_;
};

}  // namespace ludice::ops
