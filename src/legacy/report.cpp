// Lines in one form: file:line: key: what, why.
#include "legacy/report.hpp"

#include <fmt/format.h>

namespace ludice::legacy {
namespace {

constexpr std::size_t kLongestShown = 80;

}  // namespace

std::string_view name_of(File file) {
  constexpr std::array<std::string_view, kFiles> names = {"users.json",    "bank.json",      "game.json",
                                                          "lobby.json",    "stats.json",     "bets.json",
                                                          "payments.json", "times_sec.json", "Redis"};
  return names.at(static_cast<std::size_t>(file));
}

std::string shown(std::string_view key) {
  std::string text = "\"";
  for (std::size_t i = 0; i < key.size(); ++i) {
    const auto c = static_cast<unsigned char>(key[i]);
    const bool begins_a_character = (c & 0xC0U) != 0x80U;
    if (i >= kLongestShown && begins_a_character) return text + "…\"";
    const auto next = i + 1 < key.size() ? static_cast<unsigned char>(key[i + 1]) : 0U;
    if (c < 0x20 || c == 0x7F) {
      text += fmt::format("\\u{:04x}", c);
    } else if (c == 0xC2 && next >= 0x80 && next < 0xA0) {  // U+0080 to U+009F
      text += fmt::format("\\u{:04x}", next);
      ++i;
    } else {
      if (c == '"' || c == '\\') text += '\\';
      text += key[i];
    }
  }
  return text + '"';
}

void Report::refused(const Place& place, const std::string& reason) {
  ++of(place.file).refused;
  tell(place, "refused", reason);
}

void Report::refused_also(const Place& place, const std::string& reason) const {
  tell(place, "refused", reason);
}

void Report::refused_player(const Place& place, const std::string& reason) {
  ++players_refused_;
  tell(place, "refused", reason);
}

void Report::unusable(const Place& place, const std::string& reason) {
  of(place.file).unusable = true;
  tell(place, "refused", reason + "; nothing of the file can be taken");
}

void Report::barred(const std::string& reason) {
  barred_ = true;
  print_("refused: " + reason);
}

void Report::corrected(const Place& place, const std::string& how) const {
  tell(place, "corrected", how);
}

void Report::doubtful(const Place& place, const std::string& why) const {
  tell(place, "doubtful", why);
}

std::int64_t Report::refusals() const {
  std::int64_t sum = players_refused_ + (barred_ ? 1 : 0);
  for (const Counts& counts : counts_) sum += counts.refused + (counts.unusable ? 1 : 0);
  return sum;
}

std::string Report::left_out() const {
  std::int64_t entries = 0;
  std::string files;
  for (std::size_t i = 0; i < kFiles; ++i) {
    if (!counts_[i].unusable) {
      entries += counts_[i].all_refused() + counts_[i].set_aside + counts_[i].put_off;
      continue;
    }
    files += files.empty() ? ", and all of " : ", ";
    files += name_of(static_cast<File>(i));
  }
  return fmt::format("{} left out{}", entries, files);
}

void Report::sum_up() const {
  for (std::size_t i = 0; i < kFiles; ++i) {
    const Counts& counts = counts_[i];
    const std::string_view name = name_of(static_cast<File>(i));
    if (!counts.found) {
      if (static_cast<File>(i) != File::redis) print_(fmt::format("{}: not there", name));
      continue;
    }
    if (counts.unusable) {
      print_(fmt::format("{}: not usable", name));
      continue;
    }
    const auto some = [](std::int64_t count, std::string_view what) {
      return count == 0 ? std::string() : fmt::format(", {} {}", count, what);
    };
    print_(fmt::format("{}: {} read, {} taken ({} of them corrected, {} doubtful{}), {} refused{}{}{}", name,
                       counts.read, counts.taken(), counts.corrected, counts.doubtful,
                       some(counts.in_part, "in part"), counts.all_refused(),
                       some(counts.set_aside, "left out with their players"), some(counts.put_off, "put off"),
                       some(counts.passed_over, "passed over for the other balance")));
  }
}

void Report::tell(const Place& place, std::string_view what, const std::string& text) const {
  std::string where(name_of(place.file));
  if (place.line > 0) where += fmt::format(":{}", place.line);
  if (place.key.data() == nullptr) return print_(fmt::format("{}: {}: {}", where, what, text));
  print_(fmt::format("{}: {}: {}: {}", where, shown(place.key), what, text));
}

}  // namespace ludice::legacy
