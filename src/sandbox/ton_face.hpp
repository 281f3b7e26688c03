// The local network as a provider tells it: toncenter's API v3 for one wallet (GET /api/v3/transactions,
// accountStates, masterchainInfo), with the faults that were asked for.
#pragma once

#include "net/http_types.hpp"
#include "sandbox/engine.hpp"
#include "sandbox/params.hpp"

#include <string_view>

namespace ludice::sandbox {

class TonFace {
 public:
  explicit TonFace(Engine& engine) : engine_(engine) {}

  static bool is_mine(std::string_view path) { return path.starts_with("/api/v3/"); }

  async::Task<net::HttpResponse> handle(net::HttpRequest request);

 private:
  Engine& engine_;
};

// What people and tests do with it: POST /sim/ton/pay, /sim/ton/rows, /sim/ton/fault and so on (sim_face.cpp
// has the routes). Refusals are 400 and 409 with words.

Api<json::value> ton_state(Engine& engine, const Params& params);
Api<json::value> ton_pay(Engine& engine, const Params& params);
Api<json::value> ton_rows(Engine& engine, const Params& params);
Api<json::value> add_ton_fault(Engine& engine, const Params& params);
Api<json::value> clear_ton_faults(Engine& engine, const Params& params);

}  // namespace ludice::sandbox
