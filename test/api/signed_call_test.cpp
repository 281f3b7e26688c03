// What counts as JSON, as signed, as fresh, and as the same request again.
#include "api/signed_call.hpp"

#include <gtest/gtest.h>

namespace ludice::api {
namespace {

net::CanonicalObject object(const std::string& text) {
  return *net::CanonicalObject::read(text);
}

TEST(MediaType, is_json_with_utf8_or_nothing_said) {
  EXPECT_TRUE(is_json({}));
  for (const char* type : {"application/json", "Application/JSON", "application/json; charset=utf-8",
                           "application/json;charset=\"UTF-8\"", " application/json ; x=y"}) {
    net::HttpFields fields;
    fields.set("Content-Type", type);
    EXPECT_TRUE(is_json(fields)) << type;
  }
  for (const char* type :
       {"", "text/plain", "application/jsonx", "text/json", "application/x-www-form-urlencoded",
        "application/json; charset=latin1", "multipart/form-data; boundary=application/json"}) {
    net::HttpFields fields;
    fields.set("Content-Type", type);
    EXPECT_FALSE(is_json(fields)) << type;
  }
}

class Signed : public testing::Test {
 protected:
  bool check(std::optional<std::string> v1, std::optional<std::string> v2, bool v1_allowed = true) {
    net::HttpRequest request;
    request.method = "POST";
    request.target = "/leave?x=1";
    if (v1) request.fields.set("X-Signature", *v1);
    if (v2) request.fields.set("x-signature-v2", *v2);
    return is_signed(request, kBody, key_, v1_allowed);
  }

  const std::string kBody = R"({"timestamp":1})";
  const net::SigningKey key_{"0123456789abcdef"};
  const std::string v1_ = key_.sign_v1(kBody);
  const std::string v2_ = key_.sign_v2("POST", "/leave", kBody);
};

TEST_F(Signed, by_either_form) {
  EXPECT_TRUE(check(v1_, {}));
  EXPECT_TRUE(check({}, v2_));
  EXPECT_TRUE(check(v1_, v2_));
}

TEST_F(Signed, not_without_a_signature) {
  EXPECT_FALSE(check({}, {}));
}

TEST_F(Signed, not_when_one_of_two_does_not_hold) {
  EXPECT_FALSE(check(v1_, v1_));
  EXPECT_FALSE(check(v2_, v2_));
  EXPECT_FALSE(check("", v2_));
  EXPECT_FALSE(check(v1_, ""));
}

TEST_F(Signed, by_the_first_form_only_where_that_is_allowed) {
  EXPECT_FALSE(check(v1_, {}, false));
  EXPECT_TRUE(check({}, v2_, false));
  EXPECT_TRUE(check(v1_, v2_, false));
  EXPECT_FALSE(check(v2_, v2_, false));
}

TEST_F(Signed, not_by_a_header_that_comes_twice) {
  net::HttpRequest request;
  request.fields.add("X-Signature", v1_);
  request.fields.add("X-Signature", v1_);
  EXPECT_FALSE(is_signed(request, kBody, key_, true));
}

struct FreshRow {
  const char* body;
  bool fresh;
};
class Fresh : public testing::TestWithParam<FreshRow> {};
TEST_P(Fresh, is_decided) {
  EXPECT_EQ(is_fresh(object(GetParam().body), {1'800'000'000'500}), GetParam().fresh);
}
INSTANTIATE_TEST_SUITE_P(
    Table, Fresh,
    testing::Values(
        FreshRow{R"({"timestamp":1800000000})", true}, FreshRow{R"({"timestamp":1800000000.5})", true},
        FreshRow{R"({"timestamp":1.8e9})", true}, FreshRow{R"({"timestamp":1800000300})", true},
        FreshRow{R"({"timestamp":1800000300.5})", true}, FreshRow{R"({"timestamp":1800000300.6})", false},
        FreshRow{R"({"timestamp":1799999701})", true}, FreshRow{R"({"timestamp":1799999700})", false},
        FreshRow{R"({})", false}, FreshRow{R"({"timestamp":"1800000000"})", false},
        FreshRow{R"({"timestamp":null})", false}, FreshRow{R"({"timestamp":true})", false},
        FreshRow{R"({"timestamp":[1800000000]})", false}, FreshRow{R"({"timestamp":0})", false},
        FreshRow{R"({"timestamp":-1800000000})", false},
        FreshRow{R"({"timestamp":99999999999999999999999999})", false},
        FreshRow{R"({"timestamp":1e308})", false}));

TEST(OnceKey, an_object_is_known_whatever_its_format_and_path) {
  const store::OnceKey key = once_key(object(R"({"a":1,"timestamp":2})"), "/leave");
  EXPECT_EQ(key.fingerprint.size(), 16U);
  EXPECT_EQ(key.path, "/leave");
  EXPECT_TRUE(key.name.empty());
  EXPECT_EQ(once_key(object(R"({ "timestamp":2, "a":1 })"), "/daily").fingerprint, key.fingerprint);
  EXPECT_NE(once_key(object(R"({"a":1,"timestamp":3})"), "/leave").fingerprint, key.fingerprint);
}

TEST(OnceKey, carries_the_time_of_its_object) {
  const auto signed_at = [](const char* text) { return once_key(object(text), "/leave").signed_at; };
  EXPECT_EQ(signed_at(R"({"timestamp":1800000000.25})"), Instant{1'800'000'000'250});
  for (const char* undated : {"{}", R"({"timestamp":"1"})", R"({"timestamp":-1})", R"({"timestamp":1e308})"})
    EXPECT_EQ(signed_at(undated), Instant{}) << undated;
}

TEST(OnceKey, a_request_id_covers_path_and_fields_but_not_the_time) {
  const auto content = [](const char* text, const char* path) {
    return once_key(object(text), path).content;
  };
  const std::string first = content(R"({"a":1,"request_id":"x","timestamp":1})", "/leave");
  EXPECT_EQ(first.size(), 16U);
  EXPECT_EQ(content(R"({"a":1,"request_id":"x","timestamp":2})", "/leave"), first);
  EXPECT_NE(content(R"({"a":2,"request_id":"x","timestamp":1})", "/leave"), first);
  EXPECT_NE(content(R"({"a":1,"request_id":"x","timestamp":1})", "/daily"), first);
  EXPECT_EQ(once_key(object(R"({"request_id":"x"})"), "/leave").name, "r:x");
}

TEST(RequestNames, that_a_call_needs_are_kept_for_ever) {
  const auto named = object(R"({"request_id":"x"})");
  EXPECT_TRUE(once_key(named, "/ton/withdraw", RequestName::required).for_ever);
  EXPECT_FALSE(once_key(named, "/leave", RequestName::optional).for_ever);
  EXPECT_FALSE(fault_of_request_id(named, RequestName::required));
  EXPECT_TRUE(fault_of_request_id(object("{}"), RequestName::required));
  EXPECT_TRUE(fault_of_request_id(object(R"({"request_id":null})"), RequestName::required));
}

TEST(RequestId, has_1_to_64_characters) {
  EXPECT_FALSE(fault_of_request_id(object("{}")));
  EXPECT_FALSE(fault_of_request_id(object(R"({"request_id":")" + std::string(64, 'x') + "\"}")));
  for (const std::string& text : {std::string(R"({"request_id":""})"), std::string(R"({"request_id":7})"),
                                  R"({"request_id":")" + std::string(65, 'x') + "\"}"}) {
    EXPECT_TRUE(fault_of_request_id(object(text))) << text;
    EXPECT_TRUE(once_key(object(text), "/leave").name.empty());
  }
}

}  // namespace
}  // namespace ludice::api
