// Addresses of brokers.
#include "net/amqp_url.hpp"

#include <gtest/gtest.h>

namespace ludice::net {
namespace {

TEST(AmqpUrls, a_host_alone_has_the_usual_port_login_and_virtual_host) {
  const auto url = parse_amqp_url("amqp://mq.example.org");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "mq.example.org");
  EXPECT_EQ(url->port, 5672);
  EXPECT_EQ(url->user, "guest");
  EXPECT_EQ(url->password, "guest");
  EXPECT_EQ(url->vhost, "/");
  EXPECT_EQ(url->shown(), "mq.example.org:5672/%2F");
}

TEST(AmqpUrls, every_part_is_read_and_decoded) {
  const auto url = parse_amqp_url("amqp://de%40ler:p%2Fw%3A%20d@[::1]:1234/two%20words");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->port, 1234);
  EXPECT_EQ(url->user, "de@ler");
  EXPECT_EQ(url->password, "p/w: d");
  EXPECT_EQ(url->vhost, "two words");
  EXPECT_EQ(url->shown(), "[::1]:1234/two%20words");
}

TEST(AmqpUrls, an_empty_path_is_the_usual_virtual_host_and_an_empty_password_is_one) {
  EXPECT_EQ(parse_amqp_url("amqp://h/")->vhost, "/");
  EXPECT_EQ(parse_amqp_url("amqp://h/%2f")->vhost, "/");
  EXPECT_EQ(parse_amqp_url("amqp://me@h")->password, "");
  EXPECT_EQ(parse_amqp_url("amqp://me:@h")->password, "");
}

TEST(AmqpUrls, what_is_none_is_refused) {
  const std::string long_name(256, 'x');
  for (const std::string text : {"",
                                 "amqp:",
                                 "amqp://",
                                 "amqps://h",
                                 "http://h",
                                 "h:5672",
                                 "amqp://h:",
                                 "amqp://h:0",
                                 "amqp://h:65536",
                                 "amqp://h:x",
                                 "amqp://:5672",
                                 "amqp://@h",
                                 "amqp://:pw@h",
                                 "amqp://a@b@h",
                                 "amqp://[::1",
                                 "amqp://[]",
                                 "amqp://[::1]5",
                                 "amqp://h/a/b",
                                 "amqp://h//",
                                 "amqp://h/%",
                                 "amqp://h/%zz",
                                 "amqp://h/%00",
                                 "amqp://u%00:p@h",
                                 "amqp://u:%00@h",
                                 "amqp://h?heartbeat=1",
                                 "amqp://h/v#x",
                                 "amqp://h h",
                                 "amqp://h%41"}) {
    EXPECT_FALSE(parse_amqp_url(text)) << text;
  }
  EXPECT_FALSE(parse_amqp_url("amqp://h/" + long_name));
  EXPECT_FALSE(parse_amqp_url("amqp://" + long_name + ":p@h"));
}

}  // namespace
}  // namespace ludice::net
