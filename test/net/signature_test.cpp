// Signatures: the shared vectors, both forms, and everything that must not pass for one.
#include "net/signature.hpp"

#include "base/hex.hpp"

#include <fstream>
#include <sstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace ludice::net {
namespace {

TEST(Signature, every_shared_vector_has_its_signature) {
  std::ifstream file(LUDICE_TEST_DATA "/signatures.json");
  std::stringstream text;
  text << file.rdbuf();
  const boost::json::value vectors = boost::json::parse(text.str());
  const SigningKey key{std::string_view(vectors.at("secret_key").as_string())};
  for (const boost::json::value& vector : vectors.at("vectors").as_array()) {
    EXPECT_EQ(key.sign_v1(vector.at("canonical").as_string()),
              std::string_view(vector.at("signature").as_string()));
  }
}

// RFC 4231, test cases 1, 2 and 6 (a key longer than a block).
TEST(Signature, is_hmac_sha256) {
  EXPECT_EQ(SigningKey(std::string(20, '\x0b')).sign_v1("Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(SigningKey("Jefe").sign_v1("what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(
      SigningKey(std::string(131, '\xaa')).sign_v1("Test Using Larger Than Block-Size Key - Hash Key First"),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Signature, the_second_form_covers_method_and_path) {
  const SigningKey key("0123456789abcdef");
  EXPECT_EQ(key.sign_v2("POST", "/leave", "{}"), key.sign_v1("POST\n/leave\n{}"));
  const std::string signature = key.sign_v2("POST", "/leave", "{}");
  EXPECT_TRUE(key.holds_v2(signature, "POST", "/leave", "{}"));
  EXPECT_FALSE(key.holds_v2(signature, "POST", "/game", "{}"));
  EXPECT_FALSE(key.holds_v2(signature, "GET", "/leave", "{}"));
  EXPECT_FALSE(key.holds_v1(signature, "{}"));
}

TEST(Signature, anything_but_the_exact_signature_is_refused) {
  const SigningKey key("0123456789abcdef");
  const std::string body = R"({"bet":50})";
  const std::string signature = key.sign_v1(body);
  EXPECT_TRUE(key.holds_v1(signature, body));
  EXPECT_FALSE(key.holds_v1("", body));
  EXPECT_FALSE(key.holds_v1(signature.substr(1), body));
  EXPECT_FALSE(key.holds_v1(signature + "0", body));
  EXPECT_FALSE(key.holds_v1(signature, R"({"bet":51})"));
  EXPECT_FALSE(SigningKey("0123456789abcdeg").holds_v1(signature, body));
  std::string upper = signature;
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  EXPECT_FALSE(key.holds_v1(upper, body));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    std::string wrong = signature;
    wrong[i] = wrong[i] == '0' ? '1' : '0';
    EXPECT_FALSE(key.holds_v1(wrong, body));
  }
}

TEST(Signature, signing_leaves_the_key_as_it_was) {
  const SigningKey key("0123456789abcdef");
  EXPECT_EQ(key.sign_v1("a"), key.sign_v1("a"));
  EXPECT_NE(key.sign_v1("a"), key.sign_v1("b"));
}

TEST(Fingerprint, is_the_first_half_of_sha256) {
  EXPECT_EQ(to_hex(fingerprint("abc")), "ba7816bf8f01cfea414140de5dae2223");
  EXPECT_EQ(fingerprint("a", "b", "c"), fingerprint("abc"));
  EXPECT_NE(fingerprint("abc"), fingerprint("abd"));
}

}  // namespace
}  // namespace ludice::net
