// HTTP: the same messages however the bytes are cut, none from what is refused, and forms, queries and
// addresses in them read or refused.
#include "fuzz/targets.hpp"
#include "net/form.hpp"
#include "net/http_parser.hpp"
#include "net/url.hpp"

#include <string>
#include <vector>

namespace ludice::fuzz {
namespace {

constexpr net::ParseLimits kLimits{2048, 1024};

struct Heard {
  std::vector<std::string> messages;
  bool refused = false;
  bool ended = false;  ///< nothing more is awaited
};

/// A head, or a chunk's own line, without end may be refused early or only when it ends, and where it is
/// wrong in two ways, either may be named; nothing else may differ.
bool agree(const Heard& one, const Heard& other) {
  const bool both_ended = one.ended && other.ended;
  return one.messages == other.messages && (one.refused == other.refused || !both_ended);
}

std::string told(const net::HttpFields& fields) {
  std::string text;
  for (const auto& [name, value] : fields) text.append(name).append("=").append(value).append(";");
  return text;
}

/// Offers the bytes in pieces, what was not used again with more behind it; `take` gets each message.
template <class Parser, class Take>
void feed(Parser& parser, std::string_view bytes, std::size_t piece, Take take) {
  std::string waiting;
  while (!bytes.empty() && parser.state() != net::ParseState::refused) {
    const std::string_view more = bytes.substr(0, piece);
    bytes.remove_prefix(more.size());
    waiting.append(more);
    for (bool progress = true; progress && !waiting.empty();) {
      const std::size_t used = parser.feed(waiting);
      require(used <= waiting.size(), "more used than offered");
      waiting.erase(0, used);
      progress = parser.state() == net::ParseState::done;
      if (progress) take();
    }
  }
}

Heard requests_of(std::string_view bytes, std::size_t piece, bool& planted_here) {
  net::RequestParser parser(kLimits);
  Heard heard;
  feed(parser, bytes, piece, [&] {
    const auto parsed = parser.take();
    const net::HttpRequest& request = parsed.request;
    require(request.body.size() <= kLimits.body_bytes, "a body over the limit");
    require(request.target.starts_with('/') || request.target == "*", "a target of another form");
    require(!request.fields.has("Transfer-Encoding") || request.fields.count("Content-Length") == 0,
            "a length and chunks");
    planted_here =
        planted_here || (request.method == "POST" && !request.body.empty() && request.body.size() < 5);
    heard.messages.push_back(request.method + " " + request.target + " " + told(request.fields) +
                             request.body + (parsed.keep_alive ? "+" : "-") + (parsed.http_1_0 ? "0" : "1"));
  });
  if (parser.state() == net::ParseState::body) (void)parser.expects_continue();
  heard.ended = parser.state() != net::ParseState::header && parser.state() != net::ParseState::body;
  if (parser.state() == net::ParseState::refused) {
    heard.refused = true;
    const net::ParseRefusal refusal = parser.refusal();
    require(refusal.status == 400 || refusal.status == 413 || refusal.status == 431, "an unknown refusal");
    require(!refusal.reason.empty(), "refused without a reason");
    if (refusal.status == 413) require(!parser.take_head().target.empty(), "a body for nothing");
  }
  return heard;
}

Heard answers_of(std::string_view bytes, std::size_t piece, bool no_body) {
  net::ResponseParser parser(kLimits);
  if (no_body) parser.expect_no_body();
  Heard heard;
  const auto take = [&] {
    const auto parsed = parser.take();
    require(parsed.response.body.size() <= kLimits.body_bytes, "a body over the limit");
    heard.messages.push_back(std::to_string(parsed.response.status) + told(parsed.response.fields) +
                             parsed.response.body + (parsed.keep_alive ? "+" : "-"));
  };
  feed(parser, bytes, piece, take);
  if (parser.state() == net::ParseState::header || parser.state() == net::ParseState::body) {
    parser.feed_end();
    if (parser.state() == net::ParseState::done) take();
  }
  heard.ended = true;
  if (parser.state() == net::ParseState::refused) heard.refused = true;
  return heard;
}

void read_parts(std::string_view bytes) {
  net::RequestParser parser(kLimits);
  parser.feed(bytes);
  if (parser.state() != net::ParseState::done) return;
  const net::HttpRequest request = parser.take().request;
  if (const auto parameters = net::parse_query(request.query())) {
    for (const auto& [name, value] : *parameters)
      require(parameters->get(name).has_value(), "a name without a value");
  }
  const auto form = net::parse_form(request.fields.get("Content-Type"), request.body, {8, 200});
  if (form) {
    require(form->size() <= 8, "more fields than allowed");
    for (const net::FormField& field : *form) require(field.value.size() <= 200, "a value over the limit");
  }
  if (const auto decoded = net::percent_decode(request.path())) {
    require(net::percent_decode(net::percent_encode(*decoded)) == *decoded, "not the same after encoding");
  }
  if (const auto origin = net::parse_origin(request.fields.get("Origin"))) {
    require(!origin->host.empty() && !origin->authority().empty(), "an origin without a host");
  }
}

}  // namespace

void http(std::string_view bytes) {
  if (bytes.empty()) return;
  const auto how = static_cast<unsigned char>(bytes.front());
  bytes.remove_prefix(1);
  const std::size_t piece = how % 32 + 1;
  if (how >= 'a') {
    const bool no_body = how >= 'n';
    require(agree(answers_of(bytes, piece, no_body), answers_of(bytes, bytes.size() + 1, no_body)),
            "answers that depend on how they are cut");
    return;
  }
  bool planted_here = false;
  require(agree(requests_of(bytes, piece, planted_here), requests_of(bytes, bytes.size() + 1, planted_here)),
          "requests that depend on how they are cut");
  read_parts(bytes);
  planted(planted_here);
}

}  // namespace ludice::fuzz
