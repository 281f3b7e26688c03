// A random beginning and a count.
#include "api/request_ids.hpp"

#include <algorithm>

namespace ludice::api {
namespace {

constexpr std::size_t kMaxLength = 64;

bool is_sane(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("._:-").find(c) != std::string_view::npos;
}

}  // namespace

RequestIds::RequestIds(Random& random) : prefix_(random.hex(4) + "-") {}

std::string RequestIds::choose(std::string_view given) {
  if (!given.empty() && given.size() <= kMaxLength && std::ranges::all_of(given, is_sane)) {
    return std::string(given);
  }
  return prefix_ + std::to_string(count_.fetch_add(1, std::memory_order_relaxed) + 1);
}

}  // namespace ludice::api
