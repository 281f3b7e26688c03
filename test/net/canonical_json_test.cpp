// Canonical JSON: the shared vectors, Python's spelling of every kind of value, what is refused, access to
// fields, and that the fast and the slow way agree.
#include "net/canonical_json.hpp"

#include "net/canonical_rewrite.hpp"
#include "net/canonical_scan.hpp"
#include "net/canonical_text.hpp"

#include <cmath>
#include <cstring>
#include <fstream>
#include <sstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace ludice::net {
namespace {

namespace json = boost::json;

json::value read_vectors() {
  std::ifstream file(LUDICE_TEST_DATA "/signatures.json");
  std::stringstream text;
  text << file.rdbuf();
  return json::parse(text.str());
}

std::string canonical(std::string_view body) {
  const auto object = CanonicalObject::read(std::string(body));
  return object ? object->text() : "refused: " + object.error().reason;
}

bool refused(std::string_view body) {
  return !CanonicalObject::read(std::string(body)).has_value();
}

std::string nested(std::size_t depth, const std::string& open, const std::string& inner,
                   const std::string& close) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  text += inner;
  for (std::size_t i = 0; i < depth; ++i) text += close;
  return text;
}

TEST(CanonicalJson, every_shared_vector_has_its_canonical_form) {
  const json::value vectors = read_vectors();
  ASSERT_EQ(vectors.at("vectors").as_array().size(), 70U);
  for (const json::value& vector : vectors.at("vectors").as_array()) {
    EXPECT_EQ(canonical(vector.at("body").as_string()), std::string_view(vector.at("canonical").as_string()));
  }
}

struct Case {
  const char* body;
  const char* canonical;
};

class Spelling : public testing::TestWithParam<Case> {};

TEST_P(Spelling, is_pythons) {
  EXPECT_EQ(canonical(GetParam().body), GetParam().canonical);
}

INSTANTIATE_TEST_SUITE_P(
    Numbers, Spelling,
    testing::Values(Case{R"({"a":1.0})", R"({"a":1.0})"}, Case{R"({"a":1E2})", R"({"a":100.0})"},
                    Case{R"({"a":-0})", R"({"a":0})"}, Case{R"({"a":-0.0})", R"({"a":-0.0})"},
                    Case{R"({"a":0e5})", R"({"a":0.0})"}, Case{R"({"a":1e16})", R"({"a":1e+16})"},
                    Case{R"({"a":1e15})", R"({"a":1000000000000000.0})"},
                    Case{R"({"a":123456789012345678.0})", R"({"a":1.2345678901234568e+17})"},
                    Case{R"({"a":0.0001})", R"({"a":0.0001})"}, Case{R"({"a":0.00001})", R"({"a":1e-05})"},
                    Case{R"({"a":1.5e-7})", R"({"a":1.5e-07})"}, Case{R"({"a":1e-400})", R"({"a":0.0})"},
                    Case{R"({"a":-1e-400})", R"({"a":-0.0})"}, Case{R"({"a":5e-324})", R"({"a":5e-324})"},
                    Case{R"({"a":1.7976931348623157e308})", R"({"a":1.7976931348623157e+308})"},
                    Case{R"({"a":0.1000000000000000055511151231257827})", R"({"a":0.1})"},
                    Case{R"({"a":18446744073709551616})", R"({"a":18446744073709551616})"},
                    Case{R"({"a":-123456789012345678901234567890123456789012345678901234567890})",
                         R"({"a":-123456789012345678901234567890123456789012345678901234567890})"}));

INSTANTIATE_TEST_SUITE_P(Strings, Spelling,
                         testing::Values(Case{R"({"a":"\/"})", R"({"a":"/"})"},
                                         Case{R"({"a":"\u0041"})", R"({"a":"A"})"},
                                         Case{R"({"a":"\u00E9"})", R"({"a":"\u00e9"})"},
                                         Case{"{\"a\":\"\x7f\"}", R"({"a":"\u007f"})"},
                                         Case{R"({"a":"\u0009\u000b"})", R"({"a":"\t\u000b"})"},
                                         Case{"{\"a\":\"\xf0\x9f\x8e\xb2\"}", R"({"a":"\ud83c\udfb2"})"},
                                         Case{R"({"a":"\uD83C\uDFB2"})", R"({"a":"\ud83c\udfb2"})"},
                                         Case{R"({"a":"\u0000"})", R"({"a":"\u0000"})"}));

