// What operators decide of coins, in the sensible order or not.
#include "base/hex.hpp"
#include "sim/ton.hpp"

#include <algorithm>
#include <utility>

namespace ludice::sim {
namespace {

constexpr const char* kOpenWithdrawals = "SELECT id FROM ton_withdrawal WHERE state IN (0, 1) ORDER BY id";
constexpr const char* kUndecided = "SELECT id FROM ton_suspense WHERE state = 0 ORDER BY id";
constexpr const char* kSuspense = "SELECT id FROM ton_suspense ORDER BY id";

json::object of_withdrawal(PaymentId id) {
  return {{"withdrawal", to_base32(id.value)}};
}

json::object of_suspense(PaymentId id) {
  return {{"suspense", to_base32(id.value)}, {"reason", "as it came"}};
}

}  // namespace

PaymentId Ton::pick(const char* sql) {
  const auto rows = world_.look_up(sql);
  if (rows.empty()) return {};
  return PaymentId{world_.dice.pick(rows).number(0)};
}

void Ton::operate() {
  const std::string name = kOperators[world_.dice.between(0, 2)];
  const std::int64_t wish = world_.dice.between(1, 20);
  if (wish <= 4) {
    if (const PaymentId id = pick(kOpenWithdrawals)) approve(id, name);
  } else if (wish <= 10) {
    if (const PaymentId id = pick(kOpenWithdrawals)) take(id, name);
  } else if (wish <= 14) {
    if (const PaymentId id = pick(kOpenWithdrawals)) reject(id, name);
  } else if (wish <= 18) {
    if (const PaymentId id = pick(world_.dice.one_in(4) ? kSuspense : kUndecided)) decide(id, name);
  } else if (wish <= 19) {
    const bool all = world_.dice.one_in(2);
    operators_.call(name, all ? "/operator/withdrawals" : "/operator/suspense", {}, false);
  } else {
    operators_.call(name, "/operator/freeze", {{"reason", "a strange payment"}}, true);
  }
}

void Ton::decided(const Reply& reply, const char* done, const char* refused) {
  world_.tally.count(reply.status == 200 ? done : refused + (": " + reply.code()));
}

void Ton::approve(PaymentId id, const std::string& name) {
  operators_.call(name, "/operator/withdrawals/approve", of_withdrawal(id), true,
                  [this, id, name](const Reply& reply) {
                    decided(reply, "withdrawal approved", "approving refused");
                    // In haste: who has just approved it pays it, too.
                    if (world_.faults && reply.status == 200 && world_.dice.one_in(4)) take(id, name);
                  });
}

/// As the operator sees it in the list, where he looks.
json::object Ton::looked_at(PaymentId id) {
  json::object fields = of_withdrawal(id);
  const auto disputed = world_.look_up("SELECT disputed FROM ton_withdrawal WHERE id = ?", {id.value});
  if (!disputed.empty() && disputed.front().number(0) != 0)
    fields["despite"] = std::to_string(disputed.front().number(0));
  return fields;
}

void Ton::take(PaymentId id, const std::string& name, bool may_be_hasty) {
  const bool is_hasty = may_be_hasty && world_.dice.one_in(4);
  operators_.call(name, "/operator/withdrawals/take", is_hasty ? of_withdrawal(id) : looked_at(id), false,
                  [this](const Reply& reply) {
                    decided(reply, "withdrawal taken", "taking refused");
                    if (reply.status == 200) taken(reply.data());
                  });
}

void Ton::taken(const json::object& file) {
  const std::int64_t until = file.at("link_until").as_int64();
  const std::string_view link = file.at("link").as_string();
  require(link.ends_with("&exp=" + std::to_string(until)), "link_says_when_it_ends", std::string(link));
  const std::string comment(file.at("comment").as_string());
  const auto known = std::ranges::find(links_, comment, &Link::comment);
  if (known != links_.end()) {
    known->until = until;
    return;
  }
  const auto destination = domain::parse_ton_address(std::string(file.at("address").as_string()));
  links_.push_back({destination.value().address, file.at("amount").as_int64(), comment, until});
}

void Ton::reject(PaymentId id, const std::string& name) {
  json::object fields = looked_at(id);
  fields["reason"] = "not to be paid";
  operators_.call(name, "/operator/withdrawals/reject", std::move(fields), true,
                  [this](const Reply& reply) { decided(reply, "withdrawal rejected", "rejecting refused"); });
}

void Ton::decide(PaymentId suspense, const std::string& name) {
  const std::int64_t wish = world_.dice.between(1, 3);
  if (wish == 1) {
    return operators_.call(
        name, "/operator/suspense/refund", of_suspense(suspense), true, [this](const Reply& reply) {
          world_.tally.count(reply.status == 200 ? "suspense sent back" : "suspense was decided before");
        });
  }
  if (wish == 2) return write_off(suspense, name);
  json::object fields = of_suspense(suspense);
  fields["id"] = world_.dice.between(kFirstPlayer, kLastPlayer);
  operators_.call(name, "/operator/suspense/assign", std::move(fields), true,
                  [this](const Reply& reply) { decided(reply, "suspense assigned", "assigning refused"); });
}

void Ton::write_off(PaymentId suspense, const std::string& name) {
  operators_.call(
      name, "/operator/suspense/write_off", of_suspense(suspense), true,
      [this](const Reply& reply) { decided(reply, "suspense written off", "writing off refused"); });
}

/// Of what he has seen to stop them.
void Ton::thaw() {
  const auto wallet = world_.look_up("SELECT frozen FROM ton_wallet");
  if (wallet.empty() || wallet.front().text(0).empty()) return;
  operators_.call(
      kOperators[0], "/operator/unfreeze",
      {{"frozen", wallet.front().text(0)}, {"reason", "it is known why"}}, true,
      [this](const Reply& reply) { decided(reply, "withdrawals let go again", "letting go refused"); });
}

/// Everything that waits for an operator gets one; in no order, since a small queue takes only some of it.
void Ton::end_all() {
  if (operators_.is_quiet()) decide_all();
  for (Link& link : links_) {
    const bool open = database().number("SELECT COUNT(*) FROM ton_withdrawal WHERE comment = ? AND state = 1",
                                        {link.comment}) > 0;
    if (open && link.paid == 0 && chain_.time() <= link.until) pay(link);
  }
}

void Ton::decide_all() {
  std::vector<std::function<void()>> acts{[this] { thaw(); }};
  for (const Row& row : database().rows("SELECT id FROM ton_suspense WHERE state = 0")) {
    acts.emplace_back([this, id = PaymentId{row.number(0)}] { write_off(id, kOperators[0]); });
  }
  for (const Row& row :
       database().rows("SELECT w.id, p.frozen FROM ton_withdrawal w LEFT JOIN player p ON p.id = w.player "
                       "WHERE state IN (0, 1)")) {
    const PaymentId id{row.number(0)};
    const bool is_stopped = row.number(1) != 0;  // nobody pays him
    for (const char* name : kOperators) {
      acts.emplace_back([this, id, name] { approve(id, name); });
      acts.emplace_back([this, id, name] { take(id, name, false); });
      if (is_stopped || id.value % 8 < 4) acts.emplace_back([this, id, name] { reject(id, name); });
    }
  }
  for (std::size_t left = acts.size(); left > 0; --left) {
    const auto at = static_cast<std::size_t>(world_.dice.between(0, static_cast<std::int64_t>(left) - 1));
    std::swap(acts[at], acts[left - 1]);
    acts[left - 1]();
  }
}

}  // namespace ludice::sim
