// Forms in request bodies: application/x-www-form-urlencoded and multipart/form-data (RFC 7578).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::net {

struct FormField {
  std::string name;
  std::string value;
  std::optional<std::string> file_name;  ///< set where the part is a file
};

struct FormLimits {
  std::size_t fields = 128;
  std::size_t value_bytes = 64 * 1024;
};

/// Nothing where the content type is no form's, the body is broken or a limit is passed.
std::optional<std::vector<FormField>> parse_form(std::string_view content_type, std::string_view body,
                                                 FormLimits limits = {});

}  // namespace ludice::net