INSTANTIATE_TEST_SUITE_P(
    Layout, Spelling,
    testing::Values(Case{" {\n} \t", "{}"}, Case{R"({"b":1,"a":2})", R"({"a":2,"b":1})"},
                    Case{R"({"\ud83d\ude00":1,"\uffff":2,"~":3})", R"({"~":3,"\uffff":2,"\ud83d\ude00":1})"},
                    Case{R"({"a":[ 1 , {"y":null,"x":true} , [] ]})", R"({"a":[1,{"x":true,"y":null},[]]})"},
                    Case{R"({"a":{"z":1},"A":{"z":[{}]}})", R"({"A":{"z":[{}]},"a":{"z":1}})"}));

class Refused : public testing::TestWithParam<const char*> {};

TEST_P(Refused, is_malformed) {
  EXPECT_TRUE(refused(GetParam())) << canonical(GetParam());
}

INSTANTIATE_TEST_SUITE_P(NoObject, Refused,
                         testing::Values("", " ", "[]", "1", "\"a\"", "null", "true", "nul"));
INSTANTIATE_TEST_SUITE_P(Broken, Refused,
                         testing::Values("{", "{}{}", "{} x", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}",
                                         "{a:1}", "{'a':1}", "{\"a\":[1,]}", "{\"a\":[1}", "{\"a\" 1}",
                                         "/**/{}", "{}//", "\xef\xbb\xbf{}"));
INSTANTIATE_TEST_SUITE_P(Numbers, Refused,
                         testing::Values(R"({"a":NaN})", R"({"a":Infinity})", R"({"a":-Infinity})",
                                         R"({"a":1e400})", R"({"a":-1e400})", R"({"a":1e99999999999})",
                                         R"({"a":01})", R"({"a":+1})", R"({"a":.5})", R"({"a":1.})",
                                         R"({"a":0x1})", R"({"a":1e})", R"({"a":-})", R"({"a":--1})"));
INSTANTIATE_TEST_SUITE_P(Strings, Refused,
                         testing::Values("{\"a\":\"\xff\"}", "{\"a\":\"\xc0\x80\"}",
                                         "{\"a\":\"\xed\xa0\x80\"}", "{\"a\":\"\xf4\x90\x80\x80\"}",
                                         "{\"a\":\"\xe2\x82\"}", "{\"\xff\":1}", R"({"a":"\ud800"})",
                                         R"({"a":"\udc00"})", R"({"a":"\ud800\u0041"})",
                                         R"({"a":"\udc00\ud800"})", R"({"\ud800":1})", R"({"a":"\x41"})",
                                         R"({"a":"\u12g4"})", "{\"a\":\"\n\"}", "{\"a\":\"\t\"}",
                                         "{\"a\":\"b"));
INSTANTIATE_TEST_SUITE_P(Duplicates, Refused,
                         testing::Values(R"({"a":1,"a":1})", R"({"a":1,"b":2,"a":3})",
                                         R"({"a":1,"\u0061":1})", R"({"x":[{"a":1,"a":2}]})",
                                         R"({"":1,"":2})"));

TEST(CanonicalJson, a_nul_byte_in_a_body_is_malformed) {
  EXPECT_TRUE(refused(std::string_view("{\"a\":\"\0\"}", 9)));
  EXPECT_TRUE(refused(std::string_view("{}\0", 3)));
}

TEST(CanonicalJson, depth_16_is_read_and_17_is_malformed_in_either_format) {
  for (const char* open : {R"({"a":)", R"({ "a":)"}) {
    EXPECT_FALSE(refused(nested(15, open, "{}", "}")));
    EXPECT_TRUE(refused(nested(16, open, "{}", "}")));
  }
  for (const char* object : {R"({"a":)", R"({ "a":)"}) {
    EXPECT_FALSE(refused(object + nested(15, "[", "", "]") + "}"));
    EXPECT_TRUE(refused(object + nested(16, "[", "", "]") + "}"));
  }
}

