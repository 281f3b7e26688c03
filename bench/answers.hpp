// Reading answers by searching them: the driver shares the machine with what it measures.
#pragma once

#include <cstdint>
#include <string_view>

namespace ludice::bench {

/// Throws std::runtime_error, with what was answered instead.
void expect_success(int status, std::string_view body);

/// What stands behind `"key":` up to the next comma, brace or quote. Throws std::runtime_error where the key
/// is not there.
std::string_view value_of(std::string_view body, std::string_view quoted_key);

/// The same as a whole number; throws std::runtime_error where it is none.
std::int64_t number_of(std::string_view body, std::string_view quoted_key);

}  // namespace ludice::bench
