// What the death of a process does to those who wait on its event loop.
#pragma once

#include <boost/asio/io_context.hpp>

namespace ludice::sim {

/// Destroys what waits on the loop. Its services stand until the loop itself is destroyed, for the timers of
/// whatever the waiting ones referred to, which is to be destroyed in between.
inline void end_all_on(boost::asio::io_context& loop) {
  struct Access : boost::asio::io_context {
    using boost::asio::execution_context::shutdown;  // which destroying the loop would begin with
  };
  (loop.*&Access::shutdown)();
}

}  // namespace ludice::sim
