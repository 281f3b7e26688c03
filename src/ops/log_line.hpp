// How one event of the log is written: JSON for machines, text for people. Without a line end.
#pragma once

#include "base/instant.hpp"
#include "base/log.hpp"
#include "ops/secret_mask.hpp"
#include "ops/settings.hpp"

#include <span>
#include <string>
#include <string_view>

namespace ludice::ops {

/// {"time":"2026-01-31T12:00:00.123Z","level":"info","event":"started","port":8080}
/// 12:00:00.123 info    started port=8080
/// Texts are masked and escaped; in the text form they are quoted where they are not plain words.
std::string log_line(LogFormat format, const SecretMask& mask, Instant at, log::Level level,
                     std::string_view event, std::span<const log::Field> fields);

}  // namespace ludice::ops
