// Pictures: sendPhoto with an uploaded PNG. Other kinds of files and links to pictures are not offered.
#include "base/base64.hpp"
#include "sandbox/bot_calls.hpp"
#include "sandbox/bot_targets.hpp"
#include "sandbox/requests.hpp"

namespace ludice::sandbox {
namespace {

constexpr std::string_view kPng = "\x89PNG\r\n\x1A\n";
constexpr std::size_t kWidthAt = 16;
constexpr std::size_t kHeightAt = 20;

std::int64_t number_at(std::string_view bytes, std::size_t at) {
  std::int64_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

}  // namespace

Api<Reply> send_photo(World& world, Bot& bot, const Params& params) {
  std::string photo = params.text("photo");
  if (photo.empty()) return bad_request("there is no photo in the request");
  if (!photo.starts_with(kUploaded)) return bad_request("the sandbox takes pictures as files alone");
  photo.erase(0, kUploaded.size());
  const auto bytes = from_base64(photo);
  if (!bytes || !bytes->starts_with(kPng) || bytes->size() < kHeightAt + 4) {
    return bad_request("IMAGE_PROCESS_FAILED");
  }
  auto caption = read_caption(params);
  if (!caption) return std::unexpected(caption.error());
  auto person = read_writable_chat(world, bot, params);
  if (!person) return std::unexpected(person.error());
  const std::int64_t number = bot.next_message_id;
  const std::string id = std::to_string(bot.id) + "_" + std::to_string(number);
  json::object size{{"file_id", id},
                    {"file_unique_id", id},
                    {"width", number_at(*bytes, kWidthAt)},
                    {"height", number_at(*bytes, kHeightAt)},
                    {"file_size", bytes->size()}};
  json::object content{{"photo", json::array{std::move(size)}}};
  if (!caption->text.empty()) content["caption"] = caption->text;
  json::array entities = entity_objects(world, caption->entities);
  if (!entities.empty()) content["caption_entities"] = std::move(entities);
  auto sent = deliver(world, bot, **person, params, content);
  if (sent) world.keep_file({bot.id, number, std::move(photo)});
  return sent;
}

}  // namespace ludice::sandbox
