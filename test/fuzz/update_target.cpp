// What a Bot API server sends: an answer is a result or an error in words, an update comes in with its id
// however strange the rest, survives the way to JSON and back, and whatever a person did in it is understood
// or passed over.
#include "bot/bet_text.hpp"
#include "bot/callback_data.hpp"
#include "bot/incoming.hpp"
#include "fuzz/targets.hpp"
#include "telegram/answer.hpp"
#include "telegram/calls.hpp"
#include "telegram/error.hpp"
#include "telegram/json.hpp"
#include "telegram/types.hpp"
#include "telegram/updates.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include <boost/json.hpp>

namespace ludice::fuzz {
namespace {

namespace json = boost::json;

const std::string kTokenSecret = "AAEhBP0av28FR-ffffffffff_KyKkRE1234";

/// Read, written and read again.
template <class T>
std::optional<T> read_and_check(const json::value& value) {
  try {
    T object = telegram::from_json<T>(value);
    const json::value written = telegram::to_json(object);
    require(telegram::to_json(telegram::from_json<T>(written)) == written, "another object after writing");
    return object;
  } catch (const telegram::FormatError& error) {
    require(std::string_view(error.what()).size() > 3, "wrong without a reason");
    return std::nullopt;
  }
}

/// Its update_id, where it is an object that has one.
std::optional<std::int64_t> id_of(const json::value& item) {
  const json::value* id = item.is_object() ? item.get_object().if_contains("update_id") : nullptr;
  if (id == nullptr || !id->is_int64()) return std::nullopt;
  return id->get_int64();
}

/// By the door of long polling: never without its id, and of what cannot be read with nothing else.
std::optional<telegram::Update> let_in(const json::value& item) {
  const auto update = telegram::read_update(item);
  const auto id = id_of(item);
  require(update.has_value() == id.has_value(), "an id that is lost, or made up");
  if (!update) return std::nullopt;
  require(update->update_id == *id, "another id");
  const auto whole = read_and_check<telegram::Update>(item);
  const telegram::Update expected = whole.value_or(telegram::Update{.update_id = *id});
  require(telegram::to_json(*update) == telegram::to_json(expected), "another update than was sent");
  return whole;
}

/// How many arrays and objects lie in each other, also below a name that comes again; `text` is JSON.
std::size_t depth_of(std::string_view text) {
  std::size_t deepest = 0;
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') ++i;
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '[' || c == '{') deepest = std::max(deepest, ++depth);
    if (c == ']' || c == '}') --depth;
  }
  return deepest;
}

/// By the door of the webhook: as by the other, but for what is no JSON, or nests too deep.
void let_in_text(std::string_view text) {
  const auto update = telegram::read_update_text(text);
  boost::system::error_code error;
  json::parse_options deep;
  deep.max_depth = 1'000;
  const json::value item = json::parse({text.data(), text.size()}, error, {}, deep);
  if (error) return require(!update, "an update that is no JSON");
  if (depth_of(text) > telegram::kDeepestJson) return require(!update, "an update that nests without end");
  const auto expected = telegram::read_update(item);
  require(update.has_value() == expected.has_value(), "one door is narrower than the other");
  if (update)
    require(telegram::to_json(*update) == telegram::to_json(*expected), "another update by the other door");
}

void understand(const telegram::Update& update) {
  const auto in = bot::incoming_from(update);
  if (!in) return;
  require(!in->name().empty(), "a person without a name");
  require(!bot::to_string(in->kind).empty(), "a kind without a name");
  if (const auto bet = bot::parse_bet(in->text)) require(*bet >= 0, "a negative bet");
  if (const auto coins = bot::parse_amount(bot::Coin::ton, in->text))
    require(*coins >= 0, "a negative amount");
  const auto callback = bot::decode_callback(in->text);
  if (callback)
    require(bot::decode_callback(bot::encode(*callback)) == callback, "another button after encoding");
  planted(callback && callback->action == bot::Action::make_throw && !in->private_chat);
}

/// The result of an answer with that status; nothing where it is an error.
std::optional<json::value> result_of(int status, std::string_view body) {
  static const telegram::Token token("123456789:" + kTokenSecret);
  net::HttpResponse answer;
  answer.status = status;
  answer.body = body;
  answer.fields.set("Retry-After", "7");
  try {
    return telegram::read_answer("getUpdates", answer, token);
  } catch (const telegram::TelegramError& error) {
    require(std::string_view(error.what()).find(kTokenSecret) == std::string_view::npos,
            "a token in an error");
    require(error.retry_after.count() >= 0, "a wait below nothing");
    (void)error.says("webhook");
    (void)(error.flood() || error.refused());
    return std::nullopt;
  }
}

}  // namespace

void update(std::string_view bytes) {
  if (bytes.empty()) return;
  const char what = bytes.front();
  bytes.remove_prefix(1);
  let_in_text(bytes);
  const int status = what == 'e' ? 400 : what == 'f' ? 429 : what == 's' ? 502 : 200;
  const auto result = result_of(status, bytes);
  if (!result) return;
  if (what == 'm') {
    (void)read_and_check<telegram::SendMessage>(*result);
    (void)read_and_check<telegram::Message>(*result);
    return;
  }
  if (!result->is_array()) return;
  for (const json::value& each : result->get_array()) {
    let_in_text(json::serialize(each));
    if (const auto update = let_in(each)) understand(*update);
  }
}

}  // namespace ludice::fuzz