TEST(CanonicalJson, a_reason_for_people_comes_with_a_refusal) {
  EXPECT_EQ(canonical(R"({"a":1,"a":2})"), "refused: duplicate key");
  EXPECT_EQ(canonical("[]"), "refused: not an object");
  EXPECT_EQ(canonical(R"({"a":1e400})"), "refused: number out of range");
}

TEST(CanonicalJson, what_already_is_canonical_is_recognised) {
  EXPECT_TRUE(scan_canonical(R"({"bet":50,"timestamp":1673800000.25,"username":"\u0418 \ud83c\udfb2\n"})"));
  for (const char* other :
       {R"({"b":1,"a":2})", R"({"a": 1})", R"({"a":"\u00E9"})", R"({"a":"\u0041"})", R"({"a":"\u000a"})",
        R"({"a":"\/"})", R"({"a":1E2})", R"({"a":-0})", R"({"a":1.50})", "{\"a\":\"\x7f\"}",
        "{\"a\":\"\xc3\xa9\"}", R"({"\u00e9":1,"a":2})", R"({"a":1,"a":1})"}) {
    EXPECT_FALSE(scan_canonical(other)) << other;
  }
}

TEST(CanonicalJson, fields_have_their_kind_and_value) {
  for (const char* space : {"", " "}) {
    const auto object =
        CanonicalObject::read(std::string("{") + space +
                              R"("a":1,"b":50.0,"c":"\u00e9\"","d":[1,"x",[2]],"e":{"f":true,"g":null}})");
    ASSERT_TRUE(object.has_value());
    EXPECT_EQ((*object)["a"].integer(), 1);
    EXPECT_EQ((*object)["b"].kind(), JsonKind::real);
    EXPECT_EQ((*object)["b"].integer(), std::nullopt);
    EXPECT_EQ((*object)["b"].number(), 50.0);
    EXPECT_EQ((*object)["c"].string(), "\xc3\xa9\"");
    const std::vector<JsonValue> elements = (*object)["d"].elements();
    ASSERT_EQ(elements.size(), 3U);
    EXPECT_EQ(elements[1].string(), "x");
    EXPECT_EQ(elements[2].elements().at(0).integer(), 2);
    EXPECT_EQ((*object)["e"]["f"].boolean(), true);
    EXPECT_EQ((*object)["e"]["g"].kind(), JsonKind::null);
    EXPECT_EQ((*object)["f"].kind(), JsonKind::missing);
    EXPECT_EQ((*object)["a"]["b"].kind(), JsonKind::missing);
  }
}

TEST(CanonicalJson, an_integer_beyond_int64_is_an_integer_without_value) {
  const auto object = CanonicalObject::read(R"({"a":9223372036854775808,"b":-9223372036854775808})");
  EXPECT_EQ((*object)["a"].kind(), JsonKind::integer);
  EXPECT_EQ((*object)["a"].integer(), std::nullopt);
  EXPECT_EQ((*object)["b"].integer(), INT64_MIN);
}

TEST(CanonicalJson, members_can_be_left_out) {
  const auto object = CanonicalObject::read(R"({"a":"x","b":{"a":[1]},"timestamp":1,"z":"y"})");
  EXPECT_EQ(object->text_without({"timestamp"}), R"({"a":"x","b":{"a":[1]},"z":"y"})");
  EXPECT_EQ(object->text_without({"a", "z"}), R"({"b":{"a":[1]},"timestamp":1})");
  EXPECT_EQ(object->text_without({"a", "b", "timestamp", "z"}), "{}");
  EXPECT_EQ(object->text_without({}), object->text());
}

