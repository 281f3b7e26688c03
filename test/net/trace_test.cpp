// Trace ids: the same for the same cause, and nothing from a header that is none.
#include "net/trace.hpp"

#include <gtest/gtest.h>

namespace ludice::net {
namespace {

constexpr std::string_view kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";

TEST(Trace, a_header_carries_the_id_of_its_cause) {
  const std::string id = trace_id_for("bot:1");
  EXPECT_EQ(id.size(), 32U);
  EXPECT_EQ(id, trace_id_for("bot:1"));
  EXPECT_NE(id, trace_id_for("bot:2"));
  const std::string header = traceparent(id, "body");
  EXPECT_EQ(header.size(), 55U);
  EXPECT_EQ(trace_id_in(header), id);
  EXPECT_NE(header, traceparent(id, "other body"));
}

TEST(Trace, a_header_of_somebody_else_is_read) {
  EXPECT_EQ(trace_id_in("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"), kTrace);
  EXPECT_EQ(trace_id_in("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-comes-later"), kTrace);
}

TEST(Trace, what_is_no_header_gives_nothing) {
  for (const char* header : {"", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                             "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                             "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                             "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                             "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                             "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                             "00 4bf92f3577b34da6a3ce929d0e0e4736 00f067aa0ba902b7 01",
                             "00-4bf92f3577b34da6a3ce929d0e0e473\n-00f067aa0ba902b7-01"}) {
    EXPECT_EQ(trace_id_in(header), "") << header;
  }
}

}  // namespace
}  // namespace ludice::net
