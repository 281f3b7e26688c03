// The process's calls to somebody else's server: each waits until the simulation lets it arrive, and it or
// its answer may be lost on the way. A call that was under way when the process died may still arrive.
#pragma once

#include "net/http_client.hpp"
#include "sim/dice.hpp"

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ludice::sim {

class OutsideLine final : public net::HttpClient {
 public:
  using Server = std::function<net::HttpResponse(const net::HttpRequest&)>;

  /// `name` stands in the tally.
  OutsideLine(Dice& dice, Tally& tally, std::string name)
      : dice_(dice), tally_(tally), name_(std::move(name)) {}
  /// Who answers; before the first call.
  void connect(Server server) { server_ = std::move(server); }

  async::Task<net::HttpResponse> send(net::HttpRequest request, Millis deadline, bool idempotent) override;
  void close() override {}

  std::size_t under_way() const { return waiting_.size(); }
  /// One of the calls under way, whichever; what comes of it is drawn. The caller lets the process run then.
  void deliver();
  /// All of them, without any fault.
  void deliver_all();
  /// The process is gone; what was under way may arrive all the same.
  void drop_all();
  /// The run is over, and so is the other side.
  void forget() { waiting_.clear(); }

 private:
  struct Call {
    net::HttpRequest request;
    net::HttpResponse answer;
    std::function<void(std::exception_ptr)> resume;
  };
  using CallPtr = std::shared_ptr<Call>;

  void arrive(const CallPtr& call);
  void lose(const CallPtr& call);
  void count(const char* what) { tally_.count(name_ + ": " + what); }

  Dice& dice_;
  Tally& tally_;
  const std::string name_;
  Server server_;
  std::vector<CallPtr> waiting_;
};

}  // namespace ludice::sim
