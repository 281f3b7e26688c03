// Looking into exceptions.
#include "async/failure.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace ludice::async {

bool is_cancellation(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error& error) {
    return error.code() == boost::asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

std::string words_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& exception) {
    return exception.what();
  } catch (...) {
    return "not an exception";
  }
}

}  // namespace ludice::async
