// Who may drive the sandbox: this machine, its own page, bots; never a page of somebody else.
#include "sandbox/sandbox_fixture.hpp"

namespace ludice::sandbox {
namespace {

class Guard : public SandboxTest {
 protected:
  int status(net::HttpRequest request, std::initializer_list<std::pair<const char*, const char*>> fields) {
    for (const auto& [name, value] : fields) request.fields.set(name, value);
    return send(std::move(request)).status;
  }
};

TEST_F(Guard, lets_the_own_page_in_and_tools_of_this_machine) {
  const auto people = get("/sim/people");
  EXPECT_EQ(status(people, {}), 200);
  EXPECT_EQ(status(people, {{"Host", "localhost:8090"}, {"Origin", "http://localhost:8090"}}), 200);
  EXPECT_EQ(status(people, {{"Host", "[::1]:8090"}, {"Sec-Fetch-Site", "same-origin"}}), 200);
  EXPECT_EQ(status(people, {{"Sec-Fetch-Site", "none"}}), 200);
}

TEST_F(Guard, keeps_other_pages_out) {
  for (const auto& target : {"/sim/people", "/bot4242:AAbbccddeeff/getMe"}) {
    const auto request = get(target);
    EXPECT_EQ(status(request, {{"Origin", "http://evil.example"}}), 403) << target;
    EXPECT_EQ(status(request, {{"Origin", "null"}}), 403) << target;
    EXPECT_EQ(status(request, {{"Origin", "http://127.0.0.1:9999"}}), 403) << target;
    EXPECT_EQ(status(request, {{"Sec-Fetch-Site", "cross-site"}}), 403) << target;
    EXPECT_EQ(status(request, {{"Sec-Fetch-Site", "same-site"}}), 403) << target;
    EXPECT_EQ(status(request, {{"Host", "evil.example:8090"}, {"Origin", "http://evil.example:8090"}}), 403)
        << target << ": a name that points here";
  }
}

TEST_F(Guard, keeps_other_machines_and_names_out_of_control_but_lets_bots_in) {
  auto people = get("/sim/people");
  EXPECT_EQ(status(people, {{"Host", "evil.example:8090"}}), 403);
  people.remote_address = "192.0.2.7";
  EXPECT_EQ(status(people, {}), 403);
  people.remote_address = "::1";
  EXPECT_EQ(status(people, {}), 200);
  auto bot = get("/bot4242:AAbbccddeeff/getMe");
  bot.remote_address = "192.0.2.7";
  EXPECT_EQ(status(bot, {{"Host", "sandbox:8090"}}), 200);
}

TEST_F(Guard, takes_only_json_to_change_something) {
  auto request = post("/sim/people", {{"name", "Anna"}});
  for (const char* type :
       {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""}) {
    EXPECT_EQ(status(request, {{"Content-Type", type}}), 415) << type;
  }
  EXPECT_EQ(status(request, {{"Content-Type", "application/json; charset=utf-8"}}), 200);
  request.body = "{";
  EXPECT_EQ(status(request, {}), 400);
  request.body = "[]";
  EXPECT_EQ(status(request, {}), 400);
}

TEST_F(Guard, serves_the_page_under_a_strict_policy) {
  const auto page = send(get("/"));
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.fields.get("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(page.fields.get("cache-control"), "no-cache");
  const std::string_view policy = page.fields.get("content-security-policy");
  EXPECT_TRUE(policy.starts_with("default-src 'self'")) << policy;
  EXPECT_EQ(policy.find("unsafe"), std::string_view::npos);
  EXPECT_NE(page.body.find("app.js"), std::string::npos);
  EXPECT_EQ(page.body.find("<script>"), std::string::npos) << "no script of its own inside";
  EXPECT_EQ(send(get("/app.js?x=1")).fields.get("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(send(get("/style.css")).fields.get("content-type"), "text/css; charset=utf-8");
  EXPECT_EQ(send(get("/../etc/passwd")).status, 404);
  EXPECT_EQ(send(post("/", nullptr)).status, 405);
  auto again = get("/");
  again.fields.set("If-None-Match", std::string(page.fields.get("etag")));
  const auto unchanged = send(again);
  EXPECT_EQ(unchanged.status, 304);
  EXPECT_TRUE(unchanged.body.empty());
}

}  // namespace
}  // namespace ludice::sandbox
