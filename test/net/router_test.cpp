// Paths and methods to handlers.
#include "net/router.hpp"

#include <gtest/gtest.h>

namespace ludice::net {
namespace {

async::Task<HttpResponse> nothing(HttpRequest) {
  co_return HttpResponse();
}

class RouterTest : public ::testing::Test {
 protected:
  RouterTest() {
    router_.add("GET", "/a", nothing);
    router_.add("POST", "/a", nothing);
    router_.add("POST", "/b", nothing);
    router_.add("GET", "/files/*", nothing);
    router_.add("GET", "/files/deep/*", nothing);
    router_.add("POST", "/files/exact", nothing);
  }
  Router router_;
};

TEST_F(RouterTest, finds_the_handler_of_method_and_path) {
  EXPECT_NE(router_.find("GET", "/a").handler, nullptr);
  EXPECT_NE(router_.find("GET", "/a").handler, router_.find("POST", "/a").handler);
}

TEST_F(RouterTest, an_unknown_path_has_no_methods) {
  for (const char* path : {"", "/", "/A", "/a/", "/ab", "/files"}) {
    const auto route = router_.find("GET", path);
    EXPECT_EQ(route.handler, nullptr) << path;
    EXPECT_TRUE(route.allowed.empty()) << path;
  }
}

TEST_F(RouterTest, another_method_is_told_which_ones_there_are) {
  const auto route = router_.find("DELETE", "/a");
  EXPECT_EQ(route.handler, nullptr);
  EXPECT_EQ(allow_header(route), "GET, HEAD, POST");
}

TEST_F(RouterTest, head_goes_where_get_goes) {
  EXPECT_EQ(router_.find("HEAD", "/a").handler, router_.find("GET", "/a").handler);
  EXPECT_EQ(router_.find("HEAD", "/b").handler, nullptr);
}

TEST_F(RouterTest, the_longest_prefix_wins_and_an_exact_path_before_it) {
  EXPECT_EQ(router_.find("GET", "/files/x").handler, router_.find("GET", "/files/y/z").handler);
  EXPECT_EQ(router_.find("GET", "/files/").handler, router_.find("GET", "/files/x").handler);
  EXPECT_NE(router_.find("GET", "/files/deep/x").handler, router_.find("GET", "/files/x").handler);
  EXPECT_EQ(allow_header(router_.find("GET", "/files/exact")), "POST");
}

TEST(RouterDeathTest, a_route_stands_once) {
  Router router;
  router.add("GET", "/a", nothing);
  EXPECT_DEATH(router.add("GET", "/a", nothing), "added");
}

}  // namespace
}  // namespace ludice::net
