// An URL that is none is the operator's mistake.
#include "app/http_clients.hpp"

#include "app/exit_code.hpp"

#include <stdexcept>
#include <utility>

namespace ludice::app {

std::unique_ptr<net::HttpClient> client_for(Process& process, const std::string& variable,
                                            const std::string& origin, net::HttpClientOptions options) {
  try {
    return net::make_http_client(process.executor(), origin, std::move(options));
  } catch (const std::invalid_argument& error) {
    throw Failure(ExitCode::usage, variable + ": '" + origin + "' cannot be called: " + error.what());
  }
}

}  // namespace ludice::app
