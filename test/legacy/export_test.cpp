// The way back: the same files, whole or not at all; and what they hold comes in again as it was.
#include "legacy/import_fixture.hpp"
#include "legacy/origin.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <sstream>

namespace ludice::legacy {
namespace {

using domain::Asset;

/// What both sides must have alike.
struct Standing {
  std::map<std::string, std::int64_t> balances;                   ///< with what lies in open games
  std::map<std::string, std::array<std::int64_t, 3>> statistics;  ///< won, played, of these void
  std::map<std::string, std::string> games;                       ///< by id: who played for what
  friend bool operator==(const Standing&, const Standing&) = default;
};

/// The other database.
class Target : public ImportFixture {
 public:
  Target() : ImportFixture(test::Engine::sqlite) {}
  using ImportFixture::audit;
  using ImportFixture::import;
  void write_back(const std::filesystem::path& folder) {
    read<Exported>([&](store::Reader& reader) {
      return write_old_files(reader, folder, Asset::points, std::string(32, '0'));
    });
  }

 private:
  void TestBody() override {}
};

class ExportTest : public ImportTest {
 protected:
  Exported write_files(const std::string& name) {
    const auto database =
        write<std::string>([&](store::Transaction& t) { return name_database(t, random_); });
    return read<Exported>([&](store::Reader& reader) {
      return write_old_files(reader, folder_.path() / name, Asset::points, database);
    });
  }
  std::string text_of_file(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  /// What the tables say, asked without any code of the export.
  Standing standing_of_ledger() {
    static constexpr store::Statement kPlayers{
        "SELECT COALESCE(p.username, '#' || CAST(p.telegram_id AS TEXT)), p.games, p.won, p.void, "
        "CAST(COALESCE(a.balance, 0) + COALESCE((SELECT SUM(g.bet) FROM game g WHERE g.ended = 0 "
        "AND (g.opener = p.id OR g.joiner = p.id)), 0) AS BIGINT) "
        "FROM player p LEFT JOIN account a ON a.id = p.id"};
    return read<Standing>([](store::Reader& reader) {
      Standing standing;
      const store::Rows rows = reader.query(kPlayers);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::string& name = rows[i].text(0);
        standing.balances[name] = rows[i].integer(4);
        if (rows[i].integer(1) > 0)
          standing.statistics[name] = {rows[i].integer(2), rows[i].integer(1), rows[i].integer(3)};
      }
      return standing;
    });
  }
  /// What an exported folder says.
  static Standing standing_of(const std::filesystem::path& folder) {
    Standing standing;
    std::string printed;
    Report report([&](const std::string& line) { printed += line + "\n"; });
    OldFiles files(report);
    files.read(folder);
    files.join();
    EXPECT_EQ(report.refusals(), 0) << printed;
    files.for_each_person([&](const Person& person) {
      standing.balances[person.name] = person.balance.value_or(0) + person.staked;
      if (person.statistics)
        standing.statistics[person.name] = {person.statistics->wins, person.statistics->games,
                                            person.statistics->voids};
    });
    files.for_each_game([&](const std::string& id, const std::string& text) {
      standing.games[id] = text.substr(0, text.find("\"status\""));
    });
    return standing;
  }
};

TEST_P(ExportTest, what_was_imported_goes_out_as_it_was_read) {
  import(legacy_data() / "good");
  const Exported exported = write_files("out");
  EXPECT_EQ(exported.people, 90);
  EXPECT_EQ(exported.payments, rows_of("SELECT COUNT(*) FROM legacy_payment"));
  EXPECT_EQ(standing_of(folder_.path() / "out"), standing_of(legacy_data() / "good"));
  const std::string users = text_of_file(folder_.path() / "out" / "users.json");
  EXPECT_NE(users.find("\"zoé_30414\": {\"id\": 10000022, \"password\": "
                       "\"a080c6a52dece95af5b67e6e8820e3bdfd06f9f6d272324860831ef21cd0c151\"}"),
            std::string::npos);
  EXPECT_NE(text_of_file(folder_.path() / "out" / "times_sec.json").find("1737742404.0637069"),
            std::string::npos);
}

TEST_P(ExportTest, open_games_and_the_lobby_go_out_with_their_stakes) {
  sign_up("anna", 1);
  sign_up("ivan", 2);
  sign_up("olga", 3);
  start("anna", 50);
  start("ivan", 50);
  start("olga", 70);
  const Exported exported = write_files("out");
  EXPECT_EQ(exported.stakes, 170);
  const Standing standing = standing_of(folder_.path() / "out");
  EXPECT_EQ(standing.balances.at("anna"), 1'000);
  EXPECT_EQ(standing.balances.at("olga"), 1'000);
  EXPECT_NE(text_of_file(folder_.path() / "out" / "lobby.json").find("\"olga\": {\"bet\": 70"),
            std::string::npos);
}

TEST_P(ExportTest, what_a_database_exported_is_never_imported_into_it) {
  sign_up("anna", 1);
  write_files("out");
  write_files("again");
  for (const char* name : {"out", "again"}) {
    for (const bool skip_broken : {false, true}) {
      const Ran ran = import(folder_.path() / name, Asset::points, skip_broken);
      EXPECT_EQ(ran.refusals, 1);
      EXPECT_NE(ran.printed.find("these files were exported from this database"), std::string::npos)
          << ran.printed;
    }
  }
  EXPECT_EQ(profile("anna")->holdings.front().balance, Amount(1'000));
  Target target;
  EXPECT_EQ(target.import(folder_.path() / "out").imported.balances, 1'000);
}

TEST_P(ExportTest, the_way_back_and_again_adds_nobody_up) {
  sign_up("anna", 1);
  sign_up("ivan", 2);
  write_files("out");
  std::filesystem::remove(folder_.path() / "out" / "ludice.json");  // the first Ludicé knows no such file
  const Ran ran = import(folder_.path() / "out", Asset::points, true);
  EXPECT_EQ(ran.refusals, 2) << ran.printed;
  EXPECT_NE(ran.printed.find("it joins an account that has 1000 points"), std::string::npos) << ran.printed;
  EXPECT_EQ(balance("anna"), 1'000);
}

TEST_P(ExportTest, an_origin_that_cannot_be_read_bars_the_import) {
  put("bank.json", "{\"anna\": 5}");
  for (const char* text : {"", "{}", "{\"database\": 7}", "{\"database\": \"x\"}", "{\"database\""}) {
    put("ludice.json", text);
    const Ran ran = import(old(), Asset::points, true);
    EXPECT_EQ(ran.refusals, 1) << text;
    EXPECT_NE(ran.printed.find("ludice.json cannot be read: "), std::string::npos) << ran.printed;
  }
  EXPECT_EQ(rows_of("SELECT COUNT(*) FROM player"), 0);
}

TEST_P(ExportTest, money_that_the_files_cannot_say_is_told_with_its_sums) {
  rules_.assets = {Asset::points, Asset::stars};
  const auto stays = [this](Asset asset) {
    return read<std::vector<std::string>>([=](store::Reader& reader) { return what_stays(reader, asset); });
  };
  sign_up("anna", 1);
  sign_up("ivan", 2);
  EXPECT_EQ(stays(Asset::points), std::vector<std::string>());
  pay("anna", 1, "c1", 100);
  pay("ivan", 2, "c2", 50);
  pay("ivan", 2, "c3", 7, false);
  write<bool>([this](store::Transaction& t) {
    return service::RefundStars(events_).run(t, {named("ivan"), "c2"}).has_value();
  });
  const std::vector<std::string> out = {
      "1 payments of 7 Stars in all are suspended: the files cannot say so",
      "1 payments of 50 Stars in all are refunding: the files cannot say so"};
  EXPECT_EQ(stays(Asset::points),
            (std::vector<std::string>{"100 stars (1 accounts of players)", "7 stars (1 payments in suspense)",
                                      "50 stars (1 payments on their way out)", out[0], out[1]}));
  EXPECT_EQ(
      stays(Asset::stars),
      (std::vector<std::string>{"2000 points (2 accounts of players)", "7 stars (1 payments in suspense)",
                                "50 stars (1 payments on their way out)", out[0], out[1]}));
}

TEST_P(ExportTest, games_of_an_account_that_was_joined_to_an_id_stay_with_a_name_of_its_own) {
  put("users.json", R"({"anna": {"password": "a"}, "ivan": {"id": 8, "password": "i"}})");
  put("bank.json", R"({"anna": 100, "ivan": 50})");
  import(old());
  start("anna", 20);
  const GameId game = start("ivan", 20)->game_id;
  record("anna", game, 6);
  record("ivan", game, 1);
  ASSERT_TRUE(adopt("anna", 7));
  write_files("out");
  const Standing standing = standing_of(folder_.path() / "out");
  EXPECT_EQ(standing.balances,
            (std::map<std::string, std::int64_t>{{"anna", 120}, {"anna~", 0}, {"ivan", 30}}));
  EXPECT_EQ(standing.statistics.at("anna~"), (std::array<std::int64_t, 3>{1, 1, 0}));
  EXPECT_NE(standing.games.begin()->second.find(R"(["anna~","ivan"])"), std::string::npos);
  Target target;
  const Ran ran = target.import(folder_.path() / "out");
  EXPECT_EQ(ran.refusals, 0) << ran.printed;
}

TEST_P(ExportTest, who_was_joined_to_another_keeps_his_own_password) {
  put("users.json", R"({"anna": {"password": "a"}, "ivan": {"id": 8, "password": "i"}})");
  put("bank.json", R"({"anna": 100, "ivan": 50})");
  import(old());
  ASSERT_TRUE(adopt("anna", 8));
  write_files("out");
  const std::string users = text_of_file(folder_.path() / "out" / "users.json");
  EXPECT_NE(users.find(R"("ivan": {"id": 8, "password": "i"})"), std::string::npos) << users;
}

TEST_P(ExportTest, a_folder_with_something_in_it_is_left_alone) {
  put("users.json", "{}");
  EXPECT_THROW(write_files("old"), ExportRefused);
  EXPECT_EQ(text_of_file(old() / "users.json"), "{}");
}

TEST_P(ExportTest, where_it_cannot_be_written_nothing_is_there) {
  std::ofstream(folder_.path() / "file") << "x";
  EXPECT_THROW(write_files("file/out"), ExportRefused);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "file.part"));
}

/// A database with imports, names that moved, games in every state, drawn by a seed.
class RandomPast {
 public:
  explicit RandomPast(std::uint32_t seed) : engine_(seed) {}
  int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(engine_); }
  std::string name() { return "p" + std::to_string(below(12)); }

 private:
  std::mt19937 engine_;
};

TEST_P(ExportTest, an_export_into_an_empty_database_gives_the_same_balances_statistics_and_games) {
  constexpr int kSeeds = 8;
  for (std::uint32_t seed = 0; seed < kSeeds; ++seed) {
    RandomPast past(seed);
    const std::string run = std::to_string(seed);
    put("bank.json", "{\"b" + run + "x\": " + std::to_string(past.below(500)) + ", \"b" + run + "y\": 7}");
    put("stats.json", "{\"b" + run + "x\": {\"wins\": 2, \"void\": 3, \"total_games\": " +
                          std::to_string(5 + past.below(9)) + "}}");
    put("game.json", "{\"g" + run + "\": {\"players\": [\"b" + run + "x\", \"b" + run +
                         "y\"], \"bet\": 5, \"status\": \"" + (past.below(2) == 0 ? "active" : "finished") +
                         "\"}}");
    ASSERT_EQ(import(old()).refusals, 0);
    for (int step = 0; step < 40; ++step) {
      clock_.advance(Millis{1'500});
      const std::string who = past.below(6) == 0 ? "b" + run + "x" : past.name();
      const int what = past.below(7);
      if (what == 0) sign_up(past.name(), 1 + past.below(14));
      if (what == 1) modify(who, past.below(200) - 50);
      if (what == 2) leave(who);
      if (what == 3) start(who, 10);
      const auto shown = profile(who);
      if (what > 3 && shown && shown->player.game) record(who, shown->player.game, 1 + past.below(6));
    }
    const std::filesystem::path out = folder_.path() / ("out" + run);
    write_files("out" + run);
    const Standing written = standing_of(out);
    const Standing ledger = standing_of_ledger();
    EXPECT_EQ(written.balances, ledger.balances) << "seed " << seed;
    EXPECT_EQ(written.statistics, ledger.statistics) << "seed " << seed;
    EXPECT_EQ(std::int64_t(written.games.size()), rows_of("SELECT (SELECT COUNT(*) FROM game WHERE joiner IS "
                                                          "NOT NULL) + (SELECT COUNT(*) FROM legacy_game)"))
        << "seed " << seed;
    Target target;
    const Ran ran = target.import(out);
    EXPECT_EQ(ran.refusals, 0) << "seed " << seed << "\n" << ran.printed;
    EXPECT_TRUE(target.audit());
    target.write_back(folder_.path() / ("back" + run));
    EXPECT_EQ(standing_of(folder_.path() / ("back" + run)), standing_of(out)) << "seed " << seed;
  }
}

LUDICE_ON_BOTH_STORES(ExportTest);

}  // namespace
}  // namespace ludice::legacy
