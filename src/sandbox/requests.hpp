// What an HTTP request brings: parameters from query and body, and whether a browser on somebody else's
// page may have sent it.
#pragma once

#include "net/http_types.hpp"
#include "sandbox/params.hpp"

namespace ludice::sandbox {

/// Stands before the content of an uploaded file, which is told in base64.
inline constexpr std::string_view kUploaded = "data:;base64,";

/// Query, then body: JSON object, urlencoded or multipart form. 400 where the body is none of them.
Api<Params> read_params(const net::HttpRequest& request);

/// The query alone, values as text.
Params read_query(const net::HttpRequest& request);

/// Pages of other origins must drive neither the bots nor the people: 403 where one asks. A browser always
/// says where it stands (Origin, Sec-Fetch-Site), a bot never does.
Api<void> refuse_foreign_pages(const net::HttpRequest& request);

/// For /sim: this machine alone, called by one of its own names (a name that points here by DNS will not
/// do), and never by a foreign page. What changes something comes as JSON, which a form cannot send.
Api<void> refuse_strangers(const net::HttpRequest& request);

net::HttpResponse json_answer(int status, const boost::json::value& body);

/// The connection is cut without an answer.
net::HttpResponse hang_up();

}  // namespace ludice::sandbox
