// The canonical text of facts.
#include "domain/facts.hpp"

#include "base/hex.hpp"

#include <array>

namespace ludice::domain {
namespace {

/// By the order of FactBody.
constexpr std::array<std::string_view, std::variant_size_v<FactBody>> kFactNames = {
    "game_opened", "game_joined",  "throw_announced", "throw_made",     "attempt_given_up", "throw_overdue",
    "round_tied",  "game_settled", "game_void",       "game_cancelled", "lobby_expired"};

/// Builds `name field=value …`.
class Line {
 public:
  explicit Line(std::string_view name) : text_(name) {}

  Line& word(std::string_view key, std::string_view value) {
    start(key);
    text_ += value;
    return *this;
  }
  Line& number(std::string_view key, std::int64_t value) { return word(key, std::to_string(value)); }
  Line& instant(std::string_view key, Instant value) { return number(key, value.ms); }
  Line& instant(std::string_view key, std::optional<Instant> value) {
    return value ? instant(key, *value) : *this;
  }
  template <class Tag>
  Line& id(std::string_view key, Id<Tag> value) {
    return value ? word(key, to_base32(value.value)) : *this;
  }
  Line& which(const ThrowRef& ref) {
    return number("seat", ref.seat).number("round", ref.round).number("throw", ref.throw_no);
  }
  Line& quoted(std::string_view key, std::string_view value) {
    start(key);
    text_ += '"';
    for (const char c : value) append_escaped(c);
    text_ += '"';
    return *this;
  }
  std::string take() { return std::move(text_); }

 private:
  void start(std::string_view key) {
    text_ += ' ';
    text_ += key;
    text_ += '=';
  }
  void append_escaped(char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      text_ += "\\x" + to_hex(std::string_view(&c, 1));
      return;
    }
    if (c == '"' || c == '\\') text_ += '\\';
    text_ += c;
  }

  std::string text_;
};

void describe(Line& line, const GameOpened& fact) {
  line.id("player", fact.player)
      .word("kind", to_string(fact.kind))
      .word("asset", to_string(fact.asset))
      .number("bet", fact.bet.units())
      .number("rake_bps", fact.rake_bps)
      .number("terms", fact.terms)
      .instant("deadline", fact.deadline);
  // Left out elsewhere: sealed texts stay as they are.
  if (fact.invite) line.number("invite", 1);
}

void describe(Line& line, const GameJoined& fact) {
  line.id("player", fact.player).instant("deadline", fact.deadline);
}

void describe(Line& line, const ThrowAnnounced& fact) {
  line.which(fact.which).id("attempt", fact.attempt).instant("expires", fact.expires);
}

void describe(Line& line, const ThrowMade& fact) {
  line.which(fact.which)
      .number("face", fact.face)
      .id("attempt", fact.attempt)
      .instant("deadline", fact.deadline);
  if (!fact.proof) return;
  line.number("chat", fact.proof->chat_id)
      .number("message", fact.proof->message_id)
      .number("date", fact.proof->date)
      .quoted("emoji", fact.proof->emoji);
}

void describe(Line& line, const AttemptGivenUp& fact) {
  line.which(fact.which)
      .id("attempt", fact.attempt)
      .number("counted", fact.counted ? 1 : 0)
      .instant("deadline", fact.deadline)
      .quoted("reason", fact.reason);
}

void describe(Line& line, const ThrowOverdue& fact) {
  line.which(fact.which).instant("deadline", fact.deadline);
}

void describe(Line& line, const RoundTied& fact) {
  line.number("round", fact.round).instant("deadline", fact.deadline);
}

void describe(Line& line, const GameSettled& fact) {
  line.number("seat", fact.winner_seat)
      .id("winner", fact.winner)
      .number("payout", fact.payout.units())
      .number("rake", fact.rake.units());
}

void describe(Line& line, const GameVoid& fact) {
  line.word("reason", to_string(fact.reason));
}

void describe(Line&, const GameCancelled&) {}
void describe(Line&, const LobbyExpired&) {}

}  // namespace

std::string_view to_string(VoidReason reason) {
  constexpr std::array<std::string_view, 3> names = {"tied_rounds", "throw_lost", "no_throw"};
  return names.at(static_cast<std::size_t>(reason));
}

std::string_view name_of(const FactBody& what) {
  return kFactNames.at(what.index());
}

std::string to_text(const Fact& fact) {
  Line line(name_of(fact.what));
  line.id("game", fact.game).instant("at", fact.at);
  std::visit([&](const auto& what) { describe(line, what); }, fact.what);
  return line.take();
}

}  // namespace ludice::domain
