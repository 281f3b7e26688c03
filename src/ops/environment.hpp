// The process' environment and the files beside it, as plain text: where settings come from.
#pragma once

#include <expected>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace ludice::ops {

using Environment = std::map<std::string, std::string, std::less<>>;

/// What settings are read from, the first that has a variable wins.
struct SettingSources {
  Environment environment;
  Environment env_file;                     ///< `.env`
  std::optional<std::string> secrets_json;  ///< the text of `secrets.json`
};

/// The only place that reads the variables of the process.
Environment process_environment();

/// Reads `.env` and `secrets.json` of `folder` where they exist. An error is one line for the operator.
std::expected<SettingSources, std::string> load_sources(Environment environment,
                                                        const std::filesystem::path& folder);

}  // namespace ludice::ops
