// The one coroutine type of the program. A Task runs on the executor it was spawned on (the event loop);
// it holds no lock and touches no money: that happens in `store` bodies.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace ludice::async {

template <class T = void>
using Task = boost::asio::awaitable<T>;

}  // namespace ludice::async
