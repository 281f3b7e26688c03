// HTTP clients of what the settings name.
#pragma once

#include "app/process.hpp"
#include "net/http_client.hpp"

#include <memory>
#include <string>

namespace ludice::app {

/// Failure (usage) where `origin`, the value of `variable`, cannot be called.
std::unique_ptr<net::HttpClient> client_for(Process& process, const std::string& variable,
                                            const std::string& origin, net::HttpClientOptions options = {});

}  // namespace ludice::app
