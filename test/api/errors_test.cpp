// Status, code and body of every error.
#include "api/errors.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace ludice::api {
namespace {

struct RefusalRow {
  Refusal refusal;
  int status;
};
class RefusalStatus : public testing::TestWithParam<RefusalRow> {};
TEST_P(RefusalStatus, is_the_contracts) {
  const auto& [refusal, status] = GetParam();
  const store::Answer answer = refused_answer({refusal, 5, 50});
  EXPECT_EQ(answer.status, status);
  const boost::json::value body = boost::json::parse(answer.body);
  EXPECT_EQ(body.at("status").as_string(), "error");
  EXPECT_EQ(std::string_view(body.at("error").at("code").as_string()), to_string(refusal));
  EXPECT_FALSE(body.at("error").at("message").as_string().empty());
}
INSTANTIATE_TEST_SUITE_P(
    Table, RefusalStatus,
    testing::Values(RefusalRow{Refusal::player_not_found, 404}, RefusalRow{Refusal::game_not_found, 404},
                    RefusalRow{Refusal::not_found, 404}, RefusalRow{Refusal::not_your_game, 403},
                    RefusalRow{Refusal::game_over, 409}, RefusalRow{Refusal::already_in_game, 409},
                    RefusalRow{Refusal::game_in_progress, 409}, RefusalRow{Refusal::already_thrown, 409},
                    RefusalRow{Refusal::throw_in_progress, 409}, RefusalRow{Refusal::not_your_turn, 409},
                    RefusalRow{Refusal::conflict, 409}, RefusalRow{Refusal::frozen, 403},
                    RefusalRow{Refusal::self_excluded, 403}, RefusalRow{Refusal::limit_reached, 403},
                    RefusalRow{Refusal::terms_required, 403}, RefusalRow{Refusal::insufficient_funds, 402}));

TEST(CodeIn, is_what_the_body_was_made_with) {
  EXPECT_EQ(code_in(error_body(error_of(Problem::overloaded))), "overloaded");
  EXPECT_EQ(code_in(refused_answer({Refusal::insufficient_funds, 5, 50}).body), "insufficient_funds");
  EXPECT_EQ(code_in(success_body("{}")), "");
  EXPECT_EQ(code_in(R"({"error":"User not found"})"), "");
  EXPECT_EQ(code_in(""), "");
}

struct ProblemRow {
  Problem problem;
  int status;
  const char* code;
};
class ProblemStatus : public testing::TestWithParam<ProblemRow> {};
TEST_P(ProblemStatus, is_the_contracts) {
  const Error error = error_of(GetParam().problem);
  EXPECT_EQ(error.status, GetParam().status);
  EXPECT_EQ(error.code, GetParam().code);
}
INSTANTIATE_TEST_SUITE_P(Table, ProblemStatus,
                         testing::Values(ProblemRow{Problem::malformed_json, 400, "malformed_json"},
                                         ProblemRow{Problem::bad_signature, 401, "bad_signature"},
                                         ProblemRow{Problem::stale_timestamp, 401, "stale_timestamp"},
                                         ProblemRow{Problem::unknown_path, 404, "not_found"},
                                         ProblemRow{Problem::method_not_allowed, 405, "method_not_allowed"},
                                         ProblemRow{Problem::request_timeout, 408, "request_timeout"},
                                         ProblemRow{Problem::body_too_large, 413, "body_too_large"},
                                         ProblemRow{Problem::headers_too_large, 431, "headers_too_large"},
                                         ProblemRow{Problem::unsupported_media_type, 415,
                                                    "unsupported_media_type"},
                                         ProblemRow{Problem::used_otherwise, 409, "conflict"},
                                         ProblemRow{Problem::invalid_request, 422, "invalid_request"},
                                         ProblemRow{Problem::rate_limited, 429, "rate_limited"},
                                         ProblemRow{Problem::unavailable, 503, "unavailable"},
                                         ProblemRow{Problem::overloaded, 503, "overloaded"}));

TEST(Errors, a_lack_of_money_says_what_is_there_and_what_is_needed) {
  EXPECT_EQ(
      boost::json::parse(refused_answer({Refusal::insufficient_funds, 5, 50}).body).at("error").at("details"),
      (boost::json::object{{"balance", 5}, {"required", 50}}));
}

TEST(Errors, wrong_fields_are_named_whatever_they_hold) {
  const Invalid invalid{{"a\"b\\\n", "x\ty"}, {"c", "d"}};
  EXPECT_EQ(boost::json::parse(invalid_answer(invalid).body).at("error").at("details"),
            (boost::json::object{{"a\"b\\\n", "x\ty"}, {"c", "d"}}));
}

TEST(Errors, a_full_queue_is_overloaded_and_everything_else_unavailable) {
  using Kind = store::Unavailable::Kind;
  EXPECT_EQ(problem_of(store::Unavailable(Kind::overloaded, "")), Problem::overloaded);
  EXPECT_EQ(problem_of(store::Unavailable(Kind::disk_full, "")), Problem::unavailable);
  EXPECT_EQ(problem_of(store::Unavailable(Kind::failed, "")), Problem::unavailable);
}

}  // namespace
}  // namespace ludice::api
