// The chat page: files inside the program, under a policy that lets the page speak to its own server only.
#pragma once

#include "net/http_types.hpp"

namespace ludice::sandbox {

/// `/` is index.html; 404 for what is not there. Unchanged files answer 304.
net::HttpResponse page_answer(const net::HttpRequest& request);

}  // namespace ludice::sandbox
