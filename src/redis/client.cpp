// The thread: connect, send what waits, hand out the answers; after a failure pause and connect again.
#include "redis/client.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ludice::redis {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t kMostQueued = 8'192;
constexpr std::size_t kMostAtOnce = 512;
constexpr Millis kLookEvery{1'000};  // at a connection that nobody uses
constexpr const char* kNobodysKey = "ludice:nothing";

/// A connection on which nothing will go well any more: the scripts are gone, or the server is another one's
/// copy by now.
bool ends_the_connection(const Reply& reply) {
  if (reply.kind != Reply::Kind::error) return false;
  return reply.text.starts_with("NOSCRIPT") || reply.text.starts_with("READONLY") ||
         reply.text.starts_with("NOAUTH") || reply.text.starts_with("LOADING");
}

}  // namespace

class Client::Thread {
 public:
  using Done = std::function<void(std::exception_ptr, Replies)>;

  Thread(ClientOptions options, Metrics& metrics)
      : options_(std::move(options)),
        up_gauge_(metrics.gauge("ludice_redis_up", "1 while Redis answers in time", {{"use", options_.use}})),
        failures_(metrics.counter("ludice_redis_failures_total",
                                  "Commands that Redis did not answer, or refused", {{"use", options_.use}})),
        thread_([this] { live(); }) {}

  ~Thread() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  void submit(std::vector<Command> commands, Done done) {
    {
      const std::lock_guard lock(mutex_);
      if (up_ && !closed_ && jobs_.size() < kMostQueued) {
        jobs_.push_back({std::move(commands), std::move(done)});
        done = nullptr;
      }
    }
    if (done) return fail(done, "Redis is away");
    changed_.notify_all();
  }

  bool is_up() const { return up_; }
  std::uint64_t connections() const { return connections_; }

 private:
  struct Job {
    std::vector<Command> commands;
    Done done;
  };

  void live() {
    while (!is_closed()) {
      try {
        connect();
        while (!is_closed()) serve(take());
      } catch (const Unavailable& failure) {
        lose(failure.what());
      }
      pause();
    }
    lose({});
  }

  void connect() {
    connection_.emplace(options_.address, options_.patience);
    const Reply loaded = connection_->call({"SCRIPT", "LOAD", options_.script});
    if (loaded.kind != Reply::Kind::text) throw Unavailable(loaded.text);
    script_ = loaded.text;
    ask_for_writing();
    is_proven_ = false;
    ++connections_;
    set_up(true);
  }

  /// A copy of another server loads scripts, and answers nothing that writes. Where this question itself is
  /// not allowed to us, or fails in another way, the commands will tell.
  void ask_for_writing() {
    const Reply removed = connection_->call({"DEL", kNobodysKey});
    if (ends_the_connection(removed)) throw Unavailable(removed.text);
  }

  /// What accepts us and then answers no batch well has not come back: else the log would say twice a second
  /// that it has, and that it has not.
  void prove() {
    if (std::exchange(is_proven_, true)) return;
    log::info("redis_connected", {{"use", options_.use}});
    told_ = false;
    pause_ = Millis{0};
  }

  /// Whoever is told of a failure finds Redis away.
  void set_up(bool up) {
    up_gauge_.set(up ? 1 : 0);
    const std::lock_guard lock(mutex_);
    up_ = up;
  }

