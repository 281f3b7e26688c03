// Forms: both encodings, their limits, and bodies that are broken.
#include "net/form.hpp"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ludice::net {
namespace {

constexpr const char* kUrlencoded = "application/x-www-form-urlencoded";
constexpr const char* kMultipart = "multipart/form-data; boundary=XX";

std::string part(const std::string& disposition, const std::string& value) {
  return "--XX\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + value + "\r\n";
}

TEST(ParseForm, reads_urlencoded_fields) {
  const auto form = parse_form("Application/X-WWW-Form-Urlencoded; charset=utf-8", "chat_id=7&text=a+b%0A");
  ASSERT_TRUE(form);
  ASSERT_EQ(form->size(), 2u);
  EXPECT_EQ((*form)[1].name, "text");
  EXPECT_EQ((*form)[1].value, "a b\n");
}

TEST(ParseForm, reads_multipart_fields_and_tells_files_from_texts) {
  const auto form = parse_form(
      kMultipart, part("name=\"a\"", "one\r\ntwo") + part("name=b", "") +
                      part("name=\"f\"; filename=\"x \\\"y\\\".png\"\r\nContent-Type: image/png", "\x89PNG") +
                      "--XX--\r\n");
  ASSERT_TRUE(form);
  ASSERT_EQ(form->size(), 3u);
  EXPECT_EQ((*form)[0].value, "one\r\ntwo");
  EXPECT_EQ((*form)[0].file_name, std::nullopt);
  EXPECT_EQ((*form)[1].name, "b");
  EXPECT_EQ((*form)[1].value, "");
  EXPECT_EQ((*form)[2].file_name, "x \"y\".png");
}

TEST(ParseForm, reads_quoted_boundaries_and_skips_what_stands_around_the_parts) {
  const auto form = parse_form("multipart/form-data; charset=x; boundary=\"XX\"",
                               "preamble\r\n" + part("name=a", "1") + "--XX--\r\nepilogue");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->front().value, "1");
}

TEST(ParseForm, a_boundary_within_a_line_is_no_boundary) {
  const auto form = parse_form(kMultipart, part("name=a", "x--XX y") + "--XX--");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->front().value, "x--XX y");
}

TEST(ParseForm, refuses_other_content_types) {
  for (const char* type :
       {"", "application/json", "text/plain", "multipart/mixed; boundary=XX", "multipart/form-data",
        "multipart/form-data; boundary=", "multipart/form-data; boundary=\"XX"}) {
    EXPECT_FALSE(parse_form(type, part("name=a", "1") + "--XX--")) << type;
  }
  EXPECT_FALSE(parse_form("multipart/form-data; boundary=" + std::string(71, 'X'), ""));
}

TEST(ParseForm, refuses_broken_multipart_bodies) {
  for (const std::string& body :
       {std::string(), std::string("--XX"), std::string("no boundary"), part("name=a", "1"),
        std::string("--XX\r\n\r\nvalue\r\n--XX--"), std::string("--XX\r\nname: a\r\n\r\nvalue\r\n--XX--"),
        part("filename=x", "1") + "--XX--", std::string("--XX\r\nno colon\r\n\r\nvalue\r\n--XX--"),
        std::string("--XXjunk\r\n\r\n\r\n--XX--"), part("name=\"a", "1") + "--XX--"}) {
    EXPECT_FALSE(parse_form(kMultipart, body)) << body;
  }
}

TEST(ParseForm, holds_its_limits) {
  const FormLimits limits{.fields = 2, .value_bytes = 3};
  EXPECT_TRUE(parse_form(kMultipart, part("name=a", "123") + part("name=b", "") + "--XX--", limits));
  EXPECT_FALSE(parse_form(kMultipart, part("name=a", "1234") + "--XX--", limits));
  EXPECT_FALSE(parse_form(kMultipart, part("name=a", "") + part("name=a", "") + part("name=a", "") + "--XX--",
                          limits));
  EXPECT_TRUE(parse_form(kUrlencoded, "a=123&b=", limits));
  EXPECT_FALSE(parse_form(kUrlencoded, "a=1234", limits));
  EXPECT_FALSE(parse_form(kUrlencoded, "a=&b=&c=", limits));
}

RC_GTEST_PROP(ParseForm, survives_any_change_of_a_byte, ()) {
  std::string body = part("name=\"a\"", "one") + part("name=b; filename=c", "two") + "--XX--\r\n";
  body[*rc::gen::inRange<std::size_t>(0, body.size())] = *rc::gen::arbitrary<char>();
  const auto form = parse_form(kMultipart, body);
  RC_ASSERT(!form || form->size() <= 2u);
}

}  // namespace
}  // namespace ludice::net
