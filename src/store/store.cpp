// Joins the coroutine that waits with the thread that works.
#include "store/store.hpp"

#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ludice::store {
namespace {

/// Starts `submit` with a callback that resumes the waiting coroutine on its own executor, with the
/// failure or without.
template <class Submit>
async::Task<> wait_for(Submit submit) {
  auto initiation = [&submit](auto handler) {
    // std::function wants copies; the handler is called once.
    auto executor = boost::asio::get_associated_executor(handler);
    auto work = boost::asio::make_work_guard(executor);
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    submit([shared, executor, work](std::exception_ptr failure) mutable {
      // Nothing of the coroutine's loop stays behind on the store's thread.
      auto resume = [shared = std::move(shared), work = std::move(work), failure = std::move(failure)] {
        (*shared)(failure);
      };
      boost::asio::post(std::exchange(executor, {}), std::move(resume));
    });
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(std::exception_ptr)>(
      initiation, boost::asio::use_awaitable);
}

struct OnceWrite final : WriteJob {
  OnceWrite(OnceKey once_key, Body<Outcome> once_body)
      : key(std::move(once_key)), body(std::move(once_body)) {
    trace = key.trace;
  }
  const OnceKey* once() const override { return &key; }
  Effect run(Transaction& transaction) override {
    Outcome outcome = body(transaction);
    result = {std::move(outcome.answer), Replay::first};
    return {outcome.refused, outcome.recorded ? &result.answer : nullptr};
  }
  void repeat(Written written) override { result = std::move(written); }

  OnceKey key;
  Body<Outcome> body;
  Written result;
};

}  // namespace

async::Task<Written> Store::write_once(OnceKey key, Body<Outcome> body) {
  auto job = std::make_shared<OnceWrite>(std::move(key), std::move(body));
  co_await perform(std::shared_ptr<WriteJob>(job));
  co_return std::move(job->result);
}

template <class Job>
async::Task<> Store::perform_job(std::shared_ptr<Job> job) {
  auto start = [this, &job](auto resume) {
    job->done = std::move(resume);
    try {
      submit(job);
    } catch (...) {
      job->done(std::current_exception());  // an exception must not leave an initiation
    }
  };
  co_await wait_for(std::move(start));
}

async::Task<> Store::perform(std::shared_ptr<WriteJob> job) {
  return perform_job(std::move(job));
}
async::Task<> Store::perform(std::shared_ptr<ReadJob> job) {
  return perform_job(std::move(job));
}

}  // namespace ludice::store
