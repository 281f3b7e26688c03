// Fields: what is taken, what is said about the rest, and what documents show.
#include "api/player_fields.hpp"
#include "domain/asset.hpp"

#include <gtest/gtest.h>

namespace ludice::api {
namespace {

/// What is reported about a body.
template <class Command>
Invalid faults(const std::string& body, const Form<Command>& form) {
  const auto object = net::CanonicalObject::read(body);
  EXPECT_TRUE(object.has_value()) << body;
  Invalid invalid;
  form.read(object->root(), invalid);
  return invalid;
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

struct Values {
  std::int64_t number = 0;
  std::string text;
  std::optional<int> optional_number;
  std::optional<std::string> optional_text;
  bool truth = false;
  std::vector<std::int64_t> ids;
  domain::Asset asset = domain::Asset::ton;
};

Form<Values> form_of_number() {
  return Form<Values>().required("n", Integer{1, 100}, &Values::number, {"A number.", "7"});
}
Form<Values> form_of_text(Text type) {
  return Form<Values>().required("t", type, &Values::text, {"A text."});
}
Form<Values> optional_form() {
  return Form<Values>()
      .optional("n", Integer{1, 5}, &Values::optional_number, {""})
      .optional("t", Text{5}, &Values::optional_text, {""})
      .optional("b", Boolean{}, &Values::truth, {""})
      .optional("l", Ids{2}, &Values::ids, {""})
      .optional("a", Choice(std::vector{domain::Asset::points, domain::Asset::stars}), &Values::asset, {""});
}

TEST(Integers, must_be_json_integers_within_range) {
  const auto form = form_of_number();
  EXPECT_TRUE(faults(R"({"n":1})", form).empty());
  EXPECT_TRUE(faults(R"({"n":100})", form).empty());
  for (const char* body :
       {R"({"n":0})", R"({"n":101})", R"({"n":-5})", R"({"n":10.0})", R"({"n":1e1})", R"({"n":true})",
        R"({"n":"10"})", R"({"n":[10]})", R"({"n":9223372036854775808})"}) {
    EXPECT_EQ(faults(body, form), (Invalid{{"n", "must be an integer from 1 to 100"}})) << body;
  }
  EXPECT_EQ(faults("{}", form), (Invalid{{"n", "is missing"}}));
  EXPECT_EQ(faults(R"({"n":null})", form), (Invalid{{"n", "is missing"}}));
}

TEST(Texts, are_counted_in_code_points) {
  const auto form = form_of_text(Text{3});
  EXPECT_TRUE(faults("{\"t\":\"\xf0\x9f\x8e\xb2\xf0\x9f\x8e\xb2\xf0\x9f\x8e\xb2\"}", form).empty());
  EXPECT_FALSE(faults(R"({"t":"abcd"})", form).empty());
  EXPECT_FALSE(faults(R"({"t":""})", form).empty());
  EXPECT_FALSE(faults(R"({"t":7})", form).empty());
}

TEST(Texts, may_exclude_control_characters) {
  EXPECT_TRUE(faults(R"({"t":"a\n"})", form_of_text(Text{3})).empty());
  EXPECT_EQ(faults(R"({"t":"a\n"})", form_of_text({.max = 3, .control_characters = false})),
            (Invalid{{"t", "must not have control characters"}}));
}

TEST(OptionalFields, may_be_left_out_or_null_but_not_be_wrong) {
  const auto form = optional_form();
  EXPECT_TRUE(faults("{}", form).empty());
  EXPECT_TRUE(faults(R"({"n":null,"t":null,"b":null,"l":null,"a":null})", form).empty());
  EXPECT_EQ(faults(R"({"n":9,"t":9,"b":9,"l":9,"a":9})", form).size(), 5U);
}

TEST(OptionalFields, leave_the_command_as_it_was_where_they_are_not_given) {
  const auto object = net::CanonicalObject::read(R"({"n":3,"b":true,"a":"stars"})");
  Invalid invalid;
  const Values given = optional_form().read(object->root(), invalid);
  EXPECT_EQ(given.optional_number, 3);
  EXPECT_EQ(given.optional_text, std::nullopt);
  EXPECT_TRUE(given.truth);
  EXPECT_EQ(given.asset, domain::Asset::stars);
  const Values none = optional_form().read((*object)["none"], invalid);
  EXPECT_EQ(none.asset, domain::Asset::ton);
  EXPECT_TRUE(invalid.empty());
}

TEST(Choices, are_named_in_what_is_said) {
  EXPECT_EQ(faults(R"({"a":"ton"})", optional_form()), (Invalid{{"a", "must be points or stars"}}));
  EXPECT_EQ(must_be_one_of({"a"}), "must be a");
  EXPECT_EQ(must_be_one_of({"a", "b", "c"}), "must be a, b or c");
}

TEST(Ids, are_a_list_of_ids_as_we_write_them) {
  const auto form = optional_form();
  EXPECT_TRUE(faults(R"({"l":[]})", form).empty());
  EXPECT_TRUE(faults(R"({"l":["0000000000001","0000000000002"]})", form).empty());
  for (const char* body : {R"({"l":[1]})", R"({"l":["x"]})", R"({"l":{}})",
                           R"({"l":["0000000000001","0000000000002","0000000000003"]})"}) {
    EXPECT_EQ(faults(body, form), (Invalid{{"l", "must be a list of at most 2 ids"}})) << body;
  }
}

struct Outer {
  std::optional<Values> inner;
};

TEST(Objects, name_what_is_wrong_inside_them) {
  const auto form = Form<Outer>().optional_object("p", form_of_number(), &Outer::inner, {""});
  EXPECT_TRUE(faults("{}", form).empty());
  EXPECT_TRUE(faults(R"({"p":{"n":5}})", form).empty());
  EXPECT_EQ(faults(R"({"p":{}})", form), (Invalid{{"p.n", "is missing"}}));
  EXPECT_EQ(faults(R"({"p":[]})", form), (Invalid{{"p", "must be an object"}}));
}

TEST(Documents, show_the_rules_that_are_checked) {
  EXPECT_EQ(form_of_number().outline().schema().text(),
            R"({"type":"object","properties":{"n":{"type":"integer","minimum":1,"maximum":100,)"
            R"("description":"A number.","examples":[7]}},"required":["n"]})");
  EXPECT_EQ(Form<Values>().optional("b", Boolean{}, &Values::truth, {""}).outline().schema().text(),
            R"({"type":"object","properties":{"b":{"type":["boolean","null"]}}})");
  EXPECT_EQ(schema::or_null(Choice(std::vector{domain::Asset::points}).schema()).text(),
            R"({"type":["string","null"],"enum":["points",null]})");
}

class Names : public testing::Test {
 protected:
  static Invalid check(const std::string& body) {
    return faults(body, Form<service::PlayerRef>().add(player_fields()));
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
  const auto form = Form<service::PlayerRef>().add(registration_fields());
  EXPECT_TRUE(faults(R"({"username":"anna","id":1})", form).empty());
  EXPECT_EQ(faults(R"({"username":"anna"})", form), (Invalid{{"id", "is missing"}}));
  EXPECT_EQ(faults(R"({"id":1})", form), (Invalid{{"username", "is missing"}}));
  EXPECT_EQ(faults("{}", form).size(), 2U);
}

TEST_F(Names, of_new_accounts_are_never_numbers) {
  const auto form = Form<std::string>().add(new_username());
  EXPECT_TRUE(faults(R"({"username":"anna"})", form).empty());
  EXPECT_EQ(faults(R"({"username":"#7"})", form), (Invalid{{"username", "must not start with #"}}));
  EXPECT_EQ(faults("{}", form), (Invalid{{"username", "is missing"}}));
}

TEST_F(Names, in_a_query_have_ids_that_are_strings) {
  const auto form = Form<service::PlayerRef>().add(player_query());
  EXPECT_TRUE(faults(R"({"id":"7"})", form).empty());
  for (const char* body :
       {R"({"id":"0"})", R"({"id":"7.0"})", R"({"id":"+7"})", R"({"id":" 7"})", R"({"id":7})"}) {
    EXPECT_EQ(faults(body, form), (Invalid{{"id", "must be an integer from 1 to 4503599627370495"}})) << body;
  }
}

}  // namespace
}  // namespace ludice::api
