// The balance service (CONTRACT section 5): accounts and balances by name, for services inside. Its errors
// are {"error":"text"}.
#pragma once

#include "api/face.hpp"
#include "api/fields.hpp"
#include "net/canonical_json.hpp"
#include "net/signature.hpp"
#include "service/accounts.hpp"

#include <map>
#include <string>
#include <string_view>

namespace ludice::api {

struct BalanceApiSettings {
  std::string secret_key;
  bool signed_only = false;  ///< listens beyond loopback: every call needs X-Signature-V2
  LogRequests log_requests = LogRequests::all;
};

/// All must outlive the API.
struct BalanceApiParts {
  store::Store& store;
  const service::Rules& rules;
  const service::Events& events;
  Random& random;
  Metrics& metrics;
};

class BalanceApi final : public Face {
 public:
  BalanceApi(BalanceApiSettings settings, BalanceApiParts parts);

 protected:
  async::Task<net::HttpResponse> answer(net::HttpRequest request) override;
  std::string body_of(Problem problem, std::string_view message) const override;
  bool is_known(std::string_view path) const override { return routes_.contains(path); }

 private:
  struct Route {
    std::string_view method;
    async::Task<net::HttpResponse> (BalanceApi::*run)(net::HttpRequest);
  };
  using WriteBody = store::Body<store::Outcome>;

  async::Task<net::HttpResponse> get_balance(net::HttpRequest request);
  async::Task<net::HttpResponse> create_user(net::HttpRequest request);
  async::Task<net::HttpResponse> modify_balance(net::HttpRequest request);

  /// The object of a POST, or the answer that refuses it.
  std::expected<net::CanonicalObject, net::HttpResponse> read_object(const net::HttpRequest& request) const;
  bool may_call(const net::HttpRequest& request, std::string_view canonical) const;
  async::Task<net::HttpResponse> write_once(store::OnceKey key, WriteBody body);
  async::Task<net::HttpResponse> write(WriteBody body);

  const BalanceApiSettings settings_;
  const net::SigningKey key_;
  store::Store& store_;
  const service::Rules& rules_;
  const service::Events& events_;
  const std::map<std::string_view, Route> routes_;
};

}  // namespace ludice::api
