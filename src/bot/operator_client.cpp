// Their fields.
#include "bot/operator_client.hpp"

#include "bot/api_json.hpp"
#include "bot/json_fields.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <boost/json/array.hpp>

namespace ludice::bot {
namespace {

namespace json = boost::json;

/// As many as the API gives at once.
constexpr std::int64_t kMost = 100;
/// A withdrawal is open in these.
constexpr const char* kOpenStates[]{"asked", "taken"};
constexpr const char* kAllStates[]{"asked", "taken", "paid", "rejected", "returned"};
/// Money in suspense is decided in these.
constexpr const char* kDecidedStates[]{"assigned", "refunding", "refunded", "written_off"};

/// A logical time, which is written as a text; 0 where there is none.
std::int64_t lt_field(const json::object& data, std::string_view field) {
  const std::string text = text_field(data, field);
  std::int64_t lt = 0;
  std::from_chars(text.data(), text.data() + text.size(), lt);
  return lt;
}

WithdrawalFile file_from(const json::object& data) {
  return {.withdrawal = withdrawal_from(data),
          .player = text_field(object_field(data, "player"), "username"),
          .needs_approval = boolean_field(data, "needs_approval"),
          .approver = text_field(data, "approver"),
          .operator_name = text_field(data, "operator"),
          .link = text_field(data, "link"),
          .disputed = lt_field(data, "disputed")};
}

SuspenseFile suspense_from(const json::object& data) {
  return {.id = text_field(data, "suspense"),
          .state = text_field(data, "state"),
          .reason = text_field(data, "reason"),
          .amount = integer_field(data, "amount"),
          .source = text_field(data, "source"),
          .comment = text_field(data, "comment"),
          .named = text_field(object_field(data, "player"), "username")};
}

json::object fields_of(std::string_view key, const std::string& id, const std::string& request_id) {
  json::object fields;
  fields[key] = id;
  fields["request_id"] = request_id;
  return fields;
}

json::object decision(const std::string& id, std::int64_t despite, const std::string& request_id) {
  json::object fields = fields_of("withdrawal", id, request_id);
  if (despite != 0) fields["despite"] = std::to_string(despite);
  return fields;
}

/// Calls that only look are logged, too, so they have an id as well. `from`: where the list begins; empty: at
/// the oldest.
json::object listing(std::string_view what, std::string_view state, const std::string& from,
                     std::int64_t most) {
  json::object fields;
  fields["state"] = state;
  fields["limit"] = most;
  if (!from.empty()) fields["cursor"] = from;
  fields["request_id"] = "bot:" + std::string(what) + ":" + std::string(state);
  return fields;
}

void read_item(const json::object& data, WithdrawalFile& file) {
  file = file_from(data);
}

void read_item(const json::object& data, SuspenseFile& file) {
  file = suspense_from(data);
}

template <class Item>
void add_items(Waiting<Item>& waiting, const json::object& answer) {
  for (const auto& item : array_field(answer, "items")) {
    if (item.is_object()) read_item(item.get_object(), waiting.items.emplace_back());
  }
}

}  // namespace

/// What the bot looks up for itself is not in anybody's name.
std::string OperatorClient::name_of(std::int64_t admin) {
  return admin == 0 ? "bot" : "#" + std::to_string(admin);
}

template <class Item>
async::Task<ApiResult<Waiting<Item>>> OperatorClient::list(std::int64_t admin, std::string what,
                                                           std::string state, std::string from, int pages) {
  Waiting<Item> waiting;
  for (; pages > 0; --pages) {
    json::object fields = listing(what, state, from, kMost);
    const auto answer = co_await channel_.call_as(name_of(admin), "/operator/" + what, std::move(fields));
    if (!answer) co_return std::unexpected(answer.error());
    add_items(waiting, *answer);
    from = text_field(*answer, "cursor");
    if (from.empty()) co_return waiting;
  }
  waiting.more = true;
  co_return waiting;
}

async::Task<ApiResult<Waiting<WithdrawalFile>>> OperatorClient::open_withdrawals(std::int64_t admin,
                                                                                 std::string from,
                                                                                 int pages) {
  Waiting<WithdrawalFile> files;
  for (const char* state : kOpenStates) {
    const auto some = co_await list<WithdrawalFile>(admin, "withdrawals", state, from, pages);
    if (!some) co_return std::unexpected(some.error());
    files.items.insert(files.items.end(), some->items.begin(), some->items.end());
    files.more = files.more || some->more;
  }
  const auto id = [](const WithdrawalFile& file) -> const std::string& { return file.withdrawal.id; };
  std::ranges::sort(files.items, {}, id);  // ids sort by age
  co_return files;
}

async::Task<ApiResult<std::optional<WithdrawalFile>>> OperatorClient::open_withdrawal(std::int64_t admin,
                                                                                      std::string id) {
  return withdrawal_in(admin, std::move(id), kOpenStates);
}

async::Task<ApiResult<std::optional<WithdrawalFile>>> OperatorClient::any_withdrawal(std::int64_t admin,
                                                                                     std::string id) {
  return withdrawal_in(admin, std::move(id), kAllStates);
}

async::Task<ApiResult<std::optional<WithdrawalFile>>> OperatorClient::withdrawal_in(
    std::int64_t admin, std::string id, std::span<const char* const> states) {
  for (const char* state : states) {
    // A list that begins with it, where it is in that state.
    json::object fields = listing("withdrawals", state, id, 1);
    const auto answer = co_await channel_.call_as(name_of(admin), "/operator/withdrawals", std::move(fields));
    if (!answer) co_return std::unexpected(answer.error());
    Waiting<WithdrawalFile> files;
    add_items(files, *answer);
    if (!files.items.empty() && files.items.front().withdrawal.id == id)
      co_return std::optional(files.items.front());
  }
  co_return std::optional<WithdrawalFile>();
}

async::Task<ApiResult<WithdrawalFile>> OperatorClient::on_withdrawal(std::int64_t admin, std::string path,
                                                                     json::object fields) {
  const auto answer = co_await channel_.call_as(name_of(admin), std::move(path), std::move(fields));
  if (!answer) co_return std::unexpected(answer.error());
  co_return file_from(*answer);
}

async::Task<ApiResult<WithdrawalFile>> OperatorClient::approve(std::int64_t admin, std::string id,
                                                               std::string request_id) {
  return on_withdrawal(admin, "/operator/withdrawals/approve", fields_of("withdrawal", id, request_id));
}

async::Task<ApiResult<WithdrawalFile>> OperatorClient::take(std::int64_t admin, std::string id,
                                                            std::int64_t despite, std::string request_id) {
  return on_withdrawal(admin, "/operator/withdrawals/take", decision(id, despite, request_id));
}

async::Task<ApiResult<WithdrawalFile>> OperatorClient::reject(std::int64_t admin, std::string id,
                                                              std::int64_t despite, std::string reason,
                                                              std::string request_id) {
  json::object fields = decision(id, despite, request_id);
  fields["reason"] = reason;
  return on_withdrawal(admin, "/operator/withdrawals/reject", std::move(fields));
}

async::Task<ApiResult<Waiting<SuspenseFile>>> OperatorClient::suspense(std::int64_t admin, std::string from,
                                                                       int pages) {
  return list<SuspenseFile>(admin, "suspense", "waiting", std::move(from), pages);
}

async::Task<ApiResult<std::optional<SuspenseFile>>> OperatorClient::waiting_suspense(std::int64_t admin,
                                                                                     std::string id) {
  return suspense_in(admin, std::move(id), "waiting");
}

async::Task<ApiResult<std::optional<SuspenseFile>>> OperatorClient::decided_suspense(std::int64_t admin,
                                                                                     std::string id) {
  for (const char* state : kDecidedStates) {
    auto found = co_await suspense_in(admin, id, state);
    if (!found || *found) co_return found;
  }
  co_return std::optional<SuspenseFile>();
}

async::Task<ApiResult<std::optional<SuspenseFile>>> OperatorClient::suspense_in(std::int64_t admin,
                                                                                std::string id,
                                                                                std::string state) {
  json::object fields = listing("suspense", state, id, 1);
  const auto answer = co_await channel_.call_as(name_of(admin), "/operator/suspense", std::move(fields));
  if (!answer) co_return std::unexpected(answer.error());
  Waiting<SuspenseFile> sums;
  add_items(sums, *answer);
  if (sums.items.empty() || sums.items.front().id != id) co_return std::optional<SuspenseFile>();
  co_return std::optional(sums.items.front());
}

async::Task<ApiResult<SuspenseFile>> OperatorClient::assign_suspense(std::int64_t admin, std::string id,
                                                                     std::int64_t player, std::string reason,
                                                                     std::string request_id) {
  json::object fields = fields_of("suspense", id, request_id);
  fields["id"] = player;
  fields["reason"] = reason;
  const auto answer =
      co_await channel_.call_as(name_of(admin), "/operator/suspense/assign", std::move(fields));
  if (!answer) co_return std::unexpected(answer.error());
  co_return suspense_from(*answer);
}

async::Task<ApiResult<WithdrawalFile>> OperatorClient::refund_suspense(std::int64_t admin, std::string id,
                                                                       std::string reason,
                                                                       std::string request_id) {
  json::object fields = fields_of("suspense", id, request_id);
  fields["reason"] = reason;
  return on_withdrawal(admin, "/operator/suspense/refund", std::move(fields));
}

async::Task<ApiResult<SuspenseFile>> OperatorClient::keep_suspense(std::int64_t admin, std::string id,
                                                                   std::string reason,
                                                                   std::string request_id) {
  json::object fields = fields_of("suspense", id, request_id);
  fields["reason"] = reason;
  const auto answer =
      co_await channel_.call_as(name_of(admin), "/operator/suspense/write_off", std::move(fields));
  if (!answer) co_return std::unexpected(answer.error());
  co_return suspense_from(*answer);
}

}  // namespace ludice::bot