  std::vector<Job> take() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kLookEvery, [this] { return closed_ || !jobs_.empty(); });
    const auto most = static_cast<std::ptrdiff_t>(std::min(jobs_.size(), kMostAtOnce));
    std::vector<Job> taken(std::make_move_iterator(jobs_.begin()),
                           std::make_move_iterator(jobs_.begin() + most));
    jobs_.erase(jobs_.begin(), jobs_.begin() + most);
    return taken;
  }

  /// Every job is told, whatever happens.
  void serve(std::vector<Job> jobs) {
    std::size_t told = 0;
    bool is_good = true;
    try {
      if (jobs.empty()) connection_->append({"PING"});
      for (const Job& job : jobs) {
        for (const Command& command : job.commands) connection_->append(whole(command));
      }
      const Steady::time_point begun = Steady::now();
      if (jobs.empty()) receive(begun, is_good);
      for (; told < jobs.size(); ++told) {
        Replies replies;
        for (std::size_t i = 0; i < jobs[told].commands.size(); ++i)
          replies.push_back(receive(begun, is_good));
        jobs[told].done(nullptr, std::move(replies));
      }
    } catch (const Unavailable& failure) {
      set_up(false);
      for (; told < jobs.size(); ++told) fail(jobs[told].done, failure.what());
      throw;
    }
    if (!is_good) throw Unavailable("it refuses us on this connection");
    prove();
  }

  Words whole(const Command& command) const {
    if (!command.script) return command.words;
    Words words{"EVALSHA", script_};
    words.insert(words.end(), command.words.begin(), command.words.end());
    return words;
  }

  /// One answer that takes its time is bounded by the connection, many together here.
  Reply receive(Steady::time_point begun, bool& is_good) {
    Reply reply = connection_->receive();
    if (Steady::now() - begun > 2 * options_.patience) throw Unavailable("no answers in time");
    if (reply.kind == Reply::Kind::error) failures_.add(1);
    is_good = is_good && !ends_the_connection(reply);
    return reply;
  }

  void lose(const std::string& why) {
    connection_.reset();
    set_up(false);
    std::deque<Job> left;
    {
      const std::lock_guard lock(mutex_);
      left.swap(jobs_);
    }
    for (const Job& job : left) fail(job.done, "Redis is away");
    if (why.empty() || std::exchange(told_, true)) return;
    log::warning("redis_away", {{"use", options_.use}, {"why", why}});
  }

  void fail(const Done& done, const std::string& why) {
    failures_.add(1);
    done(std::make_exception_ptr(Unavailable(why)), {});
  }

  void pause() {
    pause_ = std::clamp(pause_ * 2, options_.first_pause, options_.longest_pause);
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, pause_, [this] { return closed_; });
  }

  bool is_closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
  }

  const ClientOptions options_;
  Gauge& up_gauge_;
  Counter& failures_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  bool closed_ = false;
  std::atomic<bool> up_ = false;
  std::atomic<std::uint64_t> connections_ = 0;
  // The thread's own.
  std::optional<Connection> connection_;
  std::string script_;      ///< its digest
  bool told_ = false;       ///< that Redis is away
  bool is_proven_ = false;  ///< a batch went well on this connection
  Millis pause_{0};
  std::thread thread_;
};

Client::Client(ClientOptions options, Metrics& metrics)
    : thread_(std::make_unique<Thread>(std::move(options), metrics)) {}

Client::~Client() = default;

async::Task<Client::Replies> Client::run(std::vector<Command> commands) {
  auto initiation = [this, &commands](auto handler) {
    // std::function wants copies; the handler is called once.
    auto executor = boost::asio::get_associated_executor(handler);
    auto work = boost::asio::make_work_guard(executor);
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    auto done = [shared, executor, work](std::exception_ptr failure, Replies replies) mutable {
      auto resume = [shared = std::move(shared), work = std::move(work), failure = std::move(failure),
                     replies = std::move(replies)]() mutable { (*shared)(failure, std::move(replies)); };
      boost::asio::post(std::exchange(executor, {}), std::move(resume));
    };
    thread_->submit(std::move(commands), std::move(done));
  };
  co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                                 void(std::exception_ptr, Replies)>(
      initiation, boost::asio::use_awaitable);
}

void Client::post(Command command) {
  std::vector<Command> commands;
  commands.push_back(std::move(command));
  thread_->submit(std::move(commands), [](std::exception_ptr, Replies) {});
}

bool Client::is_up() const {
  return thread_->is_up();
}

std::uint64_t Client::connections() const {
  return thread_->connections();
}

}  // namespace ludice::redis
