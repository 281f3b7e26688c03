// Settings into clients.
#include "app/redis_office.hpp"

#include "base/assert.hpp"

namespace ludice::app {
namespace {

// A call waits for its limit, nobody for the mirror.
constexpr Millis kLimitPatience{250};
constexpr Millis kMirrorPatience{2'000};

redis::ClientOptions options(const ops::Settings& settings, std::string use, std::string_view script,
                             Millis patience) {
  const auto address = redis::parse_address(settings.redis_url);
  LUDICE_ASSERT(address.has_value());
  redis::ClientOptions options;
  options.address = *address;
  options.use = std::move(use);
  options.script = script;
  options.patience = patience;
  return options;
}

}  // namespace

RedisOffice::RedisOffice(Process& process, store::Store& store, const ops::Settings& settings,
                         const jobs::Lease& lease, domain::Asset asset)
    : limits_client_(options(settings, "limits", redis::SharedWindows::script(), kLimitPatience),
                     process.metrics()),
      mirror_client_(options(settings, "mirror", redis::BalanceKeys::script(), kMirrorPatience),
                     process.metrics()),
      limits_(limits_client_, process.random(), process.metrics()),
      keys_(mirror_client_),
      mirror_(store, lease, keys_, asset, process.random(), process.metrics()),
      running_(process.executor()) {
  running_.spawn("balance_mirror", mirror_.run(process.loops()));
}

async::Task<> RedisOffice::stop() {
  running_.cancel();
  co_await running_.drain(kDrainLimit);
  co_await mirror_.finish();
}

}  // namespace ludice::app
