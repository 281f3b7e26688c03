// What visits have in common.
#include "bot/visit.hpp"

#include "base/hex.hpp"

namespace ludice::bot {

std::string Visit::request_id(std::string_view what) const {
  return "bot:" + to_base32(inbox_id) + ":" + std::string(what);
}

void Visit::say_with_menu(std::string html) {
  reply.says.push_back(SayText{std::move(html), to_stored(reply_labels(words()))});
}

void Visit::show(Screen screen, bool fresh) {
  SayCard card;
  card.screen = std::move(screen);
  card.fresh = fresh;
  reply.says.push_back(std::move(card));
}

}  // namespace ludice::bot
