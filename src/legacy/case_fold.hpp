// Names without the difference between capital and small letters, to find those that people would confuse.
#pragma once

#include <string>
#include <string_view>

namespace ludice::legacy {

/// `text` (UTF-8) in small letters: of Latin (ASCII, Latin-1, Extended-A), Greek and Cyrillic. All else
/// stands as it is, also bytes that are no UTF-8. No letter outside of ASCII becomes one of it.
std::string fold_case(std::string_view text);

}  // namespace ludice::legacy
