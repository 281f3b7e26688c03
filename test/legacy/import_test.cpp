// What the old files say is in the ledger afterwards: once, whole, and clean to the audit.
#include "legacy/import_fixture.hpp"

namespace ludice::legacy {
namespace {

using domain::Asset;
using service::why;

TEST_P(ImportTest, a_whole_folder_comes_in_whole) {
  const Ran ran = import(legacy_data() / "good");
  EXPECT_EQ(ran.refusals, 0) << ran.printed;
  EXPECT_EQ(ran.imported.people, 90);
  EXPECT_EQ(ran.imported.stakes, 10 + 10 + 10 + 50 + 25);
  EXPECT_EQ(balance("max_833820"), 115'661);
  EXPECT_EQ(balance("red_356473"), 100'359 + 50) << "waited in the lobby";
  EXPECT_EQ(balance("old_937156"), 142'185 + 10) << "was in a game";
  EXPECT_EQ(balance("🎲_967127"), 2'930);
  const auto zoe = profile("zoé_30414");
  EXPECT_EQ(zoe->player.games, 76);
  EXPECT_EQ(zoe->player.won, 36);
  EXPECT_EQ(zoe->player.lost, 40);
}

TEST_P(ImportTest, twice_changes_nothing_also_after_play_went_on) {
  import(legacy_data() / "good");
  const GameId game = [&] {
    start("max_833820", 50);
    return start("zoé_30414", 50)->game_id;
  }();
  record("max_833820", game, 6);
  record("zoé_30414", game, 1);
  const std::int64_t before = balance("max_833820");
  const std::int64_t transfers = rows_of("SELECT COUNT(*) FROM transfer");
  const Ran again = import(legacy_data() / "good");
  EXPECT_EQ(again.refusals, 0) << again.printed;
  EXPECT_TRUE(again.imported.brings_nothing());
  EXPECT_EQ(again.imported.known, 90);
  EXPECT_EQ(balance("max_833820"), before);
  EXPECT_EQ(rows_of("SELECT COUNT(*) FROM transfer"), transfers);
  EXPECT_EQ(rows_of("SELECT COUNT(*) FROM legacy_import"), 1);
}

TEST_P(ImportTest, a_changed_file_is_a_conflict_and_nothing_comes) {
  put("bank.json", R"({"anna": 10, "ivan": 20})");
  put("game.json", R"({"g1":{"players":["anna","ivan"],"bet":5,"status":"finished"}})");
  import(old());
  put("bank.json", R"({"anna": 10, "ivan": 25, "olga": 30})");
  put("game.json", R"({"g1":{"players":["anna","ivan"],"bet":6,"status":"finished"}})");
  const Ran ran = import(old());
  EXPECT_EQ(ran.refusals, 2) << ran.printed;
  EXPECT_NE(ran.printed.find("bank.json: \"ivan\": refused: its balance was imported as 20 and is 25 now"),
            std::string::npos)
      << ran.printed;
  EXPECT_EQ(balance("ivan"), 20);
  EXPECT_EQ(balance("olga"), -1);
}

TEST_P(ImportTest, a_conflict_stands_under_its_file_and_entries_of_who_is_refused_are_not_counted_as_taken) {
  put("users.json", R"({"anna": {"id": 7}, "ivan": {"id": 8}})");
  put("stats.json", R"({"anna": {"wins": 3, "total_games": 5}})");
  import(old());
  put("stats.json", R"({"anna": {"wins": 4, "total_games": 5}})");
  put("bank.json", R"({"anna": 10, "ivan": 20})");
  const Ran ran = import(old(), Asset::points, true);
  for (const char* line :
       {"stats.json: \"anna\": refused: its wins was imported as 3 and is 4 now",
        "stats.json: 1 read, 0 taken (0 of them corrected, 0 doubtful), 1 refused\n",
        "bank.json: 2 read, 1 taken (0 of them corrected, 0 doubtful), 0 refused, 1 left out "
        "with their players\n",
        "users.json: 2 read, 1 taken"}) {
    EXPECT_NE(ran.printed.find(line), std::string::npos) << line << "\n" << ran.printed;
  }
}

TEST_P(ImportTest, stakes_and_lobby_of_who_is_refused_are_counted_as_left_out) {
  put("users.json", R"({"anna": {"id": 7}, "ivan": {"id": 8}, "olga": {"id": 9}, "petro": {"id": 10}})");
  put("bank.json", R"({"anna": 10, "ivan": 20, "olga": 30})");
  import(old());
  put("bank.json", R"({"anna": 11, "ivan": 20.0, "olga": 31.0})");
  put("game.json", R"({"g1":{"players":["anna","ivan"],"bet":5,"status":"active"},
                       "g2":{"players":["anna","olga"],"bet":6,"status":"active"},
                       "g3":{"players":["ivan","petro"],"bet":7,"status":"active"},
                       "g4":{"players":["olga","petro"],"bet":8,"status":"active"}})");
  put("bets.json", R"({"g1":{"anna":5,"ivan":5},"g2":{"anna":6,"olga":6},"g3":{"ivan":9,"petro":9}})");
  put("lobby.json", R"({"anna":{"bet":5,"game_id":"g9"},"petro":{"bet":5,"game_id":"g8"}})");
  const Ran ran = import(old(), Asset::points, true);
  EXPECT_EQ(ran.refusals, 2);
  for (const char* line :
       {"users.json: 4 read, 2 taken (0 of them corrected, 0 doubtful), 0 refused, 2 left out with their "
        "players\n",
        "bank.json: 3 read, 1 taken (1 of them corrected, 0 doubtful), 2 refused\n",
        "game.json: 4 read, 4 taken (0 of them corrected, 1 doubtful, 1 in part), 0 refused\n",
        "bets.json: 3 read, 2 taken (0 of them corrected, 1 doubtful, 1 in part), 0 refused, 1 left out with "
        "their players\n",
        "lobby.json: 2 read, 1 taken (0 of them corrected, 0 doubtful), 0 refused, 1 left out with their "
        "players\n"}) {
    EXPECT_NE(ran.printed.find(line), std::string::npos) << line << "\n" << ran.printed;
  }
  EXPECT_EQ(ran.imported.stakes, 5 + 9 + 9 + 8 + 5);
}

TEST_P(ImportTest, a_stake_that_is_another_one_now_is_refused_where_it_stands) {
  put("users.json", R"({"anna": {"id": 7}, "ivan": {"id": 8}, "olga": {"id": 9}})");
  put("bets.json", R"({"g1":{"anna":5,"ivan":5}})");
  put("lobby.json", R"({"olga":{"bet":5,"game_id":"g9"}})");
  import(old());
  put("bets.json", R"({"g1":{"anna":6,"ivan":6}})");
  put("lobby.json", R"({"olga":{"bet":6,"game_id":"g9"}})");
  const Ran ran = import(old());
  EXPECT_EQ(ran.refusals, 3) << ran.printed;
  for (const char* line :
       {"bets.json: \"g1\": refused: the stake of \"anna\" in \"g1\" was given back as 5 and is 6 now\n",
        "bets.json: \"g1\": refused: the stake of \"ivan\" in \"g1\" was given back as 5 and is 6 now\n",
        "lobby.json: \"olga\": refused: the stake of \"olga\" in \"g9\" was given back as 5 and is 6 now\n",
        "bets.json: 1 read, 0 taken (0 of them corrected, 0 doubtful), 1 refused\n",
        "lobby.json: 1 read, 0 taken (0 of them corrected, 0 doubtful), 1 refused\n",
        "users.json: 3 read, 0 taken (0 of them corrected, 0 doubtful), 0 refused, 3 left out with their "
        "players\n"}) {
    EXPECT_NE(ran.printed.find(line), std::string::npos) << line << "\n" << ran.printed;
  }
}

TEST_P(ImportTest, what_a_database_cannot_keep_is_refused_by_its_entry) {
  put("users.json", R"({"anna": {"password": "x\u0000y"}, "iv\u0000an": {}})");
  put("payments.json", R"({"c1": {"user": "anna", "amount": 5, "timestamp": "2025\u0000"}})");
  const Ran ran = import(old(), Asset::points, true);
  EXPECT_EQ(ran.refusals, 3) << ran.printed;
  EXPECT_NE(ran.printed.find("payments.json:1: \"c1\": refused: its timestamp has a character 0"),
            std::string::npos)
      << ran.printed;
}

TEST_P(ImportTest, what_is_refused_can_be_left_out_and_come_later) {
  put("bank.json", R"({"anna": 10, "ivan": -20, "olga": 0})");
  EXPECT_EQ(import(old()).refusals, 1);
  EXPECT_EQ(balance("anna"), -1) << "all or nothing";
  EXPECT_EQ(import(old(), Asset::points, true).imported.people, 2);
  EXPECT_EQ(balance("anna"), 10);
  EXPECT_EQ(balance("ivan"), -1);
  put("bank.json", R"({"anna": 10, "ivan": 20, "olga": 0})");
  const Ran ran = import(old());
  EXPECT_EQ(ran.imported.people, 1) << ran.printed;
  EXPECT_EQ(ran.imported.known, 2);
  EXPECT_EQ(balance("ivan"), 20);
}

TEST_P(ImportTest, stakes_of_games_that_could_not_be_read_go_back_once_they_can) {
  put("bank.json", R"({"anna": 10, "ivan": 10, "olga": 10})");
  put("bets.json", R"({"g1":{"anna":5,"ivan":5},"g2":{"anna":7,"ivan":7}})");
  put("lobby.json", R"({"olga":{"bet":3,"game_id":"g3"}})");
  put("game.json", R"({"g1":{"players":["anna","ivan"],"bet":5,"status":"act)");
  EXPECT_EQ(import(old(), Asset::points, true).imported.stakes, 0);
  EXPECT_EQ(balance("anna"), 10);
  put("game.json", R"({"g1":{"players":["anna","ivan"],"bet":5,"status":"active"},
                       "g2":{"players":["anna","ivan"],"bet":7,"status":"finished"}})");
  const Ran ran = import(old());
  EXPECT_EQ(ran.refusals, 0) << ran.printed;
  EXPECT_EQ(ran.imported.stakes, 13);
  EXPECT_EQ(balance("anna"), 15);
  EXPECT_EQ(balance("olga"), 13);
}

TEST_P(ImportTest, a_game_that_ended_is_a_conflict_where_its_stakes_went_back_for_want_of_a_game_json) {
  put("bank.json", R"({"anna": 10, "ivan": 10})");
  put("bets.json", R"({"g1":{"anna":5,"ivan":5}})");
  EXPECT_EQ(import(old()).imported.stakes, 10);
  put("game.json", R"({"g1":{"players":["anna","ivan"],"bet":5,"status":"finished"}})");
  const Ran ran = import(old());
  EXPECT_EQ(ran.refusals, 1);
  EXPECT_NE(
      ran.printed.find("game.json: \"g1\": refused: it has ended, and the stake of \"anna\" was given back"),
      std::string::npos)
      << ran.printed;
  EXPECT_EQ(import(old(), Asset::points, true).imported.games, 0);
}

TEST_P(ImportTest, a_game_that_is_a_conflict_pays_no_stakes) {
  put("bank.json", R"({"anna": 10, "ivan": 10})");
  put("game.json", R"({"g1":{"players":["anna","ivan"],"bet":5,"status":"finished"},
                       "g2":{"players":["anna","ivan"],"bet":6,"status":"active"}})");
  put("bets.json", R"({"g2":{"anna":-6,"ivan":6}})");
  EXPECT_EQ(import(old(), Asset::points, true).imported.stakes, 0);
  put("game.json", R"({"g1":{"players":["anna","ivan"],"bet":5,"status":"active"},
                       "g2":{"players":["anna","ivan"],"bet":8,"status":"active"}})");
  put("bets.json", R"({"g1":{"anna":5,"ivan":5},"g2":{"anna":8,"ivan":8}})");
  const Ran ran = import(old(), Asset::points, true);
  EXPECT_EQ(ran.refusals, 2) << ran.printed;
  EXPECT_EQ(ran.imported.stakes, 0);
  EXPECT_EQ(balance("anna"), 10);
  for (const char* line :
       {"bets.json: \"g2\": doubtful: the game \"g2\" is refused; the 8 of \"anna\" stay out\n",
        "bets.json: 2 read, 1 taken (0 of them corrected, 1 doubtful), 0 refused, 1 put off\n",
        "game.json: 2 read, 0 taken (0 of them corrected, 0 doubtful), 2 refused\n"}) {
    EXPECT_NE(ran.printed.find(line), std::string::npos) << line << "\n" << ran.printed;
  }
}

TEST_P(ImportTest, who_waits_in_a_game_that_was_imported_as_ended_gets_nothing_back) {
  put("bank.json", R"({"anna": 10, "ivan": 10})");
  put("game.json", R"({"g1":{"players":["anna","ivan"],"bet":5,"status":"finished"}})");
  import(old());
  std::filesystem::remove(old() / "game.json");
  put("lobby.json", R"({"anna":{"bet":5,"game_id":"g1"}})");
  const Ran ran = import(old());
  EXPECT_EQ(ran.imported.stakes, 0) << ran.printed;
  EXPECT_NE(
      ran.printed.find("lobby.json: \"anna\": doubtful: the game \"g1\" was imported as one that has ended"),
      std::string::npos)
      << ran.printed;
}

TEST_P(ImportTest, a_file_that_was_missing_adds_to_what_came) {
  put("users.json", R"({"anna": {"id": 7, "password": "x"}})");
  import(old());
  put("bank.json", R"({"anna": 10})");
  put("stats.json", R"({"anna": {"wins": 3, "total_games": 5}})");
  const Ran ran = import(old());
  EXPECT_EQ(ran.imported.updated, 1) << ran.printed;
  EXPECT_EQ(balance("anna"), 10);
  EXPECT_EQ(profile("anna")->player.won, 3);
}

TEST_P(ImportTest, another_asset_than_the_first_import_had_is_barred) {
  put("bank.json", R"({"anna": 10})");
  import(old());
  put("bank.json", R"({"anna": 10, "ivan": 5})");
  EXPECT_EQ(import(old(), Asset::stars, true).refusals, 1);
  EXPECT_EQ(balance("ivan", Asset::stars), -1);
}

TEST_P(ImportTest, who_is_here_by_his_id_takes_what_was_his) {
  sign_up("newname", 7);
  put("users.json", R"({"anna": {"id": 7}})");
  put("bank.json", R"({"anna": 10})");
  put("stats.json", R"({"anna": {"wins": 3, "total_games": 5}})");
  const Ran ran = import(old());
  EXPECT_EQ(ran.imported.joined, 1) << ran.printed;
  EXPECT_NE(
      ran.printed.find("users.json: \"anna\": doubtful: it joins an account that has 1000 points and 0 games "
                       "here; what the files say comes on top"),
      std::string::npos)
      << ran.printed;
  EXPECT_EQ(balance("newname"), 1'010);
  EXPECT_EQ(profile("newname")->player.lost, 2);
  EXPECT_EQ(balance("anna"), -1);
}

TEST_P(ImportTest, who_has_played_here_is_added_to_only_where_that_was_asked_for) {
  sign_up("anna", 7);
  create_user("ivan", 5);
  put("users.json", R"({"anna": {"id": 7}, "ivan": {}})");
  put("bank.json", R"({"anna": 10, "ivan": 20})");
  start("anna", 20);
  const Ran refused = import(old());
  EXPECT_EQ(refused.refusals, 2) << refused.printed;
  EXPECT_NE(refused.printed.find(
                "\"ivan\": refused: it joins an account that has 5 points and 0 games here; on top "
                "of that it comes with --join-existing only"),
            std::string::npos)
      << refused.printed;
  EXPECT_TRUE(import(old(), Asset::points, true).imported.brings_nothing());
  const Ran joined = import(old(), Asset::points, false, true);
  EXPECT_EQ(joined.imported.joined, 2) << joined.printed;
  EXPECT_EQ(balance("anna"), 990);
  EXPECT_EQ(balance("ivan"), 25);
  EXPECT_TRUE(import(old()).imported.brings_nothing()) << "once is for ever";
}

TEST_P(ImportTest, who_registers_after_he_was_imported_gets_no_welcome_points) {
  put("users.json", R"({"anna": {"id": 7}})");
  put("bank.json", R"({"anna": 10})");
  import(old());
  const auto registered = sign_up("annie", 7);
  ASSERT_TRUE(registered);
  EXPECT_FALSE(registered->created);
  EXPECT_EQ(balance("annie"), 10);
}

TEST_P(ImportTest, a_name_that_somebody_else_has_by_now_stays_his) {
  sign_up("anna", 8);
  put("users.json", R"({"anna": {"id": 7}, "ivan": {}})");
  put("bank.json", R"({"anna": 10, "ivan": 5})");
  sign_up("ivan", 9);
  const Ran ran = import(old());
  EXPECT_EQ(ran.refusals, 0) << ran.printed;
  EXPECT_EQ(balance("anna"), 1'000);
  EXPECT_EQ(balance("#7"), 10);
  EXPECT_EQ(balance("ivan"), 1'000);
  EXPECT_TRUE(adopt("ivan", 9)) << "the same person, says the operator";
  EXPECT_EQ(balance("ivan"), 1'005);
}

TEST_P(ImportTest, an_id_under_another_name_than_it_was_imported_is_a_conflict) {
  put("users.json", R"({"anna": {"id": 7}})");
  put("bank.json", R"({"anna": 10})");
  import(old());
  put("users.json", R"({"annie": {"id": 7}})");
  put("bank.json", R"({"annie": 10})");
  const Ran ran = import(old());
  EXPECT_EQ(ran.refusals, 1) << ran.printed;
  EXPECT_EQ(balance("anna"), 10);
}

TEST_P(ImportTest, a_balance_that_would_not_fit_is_refused) {
  create_user("anna", (std::int64_t{1} << 53) - 5);
  put("bank.json", R"({"anna": 10})");
  const Ran ran = import(old(), Asset::points, false, true);
  EXPECT_EQ(ran.refusals, 1);
  EXPECT_NE(ran.printed.find("its account would hold more than 2^53 - 1"), std::string::npos) << ran.printed;
}

TEST_P(ImportTest, wins_from_before_count_in_the_leaderboard_of_all_time) {
  put("users.json", R"({"anna": {"id": 7}, "ivan": {"id": 8}})");
  put("bank.json", R"({"anna": 100, "ivan": 100})");
  put("stats.json", R"({"anna": {"wins": 3, "total_games": 5}})");
  import(old());
  start("anna", 50);
  const GameId game = start("ivan", 50)->game_id;
  record("anna", game, 1);
  record("ivan", game, 2);
  EXPECT_EQ(rows_of("SELECT games FROM standing WHERE kind = -1 ORDER BY won DESC LIMIT 1"), 6);
  EXPECT_EQ(rows_of("SELECT week_games FROM standing WHERE kind = -1 ORDER BY won DESC LIMIT 1"), 1);
}

TEST_P(ImportTest, a_database_that_changes_in_between_is_left_as_it_is) {
  put("bank.json", R"({"anna": 10})");
  Report report([](const std::string&) {});
  OldFiles files(report);
  files.read(old());
  files.join();
  Import import(files, report, Asset::points);
  const auto checked = read<Imported>([&](store::Reader& reader) { return import.check(reader); });
  create_user("anna", 1);
  EXPECT_THROW(write<Imported>([&](store::Transaction& t) { return import.run(t, checked); }),
               store::Unavailable);
  EXPECT_EQ(balance("anna"), 1);
  EXPECT_EQ(rows_of("SELECT COUNT(*) FROM legacy_user"), 0);
}

TEST_P(ImportTest, an_account_without_id_plays_by_name_and_is_never_taken_over) {
  put("bank.json", R"({"anna": 100, "ivan": 100})");
  import(old());
  ASSERT_TRUE(start("anna", 50));
  EXPECT_TRUE(leave("anna"));
  const auto registered = sign_up("anna", 7);
  ASSERT_TRUE(registered);
  EXPECT_TRUE(registered->created) << "a Telegram user of that name is somebody of his own";
  EXPECT_EQ(balance("anna"), 1'000);
  ASSERT_TRUE(adopt("anna", 7));
  EXPECT_EQ(balance("anna"), 1'100);
}

LUDICE_ON_BOTH_STORES(ImportTest);

}  // namespace
}  // namespace ludice::legacy
