// Signed calls to the game API, repeated with the same signed bytes while no answer comes: the API's
// once-only record makes the repeat harmless.
#pragma once

#include "async/retry.hpp"
#include "async/task.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "bot/api_types.hpp"
#include "net/http_client.hpp"
#include "net/signature.hpp"

#include <functional>
#include <string>

#include <boost/json/object.hpp>

namespace ludice::bot {

struct ChannelOptions {
  Millis deadline{10'000};  ///< for one sending
  /// While no answer comes, and for 429 with a short Retry-After.
  async::Backoff patience{.attempts = 8, .first = Millis{100}, .longest = Millis{5'000}};
  Millis longest_retry_after{3'000};  ///< a longer one is handed on as the refusal it is
};

class SignedChannel {
 public:
  /// All references must outlive it.
  SignedChannel(net::HttpClient& http, const net::SigningKey& key, const Clock& clock, Random& random,
                ChannelOptions options = {});

  /// `fields` without timestamp. The `data` of the answer, or the refusal; throws ApiUnavailable.
  /// `trace` is the W3C trace id of what it belongs to; without one that follows from its request_id.
  async::Task<ApiResult<boost::json::object>> call(std::string path, boost::json::object fields,
                                                   std::string trace = {});
  /// As call(), where the call itself may take so long before it answers (long polls).
  async::Task<ApiResult<boost::json::object>> call_waiting(std::string path, boost::json::object fields,
                                                           Millis extra_wait);
  /// For the operators' calls, where the key is theirs: in this operator's name, with a short-lived token.
  /// `trace` as for call().
  async::Task<ApiResult<boost::json::object>> call_as(std::string operator_name, std::string path,
                                                      boost::json::object fields, std::string trace = {});

 private:
  using Make = std::function<net::HttpRequest()>;
  /// Until there is an answer; made anew where the signature has become old.
  async::Task<ApiResult<boost::json::object>> insist(Make make, Millis deadline);
  net::HttpRequest request_as(const std::string& operator_name, const std::string& path,
                              const boost::json::object& fields, std::string trace) const;
  async::Task<net::HttpResponse> send(net::HttpRequest request, Millis deadline);
  net::HttpRequest signed_request(const std::string& path, boost::json::object fields,
                                  std::string trace) const;

  net::HttpClient& http_;
  const net::SigningKey& key_;
  const Clock& clock_;
  Random& random_;
  ChannelOptions options_;
};

}  // namespace ludice::bot
