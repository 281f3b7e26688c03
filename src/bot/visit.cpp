// What visits have in common.
#include "bot/visit.hpp"

#include "base/hex.hpp"
#include "net/trace.hpp"

namespace ludice::bot {

namespace {

std::string cause(std::int64_t inbox_id) {
  return "bot:" + to_base32(inbox_id);
}

}  // namespace

std::string Visit::request_id(std::string_view what) const {
  return cause(inbox_id) + ":" + std::string(what);
}

std::string Visit::trace_id(std::int64_t inbox) {
  return net::trace_id_for(cause(inbox));
}

Say Visit::message(std::string html, const ButtonRows& buttons) const {
  if (in.private_chat) return SayText{std::move(html), to_stored(buttons)};
  return SayElsewhere{in.chat_id, Screen{std::move(html), buttons}, "", ""};
}

void Visit::say(std::string html) {
  reply.says.push_back(message(std::move(html)));
}

void Visit::say_with_menu(std::string html) {
  if (!in.private_chat) {
    say(std::move(html));  // a reply keyboard would be everybody's there
    return;
  }
  reply.says.push_back(SayText{std::move(html), to_stored(reply_labels(words()))});
}

void Visit::say_with_buttons(std::string html, const ButtonRows& buttons) {
  reply.says.push_back(message(std::move(html), buttons));
}

void Visit::show(Screen screen, bool fresh) {
  SayCard card;
  card.screen = std::move(screen);
  card.fresh = fresh;
  reply.says.push_back(std::move(card));
}

void Visit::show_aside(Screen screen, bool fresh) {
  SayCard card;
  card.screen = std::move(screen);
  card.beside = !session.game.empty();
  card.fresh = fresh || card.beside;
  reply.says.push_back(std::move(card));
}

}  // namespace ludice::bot
