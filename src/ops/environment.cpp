// Reads the environment, `.env` and `secrets.json`; what they mean is settings.cpp's business.
#include "ops/environment.hpp"

#include "ops/env_file.hpp"

#include <fstream>
#include <sstream>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ludice::ops {
namespace {

using FileText = std::expected<std::optional<std::string>, std::string>;

FileText read_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!std::filesystem::is_regular_file(path, error) || !file ||
      (file.peek() >= 0 && !(text << file.rdbuf()))) {
    return std::unexpected(path.filename().string() + ": cannot be read");
  }
  return std::move(text).str();
}

}  // namespace

Environment process_environment() {
  Environment variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

std::expected<SettingSources, std::string> load_sources(Environment environment,
                                                        const std::filesystem::path& folder) {
  SettingSources sources{.environment = std::move(environment), .env_file = {}, .secrets_json = {}};
  FileText env_text = read_file(folder / ".env");
  if (!env_text) return std::unexpected(env_text.error());
  if (*env_text) {
    auto variables = parse_env_file(**env_text);
    if (!variables) return std::unexpected(variables.error());
    sources.env_file = *std::move(variables);
  }
  FileText secrets = read_file(folder / "secrets.json");
  if (!secrets) return std::unexpected(secrets.error());
  sources.secrets_json = *std::move(secrets);
  return sources;
}

}  // namespace ludice::ops
