// The sandbox without its listening socket: every request to the face that answers it. Tests and robots
// talk to it directly.
#pragma once

#include "sandbox/bot_face.hpp"
#include "sandbox/sim_face.hpp"
#include "sandbox/ton_face.hpp"

namespace ludice::sandbox {

class Faces {
 public:
  explicit Faces(Engine& engine) : bots_(engine), sim_(engine), ton_(engine) {}

  async::Task<net::HttpResponse> handle(net::HttpRequest request);

 private:
  BotFace bots_;
  SimFace sim_;
  TonFace ton_;
};

}  // namespace ludice::sandbox
