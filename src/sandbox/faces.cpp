// Which face answers.
#include "sandbox/faces.hpp"

#include "sandbox/page_face.hpp"

namespace ludice::sandbox {
namespace {

async::Task<net::HttpResponse> serve_page(net::HttpRequest request) {
  co_return page_answer(request);
}

}  // namespace

async::Task<net::HttpResponse> Faces::handle(net::HttpRequest request) {
  if (SimFace::is_mine(request.path())) return sim_.handle(std::move(request));
  if (BotFace::is_mine(request.path())) return bots_.handle(std::move(request));
  if (TonFace::is_mine(request.path())) return ton_.handle(std::move(request));
  return serve_page(std::move(request));
}

}  // namespace ludice::sandbox
