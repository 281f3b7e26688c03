// The data folders of the first Ludicé: what is read of them, and a line for each thing that is wrong.
#include "legacy/old_files_fixture.hpp"

namespace ludice::legacy {
namespace {

TEST_F(OldFilesTest, a_whole_folder_is_taken_whole) {
  read(data() / "good");
  EXPECT_EQ(report_.refusals(), 0) << printed_;
  EXPECT_EQ(report_.of(File::users).read, 90);
  EXPECT_EQ(report_.of(File::payments).read, std::int64_t(files_.sums().payments));
  const Person* person = find("old_937156");
  ASSERT_NE(person, nullptr);
  EXPECT_EQ(person->balance, 142185);
  EXPECT_EQ(person->staked, 10);
  EXPECT_EQ(person->statistics->wins, 35);
  EXPECT_EQ(files_.stakes_of("max_69229").size(), 1U);
  EXPECT_TRUE(files_.stakes_of("max_69229")[0].waiting());
  EXPECT_EQ(files_.sums().stakes, 10 + 10 + 10 + 50 + 25);
}

TEST_F(OldFilesTest, any_file_may_be_missing) {
  read();
  EXPECT_EQ(report_.refusals(), 0) << printed_;
  EXPECT_EQ(files_.sums().people, 0);
}

TEST_F(OldFilesTest, balances_that_are_none_are_refused_each_with_its_reason) {
  put_broken("bank.types.json", "bank.json");
  read();
  EXPECT_EQ(report_.of(File::bank).refused, 7) << printed_;
  EXPECT_TRUE(says("bank.json:2: \"anna\": refused: its balance is a text")) << printed_;
  EXPECT_TRUE(says("bank.json:3: \"ivan\": refused: its balance -50 is below 0"));
  EXPECT_TRUE(says("\"olga\": refused: its balance 10.5 is not a whole number"));
  EXPECT_TRUE(says("\"petro\": refused: its balance is null"));
  EXPECT_TRUE(says("\"max\": refused: its balance 1000000000000000000000000000000 is not"));
  EXPECT_TRUE(says("\"\": refused: an empty name"));
  EXPECT_TRUE(says("\"yes\": refused: its balance is true or false"));
  ASSERT_EQ(people_.size(), 1U);
  EXPECT_EQ(people_[0].balance, 70);
}

TEST_F(OldFilesTest, duplicate_keys_are_refused_all_of_them) {
  put_broken("bank.duplicate-keys.json", "bank.json");
  read();
  EXPECT_TRUE(says("\"anna\": refused: it stands in the file 2 times")) << printed_;
  EXPECT_EQ(find("anna"), nullptr);
  ASSERT_NE(find("ivan"), nullptr);
}

TEST_F(OldFilesTest, what_is_named_stays_on_its_line_whatever_stands_in_it) {
  put("users.json", "{\"anna\": {\"a\\nb\": 1, \"a\\nb\": 2}, \"x\\u0085y\": {}, \"tab\\t\": {}}");
  read();
  EXPECT_TRUE(says(R"("anna": refused: "a\u000ab" stands in it twice)")) << printed_;
  EXPECT_TRUE(says(R"("x\u0085y": refused: a name with control characters)")) << printed_;
  EXPECT_TRUE(says(R"("tab\u0009": refused: a name with control characters)")) << printed_;
}

TEST_F(OldFilesTest, a_good_entry_beside_a_broken_one_of_the_same_key_is_refused) {
  put("bank.json", R"({"anna": "x", "anna": 5})");
  read();
  EXPECT_EQ(report_.of(File::bank).refused, 2) << printed_;
  EXPECT_EQ(find("anna"), nullptr);
}

TEST_F(OldFilesTest, a_file_that_is_not_whole_gives_nothing) {
  for (const char* name : {"bank.array.json", "bank.empty.json", "bank.truncated.json"}) {
    Report report([](const std::string&) {});
    OldFiles files(report);
    put_broken(name, "bank.json");
    files.read(folder_.path());
    files.join();
    EXPECT_TRUE(report.of(File::bank).unusable) << name;
    EXPECT_EQ(report.refusals(), 1) << name;
    EXPECT_EQ(files.sums().people, 0) << name;
  }
}

TEST_F(OldFilesTest, users_that_cannot_be_read_bar_the_import_whatever_is_left_out) {
  put("users.json", R"({"anna": {"id": 7}, "iv)");
  put("bank.json", R"({"anna": 10})");
  read();
  EXPECT_TRUE(report_.is_barred()) << printed_;
}

TEST_F(OldFilesTest, a_file_that_is_there_and_cannot_be_opened_bars_the_import) {
  put("bank.json", R"({"anna": 10})");
  std::filesystem::create_symlink("stats.json", folder_.file("stats.json"));
  std::filesystem::create_symlink("gone", folder_.file("lobby.json"));
  std::filesystem::create_directory(folder_.file("game.json"));
  read();
  EXPECT_TRUE(report_.is_barred()) << printed_;
  EXPECT_TRUE(says("stats.json: refused: cannot be opened: Too many levels of symbolic links")) << printed_;
  EXPECT_TRUE(says("lobby.json: refused: cannot be opened: No such file or directory"));
  EXPECT_TRUE(says("game.json: refused: cannot be opened: Is a directory"));
}

TEST_F(OldFilesTest, who_has_no_stake_in_a_running_game_is_named) {
  put("game.json", R"({"g1":{"players":["anna","ivan"],"bet":50,"status":"active"},
                       "g2":{"players":["anna","ivan"],"bet":50,"status":"active"}})");
  put("bets.json", R"({"g1":{"anna":50},"g2":{"anna":50,"ivan":50}})");
  read();
  EXPECT_TRUE(
      says("game.json:1: \"g1\": doubtful: bets.json has no stake of \"ivan\", who gets nothing back"))
      << printed_;
  EXPECT_EQ(report_.of(File::game).doubtful, 1);
  EXPECT_EQ(find("ivan")->staked, 50);
}

TEST_F(OldFilesTest, who_has_more_stakes_than_anybody_can_have_is_refused_and_the_others_are_not) {
  std::string bets = "{\"g\": {\"anna\": 1, \"olga\": 1}";
  for (int i = 0; i < 10'000; ++i) bets += ", \"g" + std::to_string(i) + "\": {\"anna\": 1, \"ivan\": 1}";
  put("bets.json", bets + "}");
  put("bank.json", R"({"anna": 5, "ivan": 5})");
  read();
  EXPECT_TRUE(
      says("bets.json: \"anna\": refused: it has 10001 stakes; no player was in more than 10000 games "
           "at once\n"));
  EXPECT_EQ(report_.refusals(), 1);
  EXPECT_EQ(find("anna"), nullptr);
  ASSERT_NE(find("ivan"), nullptr);
  ASSERT_NE(find("olga"), nullptr);
  EXPECT_EQ(find("ivan")->staked, 10'000);
  EXPECT_EQ(find("olga")->staked, 1);
  EXPECT_EQ(report_.of(File::bank).set_aside, 1);
  EXPECT_EQ(report_.of(File::bets).in_part, 10'001);
}

TEST_F(OldFilesTest, a_refused_stake_is_not_said_to_be_missing) {
  put("game.json", R"({"g1":{"players":["anna","ivan"],"bet":50,"status":"active"}})");
  put("bets.json", R"({"g1":{"anna":-50,"ivan":50}})");
  read();
  EXPECT_TRUE(says("\"g1\": doubtful: what bets.json has of it cannot be taken; nothing goes back"))
      << printed_;
  EXPECT_EQ(files_.sums().stakes, 0) << "what is put right later may be another stake";
}

TEST_F(OldFilesTest, an_entry_with_somebody_who_does_not_play_gives_nothing_to_the_other_either) {
  put("game.json", R"({"g1":{"players":["anna","ivan"],"bet":50,"status":"active"}})");
  put("bets.json", R"({"g1":{"anna":50,"olga":50}})");
  put("lobby.json", R"({"ivan":{"bet":50,"game_id":"g1"}})");
  read();
  EXPECT_TRUE(says("\"g1\": refused: \"olga\" does not play in that game")) << printed_;
  EXPECT_EQ(report_.refusals(), 1);
  EXPECT_EQ(files_.sums().stakes, 0);
}

TEST_F(OldFilesTest, games_that_cannot_be_read_give_no_stakes_back) {
  put("game.json", R"({"g1":{"players":["anna","ivan"],"bet":50,"status":"fin)");
  put("bets.json", R"({"g1":{"anna":50,"ivan":50}})");
  put("lobby.json", R"({"olga":{"bet":7,"game_id":"g2"}})");
  read();
  EXPECT_EQ(files_.sums().stakes, 0);
  EXPECT_TRUE(
      says("bets.json:1: \"g1\": doubtful: game.json cannot be used, and this game may have ended; "
           "the 50 of \"anna\" stay out until it can"))
      << printed_;
  EXPECT_TRUE(says("lobby.json:1: \"olga\": doubtful: what becomes of the game \"g2\" cannot be told"));
  EXPECT_FALSE(says("there is no game.json"));
}

TEST_F(OldFilesTest, a_game_that_is_refused_gives_no_stakes_back) {
  put("game.json", R"({"g1":{"players":["anna","ivan"],"bet":-1,"status":"active"}})");
  put("bets.json", R"({"g1":{"anna":50,"ivan":50}})");
  put("lobby.json", R"({"olga":{"bet":7,"game_id":"g1"}})");
  read();
  EXPECT_TRUE(says("bets.json:1: \"g1\": refused: what game.json has of that game is refused")) << printed_;
  EXPECT_EQ(files_.sums().stakes, 0);
}

TEST_F(OldFilesTest, where_there_is_no_game_json_stakes_go_back_with_a_line_for_each) {
  put("bets.json", R"({"g1":{"anna":50,"ivan":50}})");
  read();
  EXPECT_TRUE(says("\"g1\": doubtful: there is no game.json; \"ivan\" gets 50 back")) << printed_;
  EXPECT_EQ(files_.sums().stakes, 100);
}

TEST_F(OldFilesTest, who_is_said_to_wait_in_a_game_that_has_ended_gets_nothing_back) {
  put("game.json", R"({"g1":{"players":["anna","ivan"],"bet":50,"status":"finished"}})");
  put("lobby.json", R"({"anna":{"bet":50,"game_id":"g1"},"olga":{"bet":7,"game_id":"g7"}})");
  read();
  EXPECT_TRUE(says("\"anna\": doubtful: its game \"g1\" has ended; nothing goes back")) << printed_;
  EXPECT_EQ(files_.sums().stakes, 7);
}

TEST_F(OldFilesTest, an_entry_is_counted_as_refused_once) {
  put("game.json", "{}");
  put("bets.json", R"({"g1":{"anna":50,"ivan":50}})");
  read();
  EXPECT_EQ(report_.of(File::bets).refused, 1) << printed_;
  EXPECT_TRUE(says("bets.json: 1 read, 0 taken"));
  EXPECT_EQ(report_.left_out(), "1 left out");
}

TEST_F(OldFilesTest, doubtful_are_entries_not_lines_and_what_is_put_off_is_not_taken) {
  put("users.json", R"({"anna": {"id": 1}})");
  put("game.json", R"({"g1":{"players":["anna","ivan"],"bet":50,"status":"active"}})");
  put("bets.json", R"({"g1":{"anna":40,"ivan":40}})");
  put("lobby.json", R"({"olga":{"bet":7,"game_id":"g7"},"Olga":{"bet":7,"game_id":"g8"}})");
  read();
  EXPECT_TRUE(says("lobby.json: \"olga\": doubtful: is not in users.json")) << printed_;
  EXPECT_TRUE(says("bets.json: 1 read, 1 taken (0 of them corrected, 1 doubtful), 0 refused\n")) << printed_;
  EXPECT_TRUE(says("lobby.json: 2 read, 2 taken (0 of them corrected, 2 doubtful), 0 refused\n")) << printed_;
  EXPECT_EQ(report_.left_out(), "0 left out");
}

TEST_F(OldFilesTest, what_waits_for_another_file_is_counted_as_put_off) {
  put("game.json", R"({"g1":{"players":["anna","ivan"],"bet":50,"status":"fin)");
  put("bets.json", R"({"g1":{"anna":50,"ivan":50}})");
  put("lobby.json", R"({"olga":{"bet":7,"game_id":"g2"}})");
  read();
  for (const char* file : {"bets", "lobby"}) {
    EXPECT_TRUE(says(std::string(file) +
                     ".json: 1 read, 0 taken (0 of them corrected, 0 doubtful), 0 refused, 1 put off\n"))
        << printed_;
  }
  EXPECT_EQ(report_.left_out(), "2 left out, and all of game.json");
}

TEST_F(OldFilesTest, an_id_of_two_is_refused_in_the_file_that_has_it) {
  put("users.json", R"({"anna": {"id": "7"}})");
  put("bank.json", R"({"anna": 10})");
  put("lobby.json", R"({"#7":{"bet":7,"game_id":"g2"}})");
  read();
  EXPECT_EQ(report_.refusals(), 2);
  EXPECT_TRUE(says("lobby.json: \"#7\": refused: its id 7 is another name's, too\n")) << printed_;
  EXPECT_TRUE(says("users.json: 1 read, 0 taken (0 of them corrected, 0 doubtful), 1 refused\n")) << printed_;
  EXPECT_TRUE(says("lobby.json: 1 read, 0 taken (0 of them corrected, 0 doubtful), 1 refused\n")) << printed_;
  EXPECT_TRUE(
      says("bank.json: 1 read, 0 taken (0 of them corrected, 0 doubtful), 0 refused, 1 left out with "
           "their players\n"))
      << printed_;
  EXPECT_EQ(report_.left_out(), "3 left out");
}

TEST_F(OldFilesTest, of_three_names_that_differ_by_case_none_is_forgotten) {
  put("users.json", R"({"anna": {"id": 1}, "Anna": {"id": 2}, "ANNA": {"id": 3}})");
  read();
  EXPECT_TRUE(says("\"ANNA\": doubtful: differs from \"anna\" and 1 more only by case")) << printed_;
}

TEST_F(OldFilesTest, what_is_left_out_names_files_that_cannot_be_used) {
  put("bank.json", "{\"anna\": -1");
  put("stats.json", "");
  put("times_sec.json", "{\"ivan\": \"x\"}");
  read();
  EXPECT_EQ(report_.left_out(), "1 left out, and all of bank.json, stats.json");
}

TEST_F(OldFilesTest, a_numbered_name_is_its_id_and_nobody_elses) {
  put("users.json", R"({"anna": {"id": 7}, "#8": {"id": 9}, "#0": {}, "#10": {}})");
  put("bank.json", R"({"#7": 10, "#10": 5})");
  read();
  EXPECT_EQ(report_.refusals(), 4) << printed_;
  ASSERT_EQ(people_.size(), 1U);
  EXPECT_EQ(people_[0].id, 10);
}

TEST_F(OldFilesTest, ids_that_are_none_or_anothers_are_refused) {
  put_broken("users.json", "users.json");
  read();
  EXPECT_TRUE(says("\"anna\": refused: its id 101 is another name's, too")) << printed_;
  EXPECT_TRUE(says("\"ivan\": refused: its id 101 is another name's, too"));
  EXPECT_TRUE(says("\"max\": refused: its id -5 is below 1"));
  EXPECT_TRUE(says("\"petro\": corrected: its id stood there as a text"));
  EXPECT_TRUE(says("\"olga\": doubtful: has no id"));
  EXPECT_EQ(report_.of(File::users).refused, 3);
  EXPECT_EQ(find("petro")->id, 103);
}

TEST_F(OldFilesTest, names_that_differ_by_case_are_told) {
  put("users.json", R"({"anna": {"id": 1}, "Anna": {"id": 2}})");
  read();
  EXPECT_TRUE(says("\"Anna\": doubtful: differs from \"anna\" only by case")) << printed_;
  EXPECT_EQ(people_.size(), 2U);
}

TEST_F(OldFilesTest, names_of_other_letters_that_differ_by_case_are_told) {
  put("users.json",
      R"({"ігор": {"id": 1}, "Ігор": {"id": 2}, "ZOÉ": {"id": 3}, "zoé": {"id": 4}, "иван": {"id": 5}})");
  read();
  EXPECT_TRUE(says("\"Ігор\": doubtful: differs from \"ігор\" only by case")) << printed_;
  EXPECT_TRUE(says("\"ZOÉ\": doubtful: differs from \"zoé\" only by case")) << printed_;
  EXPECT_EQ(report_.of(File::users).doubtful, 2) << printed_;
}

TEST_F(OldFilesTest, a_number_that_is_no_id_is_no_name_of_one) {
  put("bank.json", R"({"#4503599627370495": 1, "#4503599627370496": 2, "#9223372036854775807": 3})");
  read();
  EXPECT_EQ(report_.refusals(), 2) << printed_;
  EXPECT_TRUE(says("\"#4503599627370496\": refused: its # stands for an id that no Telegram user has"));
  ASSERT_EQ(people_.size(), 1U);
  EXPECT_EQ(people_[0].id, (std::int64_t{1} << 52) - 1);
}

TEST_F(OldFilesTest, games_that_cannot_be_are_refused_and_the_others_give_back) {
  put_broken("game.json", "game.json");
  read();
  EXPECT_EQ(report_.of(File::game).refused, 4) << printed_;
  EXPECT_TRUE(says("\"g2\": refused: its players are not two names"));
  EXPECT_TRUE(says("\"g3\": refused: its players are the same one"));
  EXPECT_TRUE(says("\"g4\": refused: its bet -1 is below 1"));
  EXPECT_TRUE(says("\"g5\": refused: has no bet"));
  EXPECT_TRUE(says("\"g1\": doubtful: bets.json does not have it; both get its bet of 50 back"));
  EXPECT_EQ(find("ghost")->staked, 50);
}

TEST_F(OldFilesTest, a_stake_goes_back_once_and_only_of_running_games) {
  put("game.json", R"({"g1":{"players":["anna","ivan"],"bet":50,"status":"active"},
                       "g2":{"players":["anna","ivan"],"bet":30,"status":"finished"}})");
  put("bets.json", R"({"g1":{"anna":50,"ivan":40},"g2":{"anna":30},"g9":{"anna":5}})");
  put("lobby.json", R"({"anna":{"bet":50,"game_id":"g1"},"olga":{"bet":7,"game_id":"g7"}})");
  read();
  EXPECT_EQ(find("anna")->staked, 50) << printed_;
  EXPECT_EQ(find("ivan")->staked, 40);
  EXPECT_EQ(find("olga")->staked, 7);
  EXPECT_TRUE(says("\"g9\": refused: game.json has no such game"));
  EXPECT_TRUE(says("\"g2\": doubtful: its game has ended"));
  EXPECT_TRUE(says("\"ivan\" staked 40, and the bet is 50"));
  EXPECT_EQ(report_.refusals(), 1);
}

TEST_F(OldFilesTest, a_balance_with_stakes_beyond_the_bound_is_refused) {
  put("bank.json", R"({"anna": 9007199254740991})");
  put("lobby.json", R"({"anna":{"bet":1,"game_id":"g1"}})");
  read();
  EXPECT_EQ(report_.refusals(), 1) << printed_;
  EXPECT_EQ(find("anna"), nullptr);
}

}  // namespace
}  // namespace ludice::legacy
