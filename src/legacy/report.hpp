// What an import says: a line for each entry that is refused, corrected or doubtful, and what became of each
// file.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace ludice::legacy {

/// The files of the first Ludicé, and the balances of its Redis.
enum class File : std::uint8_t { users, bank, game, lobby, stats, bets, payments, times_sec, redis };
inline constexpr std::size_t kFiles = 9;
/// "bank.json".
std::string_view name_of(File file);

/// Where something stands.
struct Place {
  File file = File::users;
  std::int64_t line = 0;  ///< 0: of no line
  std::string_view key;   ///< null: of none; a key may be empty
};

/// The key in quotes, cut where it is long, with what cannot be shown escaped.
std::string shown(std::string_view key);

class Report {
 public:
  /// `print` is given whole lines.
  explicit Report(std::function<void(const std::string&)> print) : print_(std::move(print)) {}

  struct Counts {
    bool found = false;
    bool unusable = false;  ///< not read to its end: nothing of it is taken
    std::int64_t read = 0;
    std::int64_t refused = 0;  ///< by a line of their own
    // What follows is known once all is held against the database (OldFiles::sum_up).
    std::int64_t refused_too = 0;  ///< by the line of a player, or of the other balance
    std::int64_t set_aside = 0;    ///< with a player who was refused for what stands elsewhere
    std::int64_t put_off = 0;      ///< until other files can be used
    std::int64_t passed_over = 0;  ///< balances other than those that were trusted
    // Of those that are taken:
    std::int64_t corrected = 0;
    std::int64_t doubtful = 0;
    std::int64_t in_part = 0;  ///< stakes of a game, without those of a player who was refused
    std::int64_t all_refused() const { return refused + refused_too; }
    std::int64_t taken() const { return read - all_refused() - set_aside - put_off - passed_over; }
  };
  Counts& of(File file) { return counts_[static_cast<std::size_t>(file)]; }
  const Counts& of(File file) const { return counts_[static_cast<std::size_t>(file)]; }

  /// The import cannot take this; it is left out only where that was asked for.
  void refused(const Place& place, const std::string& reason);
  /// One thing more about an entry that was counted as refused.
  void refused_also(const Place& place, const std::string& reason) const;
  /// All that the files have of a player; `place` is where the reason stands.
  void refused_player(const Place& place, const std::string& reason);
  /// The whole file cannot be read: none of its entries is taken.
  void unusable(const Place& place, const std::string& reason);
  /// Taken, but not as it stands.
  void corrected(const Place& place, const std::string& how) const;
  /// Somebody should look at it.
  void doubtful(const Place& place, const std::string& why) const;
  void line(const std::string& text) const { print_(text); }

  std::int64_t refusals() const;
  /// What an import with all of this leaves out: "2 left out, and all of stats.json".
  std::string left_out() const;
  /// True where nothing can be imported, whatever is left out.
  bool is_barred() const { return barred_; }
  void barred(const std::string& reason);
  /// A line for each file: what was read, and what became of it.
  void sum_up() const;

 private:
  void tell(const Place& place, std::string_view what, const std::string& text) const;

  std::function<void(const std::string&)> print_;
  std::array<Counts, kFiles> counts_;
  std::int64_t players_refused_ = 0;
  bool barred_ = false;
};

}  // namespace ludice::legacy
