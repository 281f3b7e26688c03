// Updates that Telegram brings by itself: where, with which secret, and what is answered
// (https://core.telegram.org/bots/api#setwebhook).
#pragma once

#include "net/http_server.hpp"
#include "telegram/update_source.hpp"

namespace ludice::telegram {

struct WebhookOptions {
  std::string url;     ///< what Telegram is told; its path is the one that is served
  std::string secret;  ///< comes with every update, 1 to 256 of A-Z a-z 0-9 _ -
  std::int64_t max_connections = 40;
};

/// An update may be as long as a message with all its entities and the message it answers.
inline constexpr std::size_t kMostUpdateBytes = 512 * 1024;

class Webhook : public UpdateSource {
 public:
  /// POST on the path of the URL with the secret in X-Telegram-Bot-Api-Secret-Token: 200 once the update is
  /// stored, 503 where it is not, or not served yet or any more (Telegram brings it again). 401 for a wrong
  /// secret, 404 for another path, 405, 400 for what is no update; none of these has an effect.
  /// On the event loop only.
  virtual async::Task<net::HttpResponse> receive(net::HttpRequest request) = 0;
};

/// start() tells Telegram, again and again until it agrees, and from then on once a minute; each time it
/// shows how the bringing goes as Telegram sees it (ludice_webhook_…), since where nothing reaches us any
/// more nobody else can say so. stop() leaves the webhook set, so that what comes meanwhile waits at
/// Telegram. All references must outlive it.
std::unique_ptr<Webhook> make_webhook(boost::asio::any_io_executor executor, BotApi& api, const Clock& clock,
                                      Random& random, Metrics& metrics, StoreUpdates store,
                                      WebhookOptions webhook, UpdateSourceOptions options = {});

}  // namespace ludice::telegram
