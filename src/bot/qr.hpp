// QR codes: how they wait in the outbound queue, and the picture that Telegram takes.
#pragma once

#include "bot/reply.hpp"
#include "telegram/calls.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ludice::bot {

/// A PNG in black on white with its quiet zone. Throws std::runtime_error where it is too much for a code
/// (some 2,000 bytes).
std::string qr_png(const std::string& content);

std::string to_stored(const SayQr& qr);

struct QrPicture {
  telegram::SendPhoto call;
  std::string png;
};
/// What stands below the picture.
std::string qr_html_from(std::string_view stored);
QrPicture qr_picture_from(std::int64_t chat_id, std::string_view stored, std::string_view keyboard);

}  // namespace ludice::bot
