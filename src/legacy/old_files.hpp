// What the files of the first Ludicé say, joined by name. It lies in a database of its own on disk that
// nobody else sees and that is gone afterwards, so that memory stays bounded whatever the files hold.
#pragma once

#include "legacy/old_shapes.hpp"
#include "legacy/report.hpp"
#include "store/sqlite_connection.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ludice::legacy {

/// Everything about one name.
/// An entry that remove_gone() takes away.
inline constexpr store::Statement kInsertGone{"INSERT OR IGNORE INTO gone (file, key) VALUES ($1, $2)"};

struct Person {
  std::string name;
  bool in_users = false;
  std::optional<std::int64_t> id;
  std::optional<std::string> password;
  std::optional<std::int64_t> balance;
  std::optional<OldStatistics> statistics;
  std::optional<std::string> seen;  ///< of times_sec.json
  std::int64_t staked = 0;          ///< what goes back to him
  std::int64_t stakes = 0;          ///< in how many stakes
  bool of_redis = false;            ///< bank.json does not have the balance
  File stakes_in = File::bets;      ///< a file in which one of these stands
};

/// A stake that had left bank.json, of a game or of the lobby.
struct Stake {
  std::string game;
  std::string name;
  std::int64_t amount = 0;
  File file = File::bets;  ///< which says it
  bool waiting() const { return file == File::lobby; }
};

/// A file in which the person stands: the first that has him.
File file_of(const Person& person);
/// Where his balance stands.
File file_of_balance(const Person& person);

/// Where a balance stands in both places with different values.
enum class Balances : std::uint8_t { agree, bank, redis };

struct Sums {
  std::int64_t people = 0;
  std::int64_t without_id = 0;
  std::int64_t balances = 0;
  std::int64_t stakes = 0;
  std::int64_t payments = 0;
};

class OldFiles {
 public:
  /// Told on the way through a large file.
  using Progress = std::function<void(File file, int percent)>;

  explicit OldFiles(Report& report);

  /// Reads the folder; any file may be missing. What cannot be taken is reported and left aside.
  void read(const std::filesystem::path& folder, const Progress& progress = {});
  /// That there is a Redis, also where nobody is in it.
  void begin_redis() { report_.of(File::redis).found = true; }
  /// A balance of it, which may come twice; before join().
  void add_redis_balance(const std::string& name, const Value& value);
  /// Compares the files with each other and joins them. `trusted`: which balances hold where the two places
  /// differ; with `agree` each difference is refused.
  void join(Balances trusted = Balances::agree);

  /// Which database exported them (read_origin); nothing: none did.
  const std::optional<std::string>& origin() const { return origin_; }
  Sums sums();
  /// By name, each once.
  void for_each_person(const std::function<void(const Person&)>& take);
  std::vector<Stake> stakes_of(const std::string& name);
  /// Refuses somebody for what stands in one place, so that his entries in the others are not taken either.
  void refuse_person(const Person& person, const Place& place, const std::string& reason);
  /// A game or a payment that the database has as another one.
  void refuse_entry(const Place& place, const std::string& reason);
  /// Something about an entry that is taken.
  void doubt(const Place& place, const std::string& why);
  /// Something about somebody who is taken; a file in which he stands.
  void doubt_person(const Person& person, File file, const std::string& why);
  /// An entry that cannot be taken before other files can be used; or one of its stakes.
  void put_off(const Place& place, const std::string& why);
  /// Counts what became of each entry, and lets the report say so: once, behind all else.
  void sum_up();
  /// A game that can be kept.
  std::optional<OldGame> find_game(const std::string& id);
  /// Games that can be kept, with their canonical text.
  void for_each_game(const std::function<void(const std::string& id, const std::string& text)>& take);
  void for_each_payment(const std::function<void(const std::string& charge, const OldPayment&)>& take);

 private:
  using Taker = void (OldFiles::*)(const Entry&);
  void read_file(File file, const std::filesystem::path& path, Taker take, const Progress& progress);
  void take_user(const Entry& entry);
  void take_balance(const Entry& entry);
  void take_statistics(const Entry& entry);
  void take_time(const Entry& entry);
  void take_game(const Entry& entry);
  void take_stakes(const Entry& entry);
  void take_waiting(const Entry& entry);
  void take_payment(const Entry& entry);
  /// Notes an entry that cannot be taken, so that one of the same key is not taken either.
  void refuse(File file, const Entry& entry, const std::string& reason);

  void refuse_repeated_keys();
  void refuse_repeated_ids();
  /// Takes the entries away that stand in `gone`.
  void remove_gone();
  void compare_with_redis(Balances trusted);
  void give_back_stakes();
  void refuse_wrong_stakes();
  void give_back_of_games();
  /// Of running games of which bets.json has nothing.
  void give_back_bets();
  void give_back_of_lobby();
  void join_people();
  void look_at_numbered_names();
  void look_at_names();
  enum class Note : std::uint8_t { corrected, doubtful, put_off, passed_over, refused, refused_too };
  void note(const Place& place, Note note);
  void correct(const Place& place, const std::string& how);

  store::SqliteConnection scratch_;
  Report& report_;
  std::optional<std::string> origin_;
};

}  // namespace ludice::legacy
