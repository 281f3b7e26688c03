// What concerns the bot itself: who it is, its updates, its commands; and whom it may look up.
#include "net/url.hpp"
#include "sandbox/bot_calls.hpp"
#include "sandbox/bot_targets.hpp"
#include "sandbox/text.hpp"

#include <algorithm>

namespace ludice::sandbox {
namespace {

constexpr std::size_t kMaxCommands = 100;
constexpr std::size_t kMaxCommandLetters = 32;
constexpr std::size_t kMaxDescriptionUnits = 256;
constexpr std::size_t kMaxTitleUnits = 64;
constexpr std::size_t kMaxWebhookSecret = 256;

bool is_secret_letter(char c) {
  return is_word(c) || c == '-';
}

/// Under what a list of commands is kept: "default/", "all_private_chats/uk", "chat:7/".
Api<std::string> command_scope(const Params& params) {
  auto given = params.structure("scope");
  if (!given) return bad_request("can't parse BotCommandScope: expected an Object");
  std::string scope = "default";
  if (given->is_object()) {
    const Params fields(given->get_object());
    scope = fields.text("type");
    for (const auto* name : {"chat_id", "user_id"}) {
      if (fields.has(name)) scope += ":" + fields.text(name);
    }
  } else if (!given->is_null()) {
    return bad_request("can't parse BotCommandScope: expected an Object");
  }
  return scope + "/" + params.text("language_code");
}

Api<json::object> read_command(const json::value& given) {
  if (!given.is_object()) return bad_request("can't parse BotCommand: expected an Object");
  const Params fields(given.get_object());
  std::string command = ascii_lower(fields.text("command"));
  if (command.starts_with('/')) command.erase(0, 1);
  const std::string description = clean_text(fields.text("description"));
  const bool is_command =
      !command.empty() && command.size() <= kMaxCommandLetters && std::ranges::all_of(command, is_word);
  if (!is_command) return bad_request("BOT_COMMAND_INVALID");
  if (description.empty() || utf16_length(description) > kMaxDescriptionUnits) {
    return bad_request("BOT_COMMAND_DESCRIPTION_INVALID");
  }
  return json::object{{"command", command}, {"description", description}};
}

Api<void> remember_allowed_updates(World& world, Bot& bot, const Params& params) {
  auto allowed = params.structure("allowed_updates");
  if (!allowed || (!allowed->is_null() && !allowed->is_array())) {
    return bad_request("can't parse allowed_updates: expected an Array of String");
  }
  if (allowed->is_null()) return {};
  std::set<std::string> types;
  for (const auto& type : allowed->get_array()) {
    if (type.is_string()) types.insert(std::string(type.get_string()));
  }
  if (bot.allowed_updates == types) return {};
  bot.allowed_updates = std::move(types);
  world.save(bot);
  return {};
}

}  // namespace

Api<Reply> get_me(World&, Bot& bot, const Params&) {
  json::object me = bot.user();
  for (const auto* name : {"can_join_groups", "can_read_all_group_messages", "supports_inline_queries",
                           "can_connect_to_business", "has_main_web_app"}) {
    me[name] = std::string_view(name) == "can_join_groups";
  }
  return Reply{me, ""};
}

Api<Reply> get_updates(World& world, Bot& bot, const Params& params) {
  if (!bot.webhook.url.empty()) {
    return std::unexpected(ApiError{409,
                                    "Conflict: can't use getUpdates method while webhook is active; use "
                                    "deleteWebhook to delete the webhook first",
                                    0});
  }
  if (auto remembered = remember_allowed_updates(world, bot, params); !remembered) {
    return std::unexpected(remembered.error());
  }
  const std::int64_t offset = params.integer("offset").value_or(0);
  if (offset > 0) world.confirm(bot.id, offset);
  if (offset < 0) {
    // The last -offset updates stay, those before them are forgotten.
    const auto pending = world.pending(bot.id);
    const auto keep = static_cast<std::size_t>(-std::max<std::int64_t>(offset, -1'000'000));
    if (pending.size() > keep) world.confirm(bot.id, pending[pending.size() - keep]->id);
  }
  const auto limit = params.integer("limit").value_or(100);
  const auto wanted = static_cast<std::size_t>(limit < 1 || limit > 100 ? 100 : limit);
  json::array batch;
  for (const PendingUpdate* update : world.pending(bot.id)) {
    if (batch.size() == wanted) break;
    batch.push_back(update->body);
  }
  return Reply{std::move(batch), ""};
}

Api<Reply> set_webhook(World& world, Bot& bot, const Params& params) {
  if (!params.has("url")) return delete_webhook(world, bot, params);
  const std::string url = params.text("url");
  const auto origin = net::parse_origin(url);
  if (!origin) return bad_request("bad webhook: invalid webhook URL specified");
  // A server of the Bot API that runs locally takes http as well.
  if (!origin->tls && origin->host != "127.0.0.1" && origin->host != "localhost")
    return bad_request("bad webhook: An HTTPS URL must be provided for webhook");
  const std::string secret = params.text("secret_token");
  if (secret.size() > kMaxWebhookSecret || !std::ranges::all_of(secret, is_secret_letter))
    return bad_request("secret token contains unallowed characters");
  if (auto remembered = remember_allowed_updates(world, bot, params); !remembered)
    return std::unexpected(remembered.error());
  const bool drop = params.flag("drop_pending_updates");
  if (drop) world.drop_pending(bot.id);
  WebhookRecord wanted;
  wanted.url = url;
  wanted.secret = secret;
  wanted.max_connections = std::clamp<std::int64_t>(params.integer("max_connections").value_or(40), 1, 100);
  // As Telegram does it: what is set as it was changes nothing, and its last error stays.
  if (!drop && bot.webhook.is_set_as(wanted)) return Reply{true, "Webhook is already set"};
  bot.webhook = std::move(wanted);
  world.save(bot);
  return Reply{true, "Webhook was set"};
}

Api<Reply> delete_webhook(World& world, Bot& bot, const Params& params) {
  if (params.flag("drop_pending_updates")) world.drop_pending(bot.id);
  if (bot.webhook.url.empty()) return Reply{true, "Webhook is already deleted"};
  bot.webhook = {};
  world.save(bot);
  return Reply{true, "Webhook was deleted"};
}

Api<Reply> get_webhook_info(World& world, Bot& bot, const Params&) {
  json::object info{{"url", bot.webhook.url},
                    {"has_custom_certificate", false},
                    {"pending_update_count", world.pending(bot.id).size()}};
  if (!bot.webhook.url.empty()) info["max_connections"] = bot.webhook.max_connections;
  if (bot.webhook.error_date != 0) {
    info["last_error_date"] = bot.webhook.error_date;
    info["last_error_message"] = bot.webhook.error;
  }
  if (bot.allowed_updates && !bot.allowed_updates->empty()) {
    info["allowed_updates"] = json::array(bot.allowed_updates->begin(), bot.allowed_updates->end());
  }
  return Reply{std::move(info), ""};
}

Api<Reply> set_my_commands(World& world, Bot& bot, const Params& params) {
  auto scope = command_scope(params);
  if (!scope) return std::unexpected(scope.error());
  auto given = params.structure("commands");
  if (!given || !given->is_array())
    return bad_request("can't parse commands: expected an Array of BotCommand");
  if (given->get_array().size() > kMaxCommands) return bad_request("BOT_COMMANDS_TOO_MUCH");
  json::array commands;
  for (const auto& item : given->get_array()) {
    auto command = read_command(item);
    if (!command) return std::unexpected(command.error());
    commands.push_back(std::move(*command));
  }
  bot.commands[*scope] = std::move(commands);
  world.save(bot);
  return Reply{true, ""};
}

Api<Reply> get_my_commands(World&, Bot& bot, const Params& params) {
  auto scope = command_scope(params);
  if (!scope) return std::unexpected(scope.error());
  const auto found = bot.commands.find(*scope);
  return Reply{found == bot.commands.end() ? json::array() : found->second, ""};
}

Api<Reply> delete_my_commands(World& world, Bot& bot, const Params& params) {
  auto scope = command_scope(params);
  if (!scope) return std::unexpected(scope.error());
  bot.commands.erase(*scope);
  world.save(bot);
  return Reply{true, ""};
}

Api<Reply> set_my_name(World& world, Bot& bot, const Params& params) {
  const std::string name = clean_text(params.text("name"));
  if (utf16_length(name) > kMaxTitleUnits) return bad_request("BOT_TITLE_INVALID");
  bot.name = name.empty() ? world.options().bot_name : name;
  world.save(bot);
  return Reply{true, ""};
}

Api<Reply> get_my_name(World&, Bot& bot, const Params&) {
  return Reply{json::object{{"name", bot.name}}, ""};
}

Api<Reply> get_chat(World& world, Bot& bot, const Params& params) {
  auto person = read_chat_id(world, bot, params);
  if (!person) return std::unexpected(person.error());
  json::object chat = (*person)->private_chat();
  if (!(*person)->username.empty()) chat["active_usernames"] = json::array{json::value((*person)->username)};
  chat["accent_color_id"] = (*person)->id % 7;
  chat["max_reaction_count"] = 11;
  chat["accepted_gift_types"] = {{"unlimited_gifts", false},
                                 {"limited_gifts", false},
                                 {"unique_gifts", false},
                                 {"premium_subscription", false},
                                 {"gifts_from_channels", false}};
  return Reply{std::move(chat), ""};
}

Api<Reply> get_chat_member(World& world, Bot& bot, const Params& params) {
  auto person = read_chat_id(world, bot, params);
  if (!person) return std::unexpected(person.error());
  const auto user = params.integer("user_id");
  if (user != (*person)->id && user != bot.id) return bad_request("user not found");
  json::object member{{"status", "member"}};
  member["user"] = user == bot.id ? bot.user() : (*person)->user();
  return Reply{std::move(member), ""};
}

}  // namespace ludice::sandbox
