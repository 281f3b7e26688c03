// A proxy on a socket between a store and its PostgreSQL, that cuts connections at chosen moments.
#pragma once

#include "support/temp_folder.hpp"

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ludice::test {

class CuttingProxy {
 public:
  /// Of the database at `url`, as PostgresServer gives it.
  explicit CuttingProxy(const std::string& url);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  /// The same database through the proxy.
  const std::string& url() const { return url_; }

  enum class Cut {
    nothing,
    before,  ///< what the client says does not reach the server
    after,   ///< it does, and the server's answer to it does not come back
  };
  /// Once, on the connection that next prepares a commit.
  void cut_commit(Cut cut) { cut_ = cut; }

 private:
  void accept_all();
  void carry(int client);
  int connect() const;

  TempFolder folder_;
  std::string server_;
  std::string url_;
  std::atomic<Cut> cut_ = Cut::nothing;
  std::atomic<bool> closing_ = false;
  int listener_ = -1;
  std::thread acceptor_;
  std::mutex mutex_;
  std::vector<std::thread> carriers_;
};

}  // namespace ludice::test
