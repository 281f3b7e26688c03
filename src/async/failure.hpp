// What went wrong, for those who go on all the same.
#pragma once

#include <exception>
#include <string>

namespace ludice::async {

/// True where `failure` is how a cancelled wait ends.
bool is_cancellation(const std::exception_ptr& failure);

/// What an exception says of itself; something also of one that is no std::exception.
std::string words_of(const std::exception_ptr& failure);

}  // namespace ludice::async
