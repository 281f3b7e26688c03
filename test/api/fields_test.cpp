// Fields: what is taken, and what is said about the rest.
#include "api/fields.hpp"

#include <gtest/gtest.h>

namespace ludice::api {
namespace {

/// What is reported about a body that is read by `reading`.
template <class Reading>
Invalid faults(const std::string& body, Reading reading) {
  const auto object = net::CanonicalObject::read(body);
  EXPECT_TRUE(object.has_value()) << body;
  Fields fields(object->root());
  reading(fields);
  return fields.invalid();
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(Integers, must_be_json_integers_within_range) {
  const auto read = [](Fields& fields) { fields.integer("n", 1, 100); };
  EXPECT_TRUE(faults(R"({"n":1})", read).empty());
  EXPECT_TRUE(faults(R"({"n":100})", read).empty());
  for (const char* body :
       {R"({"n":0})", R"({"n":101})", R"({"n":-5})", R"({"n":10.0})", R"({"n":1e1})", R"({"n":true})",
        R"({"n":"10"})", R"({"n":[10]})", R"({"n":9223372036854775808})"}) {
    EXPECT_EQ(faults(body, read), (Invalid{{"n", "must be an integer from 1 to 100"}})) << body;
  }
  EXPECT_EQ(faults("{}", read), (Invalid{{"n", "is missing"}}));
  EXPECT_EQ(faults(R"({"n":null})", read), (Invalid{{"n", "is missing"}}));
}

TEST(Texts, are_counted_in_code_points) {
  const auto read = [](Fields& fields) { fields.text("t", 3); };
  EXPECT_TRUE(faults("{\"t\":\"\xf0\x9f\x8e\xb2\xf0\x9f\x8e\xb2\xf0\x9f\x8e\xb2\"}", read).empty());
  EXPECT_FALSE(faults(R"({"t":"abcd"})", read).empty());
  EXPECT_FALSE(faults(R"({"t":""})", read).empty());
  EXPECT_FALSE(faults(R"({"t":7})", read).empty());
}

TEST(OptionalFields, may_be_left_out_or_null_but_not_be_wrong) {
  const auto read = [](Fields& fields) {
    fields.optional_integer("n", 1, 5);
    fields.optional_text("t", 5);
    fields.optional_boolean("b");
    fields.ids("l", 2);
  };
  EXPECT_TRUE(faults("{}", read).empty());
  EXPECT_TRUE(faults(R"({"n":null,"t":null,"b":null,"l":null})", read).empty());
  EXPECT_EQ(faults(R"({"n":9,"t":9,"b":9,"l":9})", read).size(), 4U);
}

TEST(Ids, are_a_list_of_ids_as_we_write_them) {
  const auto read = [](Fields& fields) { fields.ids("l", 2); };
  EXPECT_TRUE(faults(R"({"l":[]})", read).empty());
  EXPECT_TRUE(faults(R"({"l":["0000000000001","0000000000002"]})", read).empty());
  for (const char* body : {R"({"l":[1]})", R"({"l":["x"]})", R"({"l":{}})",
                           R"({"l":["0000000000001","0000000000002","0000000000003"]})"}) {
    EXPECT_EQ(faults(body, read), (Invalid{{"l", "must be a list of at most 2 ids"}})) << body;
  }
}

class Names : public testing::Test {
 protected:
  static Invalid check(const std::string& body) {
    return faults(body, [](Fields& fields) { fields.player(); });
  }
};

TEST_F(Names, of_64_code_points_of_any_script_are_taken) {
  EXPECT_TRUE(check(R"({"username":"a"})").empty());
  EXPECT_TRUE(check("{\"username\":\"" + repeated("\xf0\x9f\x8e\xb2", 64) + "\"}").empty());
  EXPECT_TRUE(check(R"({"username":"<b>\"'\u202e\u00a0 \\"})").empty());
  EXPECT_EQ(check("{\"username\":\"" + repeated("\xf0\x9f\x8e\xb2", 65) + "\"}").size(), 1U);
  EXPECT_EQ(check(R"({"username":""})").size(), 1U);
}

TEST_F(Names, must_not_have_control_characters) {
  for (const char* escape :
       {"\\u0000", "\\u0001", "\\n", "\\u001f", "\\u007f", "\\u0080", "\\u0085", "\\u009f"}) {
    EXPECT_EQ(check(std::string(R"({"username":"a)") + escape + R"("})"),
              (Invalid{{"username", "must not have control characters"}}))
        << escape;
  }
}

TEST_F(Names, may_start_with_a_number_sign_only_before_the_own_id) {
  EXPECT_TRUE(check(R"({"username":"#7"})").empty());
  EXPECT_TRUE(check(R"({"username":"#7","id":7})").empty());
  for (const char* body : {R"({"username":"#8","id":7})", R"({"username":"#"})", R"({"username":"#x"})",
                           R"({"username":"#07"})", R"({"username":"#0"})", R"({"username":"#-7"})",
                           R"({"username":"#7 "})", R"({"username":"#4503599627370496"})"}) {
    EXPECT_EQ(check(body).size(), 1U) << body;
  }
}

TEST_F(Names, or_an_id_must_be_given) {
  EXPECT_TRUE(check(R"({"id":1})").empty());
  EXPECT_TRUE(check(R"({"id":4503599627370495})").empty());
  EXPECT_EQ(check("{}"), (Invalid{{"username", "is missing"}}));
  EXPECT_EQ(check(R"({"username":7})"), (Invalid{{"username", "must be a string"}}));
  for (const char* body : {R"({"id":0})", R"({"id":-1})", R"({"id":4503599627370496})", R"({"id":"7"})",
                           R"({"id":7.0})", R"({"username":"anna","id":true})"}) {
    EXPECT_EQ(check(body), (Invalid{{"id", "must be an integer from 1 to 4503599627370495"}})) << body;
  }
}

TEST_F(Names, and_ids_are_both_needed_to_register) {
  const auto read = [](Fields& fields) { fields.registration(); };
  EXPECT_TRUE(faults(R"({"username":"anna","id":1})", read).empty());
  EXPECT_EQ(faults(R"({"username":"anna"})", read), (Invalid{{"id", "is missing"}}));
  EXPECT_EQ(faults(R"({"id":1})", read), (Invalid{{"username", "is missing"}}));
}

}  // namespace
}  // namespace ludice::api
