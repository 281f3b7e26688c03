// Takes what the old files say into the database: checked first, then written in one transaction, all or
// nothing. What was taken is remembered by file, key and value, so the same again changes nothing and
// something else is a conflict.
#pragma once

#include "legacy/old_files.hpp"
#include "store/legacy_table.hpp"
#include "store/player_table.hpp"
#include "store/transaction.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ludice::legacy {

/// What an import did, or (after a check) would do.
struct Imported {
  std::int64_t people = 0;    ///< new accounts
  std::int64_t joined = 0;    ///< of these names, accounts that were there before
  std::int64_t updated = 0;   ///< names that were imported before, with something new
  std::int64_t known = 0;     ///< names that were imported before, with nothing new
  std::int64_t left_out = 0;  ///< names, games and payments that were refused
  std::int64_t balances = 0;  ///< sum
  std::int64_t stakes = 0;    ///< sum of what was given back
  std::int64_t games = 0;
  std::int64_t payments = 0;
  friend bool operator==(const Imported&, const Imported&) = default;
  bool brings_nothing() const {
    return people == 0 && joined == 0 && updated == 0 && balances == 0 && stakes == 0 && games == 0 &&
           payments == 0;
  }
};

class Import {
 public:
  /// `files` are joined. Both must outlive it. `join_existing`: what the files say of somebody comes also on
  /// top of what he has here from play of his own; else he is refused.
  Import(OldFiles& files, Report& report, domain::Asset asset, bool join_existing = false)
      : files_(files), report_(report), asset_(asset), join_existing_(join_existing) {}

  /// Holds the files against the database and reports what cannot be taken; writes nothing.
  Imported check(store::Reader& reader);
  /// Takes what can be. `checked` is what check() found: where the database has changed since, so that it
  /// would be something else, all is rolled back (store::Unavailable).
  Imported run(store::Transaction& transaction, const Imported& checked);

 private:
  /// Something about a name, and the file in which it stands.
  struct Finding {
    File file = File::users;
    std::string text;
    std::string game{};  ///< where it is about a stake
    bool puts_off = false;
    /// bets.json has games for keys.
    Place place(const Person& person) const {
      return {file, 0, game.empty() || file == File::lobby ? person.name : game};
    }
  };
  /// What becomes of one name.
  struct Plan {
    std::optional<Finding> refusal;  ///< it cannot be taken
    std::vector<Finding> doubts;
    std::optional<store::LegacyUser> known;  ///< imported before
    std::optional<store::Player> player;     ///< whose account takes it; nothing: a new one
    bool takes_name = true;                  ///< a new account is called so
    bool balance = false;                    ///< what is new of it
    bool statistics = false;
    bool others = false;  ///< password, time
    std::vector<Stake> stakes;
    bool is_new() const { return balance || statistics || others || !stakes.empty() || !known; }
  };

  void begin(store::Reader& reader);
  static std::optional<Finding> conflict_of(const store::LegacyUser& known, const Person& person);
  Plan plan(store::Reader& reader, const Person& person) const;
  void plan_known(store::Reader& reader, const Person& person, Plan& plan) const;
  void plan_with_id(store::Reader& reader, const Person& person, Plan& plan) const;
  void plan_by_name(store::Reader& reader, const Person& person, Plan& plan) const;
  void plan_join(store::Reader& reader, const Person& person, Plan& plan) const;
  void plan_stakes(store::Reader& reader, const Person& person, Plan& plan) const;
  std::optional<Finding> fault_of_stake(store::Reader& reader, const Stake& stake) const;
  bool is_known_game(store::Reader& reader, const std::string& id, const std::string& text) const;
  std::string fault_of_game(store::Reader& reader, const std::string& id, const std::string& text) const;
  bool is_known_payment(store::Reader& reader, const std::string& charge) const;
  std::string fault_of_payment(store::Reader& reader, const std::string& charge,
                               const OldPayment& payment) const;
  void check_room(store::Reader& reader, const Person& person, Plan& plan) const;
  static void count(const Person& person, const Plan& plan, Imported& imported);

  store::Player take_player(store::Transaction& transaction, const Person& person, const Plan& plan) const;
  static void count_statistics(store::Player& player, const OldStatistics& more);
  static void remember(store::Transaction& transaction, const Person& person, const Plan& plan,
                       PlayerId player);
  std::string take_payments(store::Transaction& transaction, std::int64_t number, Imported& imported) const;
  void fund_owner(store::Transaction& transaction, Amount amount, std::int64_t number) const;

  OldFiles& files_;
  Report& report_;
  domain::Asset asset_;
  bool join_existing_;
  bool fresh_ = false;     ///< nobody is in the database: nothing needs to be looked up
  bool charges_ = false;   ///< payments were taken here
  bool exported_ = false;  ///< the files may hold what is here, by way of the first Ludicé
};

}  // namespace ludice::legacy
