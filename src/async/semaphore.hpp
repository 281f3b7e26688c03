// A bounded number of permits, waited for in order of arrival. Used on the event loop's thread only.
#pragma once

#include "async/task.hpp"

#include <cstddef>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

namespace ludice::async {

class Semaphore {
  struct State;
  struct Waiter;

 public:
  Semaphore(boost::asio::any_io_executor executor, std::size_t permits);

  /// Gives itself back when it dies; may outlive the semaphore.
  class Permit {
   public:
    Permit() = default;
    Permit(Permit&&) noexcept = default;
    Permit& operator=(Permit&& other) noexcept;
    ~Permit();

   private:
    friend class Semaphore;
    explicit Permit(std::shared_ptr<State> state) : state_(std::move(state)) {}
    std::shared_ptr<State> state_;
  };

  /// Waits for a permit. A permit handed to a waiter that is cancelled at the same time is not lost.
  Task<Permit> acquire();

  std::size_t available() const;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace ludice::async
