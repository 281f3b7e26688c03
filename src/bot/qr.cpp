// Modules by libqrencode, the file by libpng.
#include "bot/qr.hpp"

#include "bot/json_fields.hpp"

#include <memory>
#include <png.h>
#include <qrencode.h>
#include <stdexcept>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace ludice::bot {
namespace {

constexpr int kQuiet = 4;   // modules around, as ISO/IEC 18004 wants it
constexpr int kPixels = 8;  // a module
constexpr png_byte kWhite = 0xFF;

using Code = std::unique_ptr<QRcode, decltype(&QRcode_free)>;

std::string png_of(const std::vector<png_byte>& pixels, int side) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = image.height = static_cast<png_uint_32>(side);
  image.format = PNG_FORMAT_GRAY;
  png_alloc_size_t size = 0;
  if (png_image_write_to_memory(&image, nullptr, &size, 0, pixels.data(), side, nullptr) == 0)
    throw std::runtime_error(image.message);
  std::string file(size, '\0');
  if (png_image_write_to_memory(&image, file.data(), &size, 0, pixels.data(), side, nullptr) == 0)
    throw std::runtime_error(image.message);
  file.resize(size);
  return file;
}

boost::json::object read_stored(std::string_view stored) {
  return boost::json::parse({stored.data(), stored.size()}).as_object();
}

}  // namespace

std::string qr_png(const std::string& content) {
  const Code code(QRcode_encodeString8bit(content.c_str(), 0, QR_ECLEVEL_M), QRcode_free);
  if (!code) throw std::runtime_error("too much for a QR code");
  const int side = (code->width + 2 * kQuiet) * kPixels;
  std::vector<png_byte> pixels(static_cast<std::size_t>(side) * static_cast<std::size_t>(side), kWhite);
  for (int y = 0; y < code->width * kPixels; ++y) {
    for (int x = 0; x < code->width * kPixels; ++x) {
      const bool dark = (code->data[y / kPixels * code->width + x / kPixels] & 1) != 0;
      const int at = (y + kQuiet * kPixels) * side + x + kQuiet * kPixels;
      if (dark) pixels[static_cast<std::size_t>(at)] = 0;
    }
  }
  return png_of(pixels, side);
}

std::string to_stored(const SayQr& qr) {
  return boost::json::serialize(boost::json::object{{"content", qr.content}, {"html", qr.html}});
}

std::string qr_html_from(std::string_view stored) {
  return text_field(read_stored(stored), "html");
}

QrPicture qr_picture_from(std::int64_t chat_id, std::string_view stored, std::string_view keyboard) {
  const boost::json::object from = read_stored(stored);
  QrPicture picture;
  picture.call.chat_id = chat_id;
  picture.call.caption = text_field(from, "html");
  picture.call.parse_mode = "HTML";
  picture.call.reply_markup = markup_from(keyboard);
  picture.png = qr_png(text_field(from, "content"));
  return picture;
}

}  // namespace ludice::bot
