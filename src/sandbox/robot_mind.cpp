// The newest message with buttons is the card in force; its labels tell what is asked.
#include "sandbox/robot_mind.hpp"

#include "sandbox/text.hpp"

#include <algorithm>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace ludice::sandbox {
namespace {

namespace json = boost::json;

constexpr std::string_view kTopUp = "Top up 🔝";
constexpr std::string_view kStar = "⭐";

struct Button {
  std::int64_t message_id = 0;
  std::string label;
};

const json::object* newest_card(const json::object& chat) {
  const auto& messages = chat.at("messages").as_array();
  for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
    if (message->as_object().contains("reply_markup")) return &message->get_object();
  }
  return nullptr;
}

template <class Fits>
std::optional<Button> find_button(const json::object* card, const Fits& fits) {
  if (!card) return std::nullopt;
  for (const auto& row : card->at("reply_markup").at("inline_keyboard").as_array()) {
    for (const auto& button : row.as_array()) {
      if (fits(button.as_object())) {
        return Button{card->at("message_id").as_int64(), std::string(button.at("text").as_string())};
      }
    }
  }
  return std::nullopt;
}

std::optional<Button> labelled(const json::object* card, std::string_view word) {
  return find_button(card, [&](const json::object& button) {
    return std::string_view(button.at("text").as_string()).contains(word);
  });
}

std::optional<Button> accept_button(const json::object* card) {
  return find_button(card, [](const json::object& button) {
    const auto* data = button.if_contains("callback_data");
    return data && *data == "accept_terms";
  });
}

bool offers_stakes(const json::object* card) {
  return find_button(card,
                     [](const json::object& button) {
                       return std::ranges::any_of(std::string_view(button.at("text").as_string()), is_digit);
                     })
      .has_value();
}

/// A label or a text that names the game; those for Stars have a star behind it.
bool names(std::string_view text, const Wish& wish) {
  const std::size_t at = text.find(wish.game);
  if (at == text.npos) return false;
  const bool star = text.substr(at + wish.game.size()).starts_with(" " + std::string(kStar));
  return star == wish.for_stars;
}

bool is_about(const json::object* card, const Wish& wish) {
  return card && card->contains("text") && names(card->at("text").as_string(), wish);
}

bool sells_stars(const json::object* card) {
  return find_button(card,
                     [](const json::object& button) {
                       const auto* data = button.if_contains("callback_data");
                       return data && std::string_view(data->as_string()).starts_with("star");
                     })
      .has_value();
}

/// An invoice that nothing has come behind; paying it brings a message.
std::optional<std::int64_t> open_invoice(const json::object& chat) {
  const auto& messages = chat.at("messages").as_array();
  if (messages.empty() || !messages.back().get_object().contains("invoice")) return std::nullopt;
  return messages.back().at("message_id").as_int64();
}

RobotAct next_of_purchase(const json::object& chat, std::int64_t stars) {
  if (const auto invoice = open_invoice(chat)) return RobotAct{"", *invoice};
  if (sells_stars(newest_card(chat))) return RobotAct{std::to_string(stars), 0};
  return RobotAct{std::string(kTopUp), 0};
}

std::optional<RobotAct> tap(const std::optional<Button>& button) {
  if (!button) return std::nullopt;
  return RobotAct{button->label, button->message_id};
}

}  // namespace

Scene read_scene(const json::object& chat) {
  if (chat.at("messages").as_array().empty()) return Scene::empty;
  const json::object* card = newest_card(chat);
  if (accept_button(card)) return Scene::terms;
  if (labelled(card, "Throw")) return Scene::throwing;
  if (labelled(card, "Cancel")) return Scene::lobby;
  if (labelled(card, "Again")) return Scene::idle;
  if (labelled(card, "🎲") || labelled(card, "🎯")) return Scene::choosing;
  return offers_stakes(card) ? Scene::betting : Scene::idle;
}

bool is_told_to_top_up(const json::object& chat, const Wish& wish) {
  const json::object* card = newest_card(chat);
  return is_about(card, wish) && !offers_stakes(card) &&
         std::string_view(card->at("text").as_string()).contains(kTopUp);
}

std::optional<RobotAct> next_act(const json::object& chat, const std::optional<Wish>& wish, bool poor) {
  const json::object* card = newest_card(chat);
  const Scene scene = read_scene(chat);
  if (scene == Scene::empty) return RobotAct{"/start", 0};
  if (scene == Scene::terms) return tap(accept_button(card));
  if (scene == Scene::throwing) return tap(labelled(card, "Throw"));
  if (scene == Scene::lobby || !wish) return std::nullopt;
  if (poor && wish->for_stars) return next_of_purchase(chat, wish->stake);
  if (poor) return RobotAct{std::string(kTopUp), 0};
  if (scene == Scene::choosing) {
    return tap(find_button(
        card, [&](const json::object& button) { return names(button.at("text").as_string(), *wish); }));
  }
  // A question about the other game is left alone: it is asked again for the right one.
  if (scene == Scene::betting && is_about(card, *wish)) return RobotAct{std::to_string(wish->stake), 0};
  return RobotAct{"Roll 🎲", 0};
}

}  // namespace ludice::sandbox
