// The methods of the Bot API that the sandbox offers, each a synchronous act on the World. Waiting
// (getUpdates with a timeout) and faults belong to the HTTP face.
#pragma once

#include "sandbox/params.hpp"
#include "sandbox/world.hpp"

#include <span>

namespace ludice::sandbox {

struct Reply {
  json::value result;
  std::string description;  ///< stands beside some results, as Telegram has it
};

struct Method {
  std::string_view name;  ///< as the Bot API writes it; it is found in any case
  Api<Reply> (*run)(World&, Bot&, const Params&);
  std::span<const std::string_view> parameters;
};

std::span<const Method> methods();
const Method* find_method(std::string_view name);

/// Names in `params` that the method does not know.
std::vector<std::string> unknown_parameters(const Method& method, const Params& params);

// bot_messages.cpp
/// The common end of every call that sends: reply, limits, the message itself, its keyboard. A dice is rolled
/// behind everything that may refuse, so that a refused call uses up no value.
Api<Reply> deliver(World& world, Bot& bot, Person& person, const Params& params, const json::object& content,
                   const std::string& dice = "");
Api<Reply> send_message(World& world, Bot& bot, const Params& params);
Api<Reply> send_dice(World& world, Bot& bot, const Params& params);
Api<Reply> forward_message(World& world, Bot& bot, const Params& params);
Api<Reply> copy_message(World& world, Bot& bot, const Params& params);
Api<Reply> send_chat_action(World& world, Bot& bot, const Params& params);

// bot_photos.cpp
Api<Reply> send_photo(World& world, Bot& bot, const Params& params);

// bot_edits.cpp
Api<Reply> edit_message_text(World& world, Bot& bot, const Params& params);
Api<Reply> edit_message_reply_markup(World& world, Bot& bot, const Params& params);
Api<Reply> delete_message(World& world, Bot& bot, const Params& params);
Api<Reply> delete_messages(World& world, Bot& bot, const Params& params);
Api<Reply> answer_callback_query(World& world, Bot& bot, const Params& params);

// bot_payments.cpp
Api<Reply> send_invoice(World& world, Bot& bot, const Params& params);
Api<Reply> answer_pre_checkout_query(World& world, Bot& bot, const Params& params);
Api<Reply> refund_star_payment(World& world, Bot& bot, const Params& params);
Api<Reply> get_star_transactions(World& world, Bot& bot, const Params& params);
Api<Reply> get_my_star_balance(World& world, Bot& bot, const Params& params);

// bot_settings.cpp
Api<Reply> get_me(World& world, Bot& bot, const Params& params);
Api<Reply> get_updates(World& world, Bot& bot, const Params& params);
Api<Reply> set_webhook(World& world, Bot& bot, const Params& params);
Api<Reply> delete_webhook(World& world, Bot& bot, const Params& params);
Api<Reply> get_webhook_info(World& world, Bot& bot, const Params& params);
Api<Reply> set_my_commands(World& world, Bot& bot, const Params& params);
Api<Reply> get_my_commands(World& world, Bot& bot, const Params& params);
Api<Reply> delete_my_commands(World& world, Bot& bot, const Params& params);
Api<Reply> set_my_name(World& world, Bot& bot, const Params& params);
Api<Reply> get_my_name(World& world, Bot& bot, const Params& params);
Api<Reply> get_chat(World& world, Bot& bot, const Params& params);
Api<Reply> get_chat_member(World& world, Bot& bot, const Params& params);

}  // namespace ludice::sandbox
