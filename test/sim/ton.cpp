// Actions drawn by their weights.
#include "sim/ton.hpp"

#include "base/hex.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/co_spawn.hpp>

namespace ludice::sim {
namespace {

using Expected = TonCheck::Expected;
using Kind = TonCheck::Expected::Kind;

constexpr std::int64_t kTon = 1'000'000'000;
constexpr const char* kHasMemo =
    "SELECT 1 FROM ton_memo m JOIN player p ON p.id = m.player WHERE p.telegram_id = ? AND m.memo = ?";

domain::TonAddress person(std::int64_t id) {
  return TonChain::address(static_cast<std::uint8_t>(id));
}

/// Written differently, and still the same memo.
std::string written_freely(const std::string& memo) {
  std::string text = " " + memo + "\n";
  std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  std::ranges::replace(text, '0', 'o');
  return text.insert(5, "\xE2\x80\x8B");  // of no width
}

}  // namespace

Ton::Ton(World& world, Wire& wire, Operators& operators)
    : world_(world), wire_(wire), operators_(operators), chain_(world), check_(world, chain_) {
  world.ton_line.connect([this](const net::HttpRequest& request) { return chain_.serve(request); });
  if (world.settings.ton) world.checker.also([this](Database& database) { check_.check_commit(database); });
}

void Ton::step() {
  if (!world_.settings.ton) return;
  const std::int64_t draw = world_.dice.between(1, 100);
  if (draw <= 8) return ask_memo();
  if (draw <= 24) return deposit();
  if (draw <= 30) return come_strange();
  if (draw <= 42) return withdraw();
  if (draw <= 62) return operate();
  if (draw <= 72) return pay_link();
  if (draw <= 74) return bounce();
  if (draw <= 79) {
    const bool stays = world_.emphasis == Emphasis::stopped_payouts && !world_.dice.one_in(12);
    return stays ? run_jobs() : thaw();
  }
  if (draw <= 87) return run_jobs();
  world_.ton_line.deliver();
  world_.settle();
}

void Ton::step_all() {
  if (!world_.settings.ton) return;
  while (world_.ton_line.under_way() > 0) {
    world_.ton_line.deliver_all();
    world_.settle();
  }
  end_all();
}

bool Ton::is_quiet() const {
  return !world_.settings.ton || check_.has_seen_all(world_.checker.database());
}

std::string Ton::left() const {
  return std::to_string(chain_.rows().back().lt) + " is the chain's last row";
}

void Ton::check_rest() {
  if (world_.settings.ton) check_.check_rest(database());
}

void Ton::ask_memo() {
  const std::int64_t id = world_.dice.between(kFirstPlayer, kLastPlayer);
  Call call;
  call.to_finance = true;
  call.path = "/ton/deposit";
  call.fields = {{"id", id}};
  call.at_door = [this, id](const Reply& reply) {
    if (reply.status != 200) return;
    const auto known = memos_.find(id);
    require(known == memos_.end() || known->second == reply.data().at("memo").as_string(), "memo_stays",
            reply.body);
  };
  call.effect = [id](const Reply& reply) {
    return Effect{"a memo", kHasMemo, {id, std::string(reply.data().at("memo").as_string())}};
  };
  call.on_answer = [this, id](const Reply& reply) {
    if (reply.status == 200) memos_[id] = reply.data().at("memo").as_string();
  };
  wire_.send(std::move(call));
}

/// One wrong character: nobody's, since no two memos are that near.
std::string Ton::spoilt(const std::string& memo) {
  constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::string text = memo;
  const auto last = static_cast<std::int64_t>(memo.size()) - 1;
  const auto at = static_cast<std::size_t>(world_.dice.one_in(3) ? last : world_.dice.between(3, last));
  do text[at] = kDigits[static_cast<std::size_t>(world_.dice.between(0, 31))];
  while (text == memo);
  return text;
}

void Ton::deposit() {
  if (memos_.empty()) return;
  const auto at = world_.dice.between(0, static_cast<std::int64_t>(memos_.size()) - 1);
  const auto& [id, memo] = *std::next(memos_.begin(), at);
  constexpr std::int64_t kValues[] = {3 * kTon, 4 * kTon, kTon + 7, kTon / 2, kTon / 20, kTon / 200};
  TonChain::Message message{person(id), TonChain::wallet(), kValues[world_.dice.between(0, 5)], {}, memo};
  Expected expected{message.value < kTon / 10 ? Kind::suspense : Kind::credit, id};
  bool aborted = false;
  bool computed = true;
  switch (world_.dice.between(1, 12)) {
    case 1:
      message.comment = written_freely(memo);
      world_.tally.count("memo written freely");
      break;
    case 2:
      message.comment = spoilt(memo);
      world_.tally.count("memo with a wrong character");
      expected = {Kind::suspense, 0};
      break;
    case 3:
      computed = false;
      aborted = world_.dice.one_in(2);
      expected = {Kind::suspense, 0};
      break;
    default:
      break;
  }
  message.body = TonChain::comment_body(message.comment);
  chain_.come(std::move(message), aborted, computed);
  check_.expect(expected);
}

/// What is no deposit of anybody.
void Ton::come_strange() {
  TonChain::Message message{
      person(200), TonChain::wallet(), world_.dice.one_in(2) ? kTon / 2 : 3 * kTon, {}, {}};
  const bool is_dust = world_.dice.one_in(3);
  if (is_dust) message.value = world_.dice.between(1, 9'000'000);
  const Expected expected{is_dust ? Kind::house : Kind::suspense, 0};
  switch (world_.dice.between(1, 7)) {
    case 1:
      message.body = TonChain::body_with_op(0x7362d09c);
      world_.tally.count("a jetton's notification");
      break;
    case 2:
      message.body = TonChain::body_with_op(0x2167da4b);
      break;
    case 3:
      message.comment = "thank you";
      message.body = TonChain::comment_body(message.comment);
      break;
    case 4:
      message.body = TonChain::comment_body("");
      break;
    case 5:
      message.body = TonChain::comment_body("\xFF is no text");
      break;
    case 6:
      if (world_.dice.one_in(4)) return come_through();
      message.bounced = true;
      message.body = TonChain::bounced_body("w:0000000000000");
      world_.tally.count("a foreign message bounces");
      chain_.come(std::move(message));
      return check_.expect({Kind::suspense, 0});
    default:
      message.value = kTon;
      message.body = TonChain::comment_body(message.comment);
      world_.tally.count("coins come and go");
      chain_.come_and_go(std::move(message));
      return check_.expect({Kind::nothing, 0});
  }
  if (is_dust) world_.tally.count("dust comes");
  chain_.come(std::move(message));
  check_.expect(expected);
}

/// Somebody has put code into the wallet that shares what comes with him.
void Ton::come_through() {
  TonChain::Message message{person(200), TonChain::wallet(), 3 * kTon, TonChain::comment_body("a gift"), {}};
  TonChain::Message sent{TonChain::wallet(), person(201), kTon / 10, TonChain::comment_body("his share"), {}};
  chain_.come_and_send(std::move(message), std::move(sent));
  check_.expect({Kind::suspense, 0});
}

void Ton::withdraw() {
  const std::int64_t id = world_.dice.between(kFirstPlayer, kLastPlayer);
  constexpr std::int64_t kAmounts[] = {kTon, 2 * kTon, kTon + 3, 2 * kTon, kTon / 2};
  Call call;
  call.to_finance = true;
  call.path = "/ton/withdraw";
  call.fields = {{"id", id},
                 {"address", domain::raw_text(person(id))},
                 {"amount", kAmounts[world_.dice.between(0, 4)]},
                 {"request_id", "w" + std::to_string(++withdrawals_)}};
  call.effect = [](const Reply& reply) {
    const auto asked = from_base32(std::string(reply.data().at("withdrawal").as_string()));
    return Effect{"a withdrawal", "SELECT 1 FROM ton_withdrawal WHERE id = ?", {asked.value()}};
  };
  call.on_answer = [this](const Reply& reply) {
    decided(reply, "withdrawal asked for", "withdrawal refused");
  };
  wire_.send(std::move(call));
}

/// An operator opens a link, at times one that he has paid before, or writes it down wrong.
void Ton::pay_link() {
  if (links_.empty() || world_.emphasis == Emphasis::stopped_payouts) return;
  Link& link = world_.dice.one_in(2) ? links_.back() : world_.dice.pick(links_);
  if (link.paid > 0 && !world_.dice.one_in(8)) return;
  pay(link);
}

void Ton::pay(Link& link) {
  if (chain_.time() > link.until) return world_.tally.count("link has expired");
  TonChain::Message message{TonChain::wallet(), link.destination, link.value, {}, link.comment};
  if (world_.faults && world_.dice.one_in(6)) {
    world_.tally.count("operator pays another amount");
    message.value -= 1;
  } else if (world_.faults && world_.dice.one_in(6)) {
    return pay_unsaid(link);
  } else {
    if (link.paid++ > 0) world_.tally.count("operator pays twice");
  }
  const bool is_spaced = world_.dice.one_in(6);
  if (is_spaced) world_.tally.count("payment's comment has spaces");
  message.body = TonChain::comment_body(is_spaced ? " " + message.comment + "\n" : message.comment);
  if (chain_.send({message}) && world_.dice.one_in(4)) payouts_.push_back(message);
}

/// The wallet application drops the comment, or the operator writes one of his own.
void Ton::pay_unsaid(const Link& link) {
  TonChain::Message message{TonChain::wallet(), link.destination, link.value, {}, {}};
  if (world_.dice.one_in(2)) message.comment = world_.dice.one_in(2) ? "thank you" : "w:0000000000000";
  message.body = TonChain::comment_body(message.comment);
  if (!chain_.send({message})) return;
  world_.tally.count("operator pays without the comment");
  if (link.paid == 0) check_.expect_disputed(link.destination, link.value);
}

/// Nobody took a payout where it went: it comes back, less what the way cost.
void Ton::bounce() {
  if (payouts_.empty()) return;
  TonChain::Message message = payouts_.back();
  payouts_.pop_back();
  std::swap(message.source, message.destination);
  message.value -= 3 * kForwardFee;
  if (message.value <= 0) return;  // the way back costs more than there is
  message.bounced = true;
  message.body = TonChain::bounced_body(message.comment);
  world_.tally.count("a payout bounces");
  chain_.come(std::move(message));
}

void Ton::run_jobs() {
  if (!world_.settings.ton) return;
  const int now = world_.generation();
  if (watching_in_ == now) return;
  watching_in_ = now;
  boost::asio::co_spawn(world_.context(), world_.house().ton_watcher.look(),
                        [this](const std::exception_ptr& failure, int booked) {
                          watching_in_ = -1;
                          if (failure) world_.tally.count("watching the wallet fails");
                          if (booked > 0) world_.tally.count("transactions booked");
                        });
  world_.settle();
}

}  // namespace ludice::sim
