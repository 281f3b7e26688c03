// The game API behind the real HTTP server, on a real socket.
#include "api_fixture.hpp"
#include "net/http_client.hpp"

namespace ludice::api {
namespace {

TEST_F(ApiTest, answers_over_http) {
  const auto server = net::make_http_server(runner_.executor(), "127.0.0.1:0", game_api_->handler(),
                                            game_api_->server_errors());
  const auto client =
      net::make_http_client(runner_.executor(), "http://127.0.0.1:" + std::to_string(server->port()));
  net::HttpRequest request = signed_post("/register", stamped({{"username", "anna"}, {"id", 1}}));
  const net::HttpResponse registered = runner_.run(client->send(request, Millis(10'000)));
  EXPECT_EQ(registered.status, 200);
  EXPECT_EQ(json::parse(registered.body).at("data").at("balance"), 1000);
  EXPECT_EQ(registered.fields.get("Content-Type"), "application/json");
  EXPECT_TRUE(registered.fields.has("X-Request-Id"));

  request.body = std::string(64 * 1024 + 1, ' ');
  const net::HttpResponse too_large = runner_.run(client->send(request, Millis(10'000)));
  EXPECT_EQ(too_large.status, 413);
  EXPECT_EQ(json::parse(too_large.body).at("error").at("code"), "body_too_large");
  EXPECT_EQ(json::parse(too_large.body).at("error").at("message"), "The body is longer than 64 KiB.");
  client->close();
  runner_.run(server->drain(Millis(5'000)));
}

}  // namespace
}  // namespace ludice::api
