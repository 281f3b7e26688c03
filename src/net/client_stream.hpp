// A connection to a server as bytes, with TLS or without.
#pragma once

#include "async/task.hpp"
#include "net/url.hpp"

#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>

namespace ludice::net {

class ClientStream {
 public:
  virtual ~ClientStream() = default;

  /// Writes all; returns how many bytes have left for certain or perhaps: 0 only if none can have.
  /// `bytes` must live until the end.
  virtual async::Task<std::size_t> write(std::string_view bytes, boost::system::error_code& error) = 0;

  /// Reads what there is, waiting for something; the peer's end is the error eof.
  virtual async::Task<std::size_t> read_some(boost::asio::mutable_buffer room,
                                             boost::system::error_code& error) = 0;

  /// Whether the peer has neither closed nor sent anything: only such a connection can be used again.
  virtual bool is_quiet() = 0;
};

/// Connects to one origin. TLS 1.2 or later; chain and host name are verified.
class Connector {
 public:
  Connector(boost::asio::any_io_executor executor, Origin origin, const std::string& trusted_ca_pem);
  ~Connector();

  /// Tries the host's addresses in turn. Throws boost::system::system_error; leaves at once when cancelled,
  /// even where the name service hangs.
  async::Task<std::unique_ptr<ClientStream>> connect() const;

 private:
  struct Tls;
  boost::asio::any_io_executor executor_;
  Origin origin_;
  std::unique_ptr<Tls> tls_;
};

}  // namespace ludice::net
