// The calls of the balance service: /create_user, /get_balance, /modify_balance.
#pragma once

#include "api/endpoint.hpp"
#include "service/accounts.hpp"

#include <vector>

namespace ludice::api {

/// What the rules refuse, in the words of the balance service, {"error":"text"}.
Error balance_error_of(Refusal refusal);

/// `rules` and `events` must outlive the endpoints.
std::vector<Endpoint> balance_endpoints(const service::Rules& rules, const service::Events& events);

}  // namespace ludice::api
