// The balance service (docs/api.md): accounts and balances by name, for services inside. Its errors
// are {"error":"text"}.
#pragma once

#include "api/endpoint.hpp"
#include "api/face.hpp"
#include "net/canonical_json.hpp"
#include "net/signature.hpp"
#include "service/accounts.hpp"

#include <expected>
#include <map>
#include <string>
#include <string_view>

namespace ludice::api {

struct BalanceApiSettings {
  std::string secret_key;
  /// Listens beyond loopback: every call needs X-Signature-V2, and one with a `timestamp` a fresh one.
  bool signed_only = false;
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
  bool is_known(std::string_view path) const override { return endpoints_.contains(path); }
  std::optional<net::HttpResponse> refuse_head(const net::HttpRequest& request) const override;

 private:
  using WriteBody = store::Body<store::Outcome>;

  /// The parameters of a GET or the object of a POST, or the answer that refuses it.
  std::expected<net::CanonicalObject, net::HttpResponse> read_query(const net::HttpRequest& request) const;
  std::expected<net::CanonicalObject, net::HttpResponse> read_body(const net::HttpRequest& request) const;

  /// Why a call is refused whatever its fields say, if at all.
  std::optional<Problem> fault_of_caller(const net::HttpRequest& request,
                                         const net::CanonicalObject& object) const;

  async::Task<net::HttpResponse> read(std::function<Data(store::Reader&)> run, std::string trace);
  async::Task<net::HttpResponse> write(WriteBody body, std::string trace);
  async::Task<net::HttpResponse> write_once(store::OnceKey key, WriteBody body);

  const BalanceApiSettings settings_;
  const net::SigningKey key_;
  store::Store& store_;
  std::map<std::string_view, Endpoint> endpoints_;
};

}  // namespace ludice::api