TEST(CanonicalJson, objects_of_ours_are_written_in_the_same_form) {
  const json::object object{{"username", "\xc3\xa9\xf0\x9f\x8e\xb2"},
                            {"bet", 50},
                            {"big", std::uint64_t{18446744073709551615U}},
                            {"list", json::array{1.5, nullptr, true, json::object{}}}};
  EXPECT_EQ(
      canonical_json(object),
      R"({"bet":50,"big":18446744073709551615,"list":[1.5,null,true,{}],"username":"\u00e9\ud83c\udfb2"})");
}

// Anything a JSON text can hold, with short and awkward strings.
std::string awkward_string() {
  static const std::vector<std::string> pieces{"a",
                                               "b",
                                               "\"",
                                               "\\",
                                               "\n",
                                               "\x01",
                                               "\x7f",
                                               "/",
                                               " ",
                                               "\xc3\xa9",
                                               "\xef\xbf\xbf",
                                               "\t",
                                               "~",
                                               "\\u0061",
                                               "\xed\x9f\xbf",
                                               "\xf0\x9f\x8e\xb2",
                                               "\xf4\x8f\xbf\xbf"};
  std::string text;
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) text += *rc::gen::elementOf(pieces);
  return text;
}

json::value arbitrary_value(int depth) {
  switch (*rc::gen::inRange(0, depth > 0 ? 8 : 6)) {
    case 0:
      return nullptr;
    case 1:
      return *rc::gen::arbitrary<bool>();
    case 2:
      return *rc::gen::arbitrary<std::int64_t>();
    case 3: {
      const auto bits = *rc::gen::arbitrary<std::uint64_t>();
      double number = 0;
      std::memcpy(&number, &bits, sizeof number);
      return std::isfinite(number) ? number : 0.5;
    }
    case 4:
    case 5:
      return json::string(awkward_string());
    case 6: {
      json::array array;
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i) array.push_back(arbitrary_value(depth - 1));
      return array;
    }
    default: {
      json::object object;
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i) object[awkward_string()] = arbitrary_value(depth - 1);
      return object;
    }
  }
}

json::object arbitrary_object() {
  json::object object;
  for (int i = *rc::gen::inRange(0, 6); i > 0; --i) object[awkward_string()] = arbitrary_value(3);
  return object;
}

RC_GTEST_PROP(CanonicalJsonProperty, what_we_write_is_canonical, ()) {
  const std::string text = canonical_json(arbitrary_object());
  RC_ASSERT(scan_canonical(text).has_value());
}

RC_GTEST_PROP(CanonicalJsonProperty, canonical_of_canonical_is_the_same_by_either_way, ()) {
  const std::string text = canonical_json(arbitrary_object());
  RC_ASSERT(canonical(text) == text);
  RC_ASSERT(rewrite_canonical(text).value() == text);
}

RC_GTEST_PROP(CanonicalJsonProperty, another_format_of_the_same_object_has_the_same_canonical_form, ()) {
  const json::object object = arbitrary_object();
  // Boost's serializer keeps the order of insertion and escapes less.
  RC_ASSERT(canonical("  " + json::serialize(object)) == canonical_json(object));
}

RC_GTEST_PROP(CanonicalJsonProperty, a_damaged_text_is_refused_or_read_to_something_canonical, ()) {
  std::string text = canonical_json(arbitrary_object());
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
  text[at] = static_cast<char>(*rc::gen::arbitrary<unsigned char>());
  const auto fast = scan_canonical(text);
  const auto slow = rewrite_canonical(text);
  if (fast) {
    RC_ASSERT(slow.has_value());
    RC_ASSERT(*slow == text);
  } else if (slow) {
    RC_ASSERT(*slow != text);
    RC_ASSERT(scan_canonical(*slow).has_value());
  }
}

RC_GTEST_PROP(CanonicalJsonProperty, a_float_is_read_back_as_the_same_double, ()) {
  const auto bits = *rc::gen::arbitrary<std::uint64_t>();
  double number = 0;
  std::memcpy(&number, &bits, sizeof number);
  RC_PRE(std::isfinite(number));
  std::string text;
  append_float(text, number);
  RC_ASSERT(parse_double(text) == number);
}

}  // namespace
}  // namespace ludice::net
