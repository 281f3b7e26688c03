// What comes from the network TON by way of a provider: addresses, bodies of messages, memos, rows. Read, or
// refused with a reason; and what is decided about a row accounts for every nanoton of it.
#include "domain/ton_deposit.hpp"
#include "domain/ton_memo.hpp"
#include "fuzz/targets.hpp"
#include "ton/error.hpp"
#include "ton/rows.hpp"

#include <string>

namespace ludice::fuzz {
namespace {

using namespace domain;

void address(std::string_view bytes) {
  const auto parsed = parse_ton_address(bytes);
  if (!parsed) return require(!to_string(parsed.error()).empty(), "wrong without a reason");
  require(parse_ton_address(raw_text(parsed->address))->address == parsed->address, "another account, raw");
  const auto again = parse_ton_address(friendly_text(parsed->address, parsed->flags));
  require(again && again->address == parsed->address && again->flags == parsed->flags,
          "another account, friendly");
}

void body(std::string_view bytes) {
  const auto bag = parse_ton_bag(bytes);
  if (!bag) require(!to_string(bag.error()).empty(), "wrong without a reason");
  if (bag) {
    for (std::size_t i = 0; i < bag->size(); ++i) {
      const TonCell& cell = (*bag)[i];
      require(cell.bits >= 0 && cell.bits <= 1'023 + 1 &&
                  cell.bytes.size() == static_cast<std::size_t>(cell.bits + 7) / 8,
              "a cell with other bits than bytes");
      for (const std::uint16_t child : cell.children()) require(child > i && child < bag->size(), "a circle");
    }
  }
  const TonBody read = read_ton_body(bytes);
  require(is_utf8(read.comment) && read.comment.size() <= kLongestTonComment, "a comment that is no text");
  require(bag.has_value() || read.kind == TonBodyKind::unreadable, "a body without a bag");
  require(is_utf8(read_bounced_ton_body(bytes).comment), "a bounced comment that is no text");
  planted(read.kind == TonBodyKind::comment && bag->size() > 1 && read.comment.contains('!'));
}

void memo(std::string_view bytes) {
  const auto normal = normal_ton_memo(bytes);
  if (!normal) return;
  require(normal_ton_memo(*normal) == normal, "a normal form that is none");
  (void)is_sound_ton_memo(*normal);
}

void rows(std::string_view bytes) {
  try {
    for (const TonTransaction& row : ton::read_transactions(bytes)) {
      const TonPlace before{row.previous_lt, row.previous_hash, row.balance_before};
      if (const auto fault = check_row(row, row.account, before)) {
        require(!to_string(*fault).empty(), "wrong without a reason");
        continue;
      }
      TonKnowledge known;
      known.wallet = row.account;
      known.minimum = Amount(100'000'000);
      known.dust = Amount(10'000'000);
      known.player_of = [](std::string_view memo) {
        return make_ton_memo(1) == memo ? PlayerId{} : PlayerId{4'096};
      };
      // A withdrawal of any state that the row's own messages name, with one of their values or another.
      known.payout_of = [&row](std::string_view comment) -> std::optional<TonPayout> {
        if (!comment.starts_with("w") || (row.out.empty() && !row.in)) return std::nullopt;
        const TonMessage& message = row.out.empty() ? *row.in : row.out.front();
        const auto state = static_cast<TonPayout::State>(comment.size() % 3);
        const auto party = row.out.empty() ? message.source : message.destination;
        return TonPayout{PaymentId{4'096}, state, party.value_or(row.account), message.value};
      };
      known.payouts_like = [](const TonAddress& destination, Amount value) {
        std::vector<TonPayout> like;
        if (value.units() % 2 == 0) {
          like.push_back({PaymentId{8'192}, TonPayout::State::open, destination, value});
        }
        return like;
      };
      const TonDecision decision = decide(row, known);
      require(!to_string(decision.in.kind).empty() && !to_string(decision.in.review).empty(), "no name");
      for (const TonOut& out : decision.out) {
        require(!to_string(out.kind).empty(), "no name");
        require(!out.unsaid || out.kind != TonOutKind::payout, "a payout that is another one's");
      }
      require(place_behind(row).balance == row.balance_after, "another place");
      Amount change = decision.in.amount - Amount(decision.cost);
      for (const TonOut& out : decision.out) change -= out.amount;
      require(change == row.balance_after - row.balance_before, "a nanoton unaccounted for");
    }
  } catch (const ton::TonError& error) {
    require(std::string_view(error.what()).size() > 3, "wrong without a reason");
  }
}

void state(std::string_view bytes) {
  static const TonAddress wallet =
      parse_ton_address("0:16973D00512E98FE04803A47FFECE1630A7BF77B2DACC0AFDB9766558F1B62A7")->address;
  try {
    const ton::WalletState state = ton::read_wallet_state(bytes, wallet);
    require(state.hash.size() == 64, "a hash of another length");
  } catch (const ton::TonError& error) {
    require(std::string_view(error.what()).size() > 3, "wrong without a reason");
  }
}

void last_block(std::string_view bytes) {
  try {
    (void)ton::read_last_block(bytes);
  } catch (const ton::TonError& error) {
    require(std::string_view(error.what()).size() > 3, "wrong without a reason");
  }
}

}  // namespace

void ton(std::string_view bytes) {
  if (bytes.empty()) return;
  const char what = bytes.front();
  bytes.remove_prefix(1);
  if (what == 'a') return address(bytes);
  if (what == 'b') return body(bytes);
  if (what == 'm') return memo(bytes);
  if (what == 's') return state(bytes);
  if (what == 'l') return last_block(bytes);
  rows(bytes);
}

}  // namespace ludice::fuzz
