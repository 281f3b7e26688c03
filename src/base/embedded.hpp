// A file that lies inside the program (cmake/LudiceEmbed.cmake).
#pragma once

#include <string_view>

namespace ludice {

struct EmbeddedFile {
  std::string_view name;
  std::string_view content;
};

}  // namespace ludice
