// TLS: whom the client believes. Certificates are made here, for this run.
#include "async/runner.hpp"
#include "net/http_client.hpp"
#include "net/loopback.hpp"

#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace ludice::net {
namespace {

using testing::Peer;
using testing::ScriptedServer;

constexpr Millis kLongEnough{20'000};

template <auto free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Freed<SSL_free>>;

void add_extension(X509* certificate, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  auto* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

/// A certificate for `subject_alternative`, signed by itself, valid from `from` to `to` seconds from now.
Certificate self_signed(EVP_PKEY* key, const std::string& subject_alternative, long from, long to) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), from);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), to);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1,
                             0);
  X509_set_issuer_name(certificate.get(), name);
  add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate.get(), NID_subject_alt_name, subject_alternative);
  X509_sign(certificate.get(), key, EVP_sha256());
  return certificate;
}

std::string pem_of(X509* certificate) {
  BIO* memory = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(memory, certificate);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory, &text);
  std::string pem(text, static_cast<std::size_t>(size));
  BIO_free(memory);
  return pem;
}

class HttpClientTls : public ::testing::Test {
 protected:
  void certify(const std::string& subject_alternative, long from = -60, long to = 3600) {
    certificate_ = self_signed(key_.get(), subject_alternative, from, to);
    context_.reset(SSL_CTX_new(TLS_server_method()));
    SSL_CTX_use_certificate(context_.get(), certificate_.get());
    SSL_CTX_use_PrivateKey(context_.get(), key_.get());
  }

  /// Answers every request on a connection; notes the name that the client asked for.
  ScriptedServer::Script answer() {
    return [this](Peer& peer) {
      Session session(SSL_new(context_.get()));
      SSL_set_fd(session.get(), peer.socket());
      if (SSL_accept(session.get()) != 1) {
        return;
      }
      const char* name = SSL_get_servername(session.get(), TLSEXT_NAMETYPE_host_name);
      asked_for_ = name == nullptr ? "" : name;
      char request[4096];
      while (SSL_read(session.get(), request, sizeof request) > 0) {
        const std::string response = testing::answer_with("over TLS");
        SSL_write(session.get(), response.data(), static_cast<int>(response.size()));
      }
    };
  }

  std::string get(const std::string& host, std::uint16_t port, const std::string& trusted, int times = 1) {
    HttpClientOptions options;
    options.trusted_ca_pem = trusted;
    auto client =
        make_http_client(runner_.executor(), "https://" + host + ":" + std::to_string(port), options);
    std::string body;
    for (int i = 0; i < times; ++i) {
      HttpRequest request;
      request.method = "GET";
      request.target = "/";
      body = runner_.run(client->send(request, kLongEnough)).body;
    }
    client->close();
    return body;
  }

  void expect_refused(const std::string& host, const std::string& trusted) {
    ScriptedServer server({answer()});
    try {
      get(host, server.port(), trusted);
      ADD_FAILURE() << "the certificate was accepted";
    } catch (const HttpUnavailable& unavailable) {
      EXPECT_TRUE(unavailable.nothing_sent);
      EXPECT_NE(std::string(unavailable.what()).find("certificate"), std::string::npos) << unavailable.what();
    }
  }

  async::Runner runner_;
  Key key_{EVP_EC_gen("P-256")};
  Certificate certificate_;
  Context context_;
  std::string asked_for_;
};

TEST_F(HttpClientTls, accepts_a_certificate_whose_authority_is_trusted) {
  certify("DNS:localhost");
  {
    ScriptedServer server({answer()});
    EXPECT_EQ(get("localhost", server.port(), pem_of(certificate_.get())), "over TLS");
  }
  EXPECT_EQ(asked_for_, "localhost");
}

TEST_F(HttpClientTls, accepts_an_address_that_the_certificate_names) {
  certify("IP:127.0.0.1");
  ScriptedServer server({answer()});
  EXPECT_EQ(get("127.0.0.1", server.port(), pem_of(certificate_.get())), "over TLS");
}

TEST_F(HttpClientTls, uses_a_connection_again) {
  certify("IP:127.0.0.1");
  ScriptedServer server({answer()});  // a second connection would never be answered
  EXPECT_EQ(get("127.0.0.1", server.port(), pem_of(certificate_.get()), 3), "over TLS");
}

TEST_F(HttpClientTls, refuses_an_authority_nobody_knows) {
  certify("IP:127.0.0.1");
  expect_refused("127.0.0.1", "");
}

TEST_F(HttpClientTls, refuses_a_certificate_for_another_host) {
  certify("DNS:example.org");
  expect_refused("127.0.0.1", pem_of(certificate_.get()));
}

TEST_F(HttpClientTls, refuses_a_certificate_that_has_expired) {
  certify("IP:127.0.0.1", -7200, -3600);
  expect_refused("127.0.0.1", pem_of(certificate_.get()));
}

TEST_F(HttpClientTls, refuses_tls_1_1) {
  certify("IP:127.0.0.1");
  SSL_CTX_set_security_level(context_.get(), 0);
  SSL_CTX_set_min_proto_version(context_.get(), TLS1_1_VERSION);
  SSL_CTX_set_max_proto_version(context_.get(), TLS1_1_VERSION);
  ScriptedServer server({answer()});
  EXPECT_THROW(get("127.0.0.1", server.port(), pem_of(certificate_.get())), HttpUnavailable);
}

TEST_F(HttpClientTls, refuses_a_server_without_tls) {
  ScriptedServer server({[](Peer& peer) { peer.send(testing::answer_with("plain")); }});
  EXPECT_THROW(get("127.0.0.1", server.port(), ""), HttpUnavailable);
}

TEST_F(HttpClientTls, an_answer_cut_off_within_tls_is_unavailable) {
  certify("IP:127.0.0.1");
  ScriptedServer server({[this](Peer& peer) {
    Session session(SSL_new(context_.get()));
    SSL_set_fd(session.get(), peer.socket());
    SSL_accept(session.get());
    char request[4096];
    SSL_read(session.get(), request, sizeof request);
    const std::string half = "HTTP/1.1 200 OK\r\n\r\nwithout length, without goodbye";
    SSL_write(session.get(), half.data(), static_cast<int>(half.size()));
  }});
  EXPECT_THROW(get("127.0.0.1", server.port(), pem_of(certificate_.get())), HttpUnavailable);
}

}  // namespace
}  // namespace ludice::net
