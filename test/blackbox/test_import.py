"""The data of the first Ludicé: in by `ludice import`, out by `ludice export`, joined by `ludice adopt`, on both
databases, with the audit's word after each. Scene 34 of the nasty ones is here by name."""
import json
import subprocess
from urllib.parse import quote

import pytest

from client import Api, Balance
from old_data import DATA, Place
from people import Player
from program import binary, environment
from redis_server import Redis
from waiting import wait_until

DATABASES = ("sqlite", "postgresql")


@pytest.fixture
def place(tmp_path, request):
    if request.param == "sqlite":
        url = f"sqlite:{tmp_path / 'game.db'}"
    else:
        url = request.getfixturevalue("postgres").database()
    made = Place(tmp_path, url)
    yield made
    made.audit()


def pytest_generate_tests(metafunc):
    """Imports run on both databases also in the short suite."""
    if "place" in metafunc.fixturenames:
        metafunc.parametrize("place", DATABASES, indirect=True)


def good(name):
    return json.loads((DATA / "good" / f"{name}.json").read_text(encoding="utf-8"))


def expected_balances():
    """What each person of the good folder must have: his balance, and the stakes that had left it."""
    balances = dict(good("bank"))
    for game in good("bets").values():
        for name, stake in game.items():
            balances[name] += stake
    for name, waiting in good("lobby").items():
        balances[name] += waiting["bet"]
    return balances


def test_a_whole_folder_comes_in_and_people_play_on(place):
    place.put_good()
    said = place.imports()
    assert "90 new accounts" in said and "0 left out" in said, said
    before, after = (int(line.split()[3]) for line in said.splitlines() if "players hold" in line)
    assert after - before == sum(expected_balances().values())
    program = place.serve()
    try:
        balance, api = Balance(program), Api(program)
        for name, units in list(expected_balances().items())[:20]:
            assert balance.get(f"username={quote(name)}").json["balance"] == units, name
        first, second = Player(api, "max_833820", 10000010), Player(api, "zoé_30414", 10000022)
        game = first.start(15).data["game_id"]
        assert second.start(15).data["game_id"] == game
        assert first.result(game, 6).status == second.result(game, 1).status == 200
        profile = first.profile()
        assert (profile["games"], profile["won"]) == (67, 41)
    finally:
        assert program.stop() == 0


def test_scene_34_the_files_of_the_first_ludice(place):
    """Missing, empty, cut short, a user in one file and not in another, negative or fractional balances, games left
    hanging: a report line for each; all or nothing; running twice changes nothing."""
    place.put("users.json", {"anna": {"id": 101}, "ivan": {"id": 102}})
    place.put_broken("bank.types.json", "bank.json")
    place.put_broken("game.json", "game.json")
    place.put("stats.json", "")
    place.put("times_sec.json", '{"anna": 17')
    said = place.imports(code=1)
    for line in ('bank.json:3: "ivan": refused: its balance -50 is below 0',
                 'bank.json:4: "olga": refused: its balance 10.5 is not a whole number',
                 'bank.json:2: "anna": refused: its balance is a text',
                 'game.json:10: "g2": refused', 'game.json:33: "g5": refused',
                 'stats.json:1: refused: empty', 'times_sec.json:1: refused: cut short',
                 '"g1": doubtful: bets.json does not have it; both get its bet of 50 back',
                 '"ok": doubtful: is not in users.json', "lobby.json: not there", "Nothing was imported",
                 "bank.json: 8 read, 1 taken (0 of them corrected, 1 doubtful), 7 refused",
                 "users.json: 2 read, 2 taken (0 of them corrected, 0 doubtful), 0 refused"):
        assert line in said, f"{line} is not in\n{said}"
    assert place.run("export", "nothing").returncode == 0
    assert json.loads((place.folder / "nothing/users.json").read_text()) == {}

    assert place.imports("--dry-run", code=1).endswith(
        "Nothing would be imported. What is refused above has to be put right first, or left out by --skip-broken.\n")
    assert "left out, and all of stats.json, times_sec.json." in place.imports("--dry-run", "--skip-broken")

    said = place.imports("--skip-broken")
    assert "70 in balances, 100 in stakes given back" in said
    assert "left out, and all of stats.json, times_sec.json." in said
    place.audit()
    again = place.imports("--skip-broken")
    assert "0 in balances, 0 in stakes given back" in again and "0 new accounts" in again
    assert "Nothing of it is new: the database stays as it was" in again and "Nothing of it is new" not in said
    assert place.export()["bank"] == {"anna": 50, "ghost": 50, "ivan": 0, "ok": 70}


@pytest.mark.parametrize("name,reason", [("bank.array.json", "a list stands"), ("bank.empty.json", "empty"),
                                         ("bank.truncated.json", "cut short"),
                                         ("bank.duplicate-keys.json", "stands in the file 2 times")])
def test_a_broken_bank_stops_everything(place, name, reason):
    place.put_good()
    place.put_broken(name, "bank.json")
    said = place.imports(code=1)
    assert reason in said
    assert place.export("nothing")["users"] == {}


def test_ids_that_are_broken_leave_the_money_with_the_name(place):
    place.put_broken("users.json", "users.json")
    place.put("bank.json", {"anna": 5, "ivan": 6, "max": 7, "petro": 8})
    said = place.imports(code=1)
    assert '"anna": refused: its id 101 is another name\'s, too' in said and '"max": refused: its id -5' in said
    place.imports("--skip-broken")
    exported = place.export()
    assert exported["bank"]["anna"] == 5 and "id" not in exported["users"]["anna"]
    assert exported["users"]["petro"] == {"id": 103, "password": "z"}


def test_a_dry_run_says_all_and_writes_nothing(place):
    place.put_good()
    said = place.imports("--dry-run")
    assert "90 people" in said and "There is nothing in the database yet" in said
    if place.settings["DATABASE_URL"].startswith("sqlite:"):
        assert not (place.folder / "game.db").exists()
    else:
        assert place.sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'") == []
    place.run("migrate")
    assert "Would be imported: 90 new accounts" in place.imports("--dry-run")
    assert "0 in balances" not in place.imports()


def test_a_dry_run_leaves_an_older_database_as_it_is(place):
    place.put_good()
    place.run("migrate")
    [newest] = place.sql("SELECT value FROM meta WHERE name = 'schema'")
    place.sql("UPDATE meta SET value = '1' WHERE name = 'schema'")
    refused = place.run("import", str(place.old), "--dry-run")
    assert refused.returncode == 3 and "the database needs `ludice migrate`" in refused.stderr, refused
    assert place.sql("SELECT value FROM meta WHERE name = 'schema'") == ["1"]
    place.sql(f"UPDATE meta SET value = '{newest}' WHERE name = 'schema'")


def test_a_changed_file_is_a_conflict_that_is_shown(place):
    place.put_good()
    place.imports()
    bank = good("bank") | {"max_833820": 1}
    place.put("bank.json", bank)
    waiting = good("lobby") | {"max_833820": {"bet": 5, "game_id": "g9"}}
    place.put("lobby.json", waiting)
    said = place.imports(code=1)
    assert '"max_833820": refused: its balance was imported as 115661 and is 1 now' in said
    assert (f"lobby.json: {len(waiting)} read, {len(waiting) - 1} taken (0 of them corrected, 0 doubtful), 0 refused, "
            "1 left out with their players\n") in said


def test_what_was_imported_goes_out_as_it_was(place):
    place.put_good()
    place.imports()
    out = place.export()
    assert out["users"] == good("users")
    assert out["bank"] == expected_balances()
    assert out["stats"] == good("stats") and out["payments"] == good("payments")
    assert out["lobby"] == {} and out["bets"] == {}
    assert {id: game | {"status": "finished"} for id, game in good("game").items()} == out["game"]
    text = (place.folder / "out/times_sec.json").read_text(encoding="utf-8")
    assert "1737742404.0637069" in text
    refused = place.run("export", "out")
    assert refused.returncode == 1 and "is there already" in refused.stderr


def test_nothing_comes_in_beside_a_program_that_may_take_the_same_payments(place):
    place.put_good()
    program = place.serve()
    try:
        refused = place.run("import", str(place.old))
        assert refused.returncode == (3 if "sqlite" in place.settings["DATABASE_URL"] else 1), refused
        assert "uses this database" in refused.stderr
    finally:
        assert program.stop() == 0
    assert "90 new accounts" in place.imports()


def test_an_account_without_id_is_joined_by_the_operator_alone(place):
    place.put("users.json", {"anna": {"password": "x"}, "ivan": {"id": 8}})
    place.put("bank.json", {"anna": 100, "ivan": 50})
    place.imports()
    program = place.serve()
    try:
        api = Api(program)
        anna = Player(api, "anna", 7)
        assert anna.balance() == 1000  # welcome points: a person of his own
        if "sqlite" in place.settings["DATABASE_URL"]:
            assert place.run("adopt", "anna", "7").returncode == 3  # the file is in use
    finally:
        assert program.stop() == 0
    assert "100 points moved" in place.run("adopt", "anna", "7").stdout
    assert "nothing has changed" in place.run("adopt", "anna", "7").stdout
    assert place.run("adopt", "anna", "9").returncode == 1
    assert place.run("adopt", "nobody", "9").returncode == 1
    assert place.run("adopt", "ivan", "9").returncode == 1
    assert place.run("adopt", "anna", "0").returncode == 2
    assert place.export()["bank"] == {"anna": 1100, "ivan": 50}


def test_stars_are_funded_and_other_assets_refused(place):
    place.put_good()
    place.imports("--asset", "stars")
    assert place.export("out", "--asset", "stars")["bank"] == expected_balances()
    unnamed = place.run("export", "points")
    assert unnamed.returncode == 1 and "--asset stars" in unnamed.stderr
    refused = place.run("export", "points", "--asset", "points")
    total = sum(expected_balances().values())
    assert refused.returncode == 1 and "--leave-behind" in refused.stderr
    assert f"Left behind: {total} stars (" in refused.stdout
    assert not (place.folder / "points").exists()
    assert set(place.export("points", "--asset", "points", "--leave-behind")["bank"].values()) == {0}
    assert "imported balances as stars" in place.imports("--asset", "points", code=1)
    result = place.run("import", str(place.old), "--asset", "ton")
    assert result.returncode == 2 and "--asset" in result.stderr


def test_a_folder_that_is_not_there_is_a_wrong_use(place):
    place.run("migrate")
    result = place.run("import", "nowhere")
    assert result.returncode == 2 and "nowhere" in result.stderr


def test_an_export_is_not_imported_where_it_came_from(place):
    place.put_good()
    place.run("migrate")
    program = place.serve()
    try:
        Player(Api(program), "anna", 7)
    finally:
        assert program.stop() == 0
    place.export()
    for more in ([], ["--skip-broken"], ["--dry-run"]):
        again = place.run("import", "out", *more)
        assert again.returncode == 1, again.stdout
        assert "these files were exported from this database: what they hold is here already" in again.stdout
    assert place.export("after")["bank"] == {"anna": 1000}


def test_arguments_that_say_nothing_are_a_wrong_use(place):
    place.put_good()
    place.run("migrate")
    for words in (["import", "old", "--balances", "redis"], ["import", "old", "--balances", "bank"],
                  ["import", "old", "--redis", ""], ["import", "old", "--balances", ""], ["import", ""],
                  ["export", ""], ["export", "out", "--asset", "ton"], ["export", "out", "--asset", ""], ["adopt", "", "7"], ["backup", ""]):
        result = place.run(*words)
        assert result.returncode == 2, (words, result.stdout, result.stderr)
    assert place.export()["bank"] == {}


def test_a_folder_without_any_file_makes_no_database(tmp_path):
    place = Place(tmp_path, f"sqlite:{tmp_path / 'game.db'}")
    place.put("users.jsno", {})
    result = place.run("import", "old")
    assert result.returncode == 1 and "none of the files of the first Ludicé is in old" in result.stderr
    assert not (tmp_path / "game.db").exists()


def test_what_the_system_refuses_is_one_line(tmp_path):
    place = Place(tmp_path, f"sqlite:{tmp_path / 'game.db'}")
    (tmp_path / "loop").symlink_to("loop")
    result = place.run("import", "loop")
    assert result.returncode == 2 and "Too many levels" in result.stderr, result
    place.run("migrate")
    result = place.run("export", "loop")
    assert result.returncode == 1 and "Too many levels" in result.stderr.splitlines()[-1], result


def test_a_file_that_cannot_be_opened_stops_everything(place):
    place.put("users.json", {"anna": {"id": 7}})
    (place.old / "bank.json").symlink_to("bank.json")
    said = place.imports("--skip-broken", code=1)
    assert said.endswith("Nothing was imported. What is refused above has to be put right first.\n")
    assert "bank.json: refused: cannot be opened: Too many levels of symbolic links" in said
    assert place.export()["users"] == {}


@pytest.fixture
def redis(tmp_path):
    server = Redis(tmp_path)
    yield server
    server.close()


def test_redis_and_bank_that_differ_stop_unless_one_is_trusted(place, redis):
    place.put("users.json", {"anna": {"id": 7}, "ivan": {"id": 8}})
    place.put("bank.json", {"anna": 10, "ivan": 20})
    for name, balance in (("anna", 10), ("ivan", 25), ("olga", 5)):
        redis.cli("SET", f"user:{name}", str(balance))
    redis.cli("SET", "session:anna", "x")
    said = place.imports("--redis", redis.url, code=1)
    assert '"ivan": refused: it has 20 in bank.json, 25 in Redis' in said
    assert '"olga": refused: it has none in bank.json, 5 in Redis' in said
    result = place.run("import", str(place.old), "--redis", redis.url, "--balances", "both")
    assert result.returncode == 2 and "--balances" in result.stderr
    place.imports("--redis", redis.url, "--skip-broken")
    assert place.export("left_out")["bank"] == {"anna": 10, "ivan": 0}
    place.imports("--redis", redis.url, "--balances", "redis")
    assert place.export()["bank"] == {"anna": 10, "ivan": 25, "olga": 5}


def test_a_key_of_redis_that_is_no_number_is_told(place, redis):
    redis.cli("RPUSH", "user:anna", "1")
    redis.cli("SET", "user:ivan", "12.5")
    place.put("users.json", {})
    said = place.imports("--redis", redis.url, code=1)
    assert 'Redis: "anna": refused' in said and 'Redis: "ivan": refused' in said


def test_the_redis_of_this_program_is_not_the_old_one(place, redis):
    place.put_good()
    place.settings["REDIS_URL"] = redis.url
    program = place.serve()
    try:
        wait_until(lambda: redis.cli("EXISTS", "ludice:balances").stdout.strip() == "1", "the mirror's mark")
    finally:
        assert program.stop() == 0
    for trusted in ([], ["--balances", "redis"], ["--skip-broken"]):
        result = place.run("import", str(place.old), "--redis", redis.url, *trusted)
        assert result.returncode == 1 and "ludice:balances" in result.stderr, result
    assert place.export()["users"] == {}


def test_a_dry_run_without_a_database_tells_what_bars_it(tmp_path):
    place = Place(tmp_path, f"sqlite:{tmp_path / 'game.db'}")
    place.put("bank.json", {"anna": 1})
    (place.old / "users.json").symlink_to("users.json")
    said = place.imports("--dry-run", "--skip-broken", code=1)
    assert said.endswith("Nothing would be imported. What is refused above has to be put right first.\n")
    assert not (tmp_path / "game.db").exists()


def test_a_redis_that_is_not_there_ends_with_3_and_tls_with_2(place):
    place.put_good()
    place.run("migrate")
    gone = place.run("import", str(place.old), "--redis", "redis://127.0.0.1:9")
    assert gone.returncode == 3 and "Redis" in gone.stderr
    tls = place.run("import", str(place.old), "--redis", "rediss://127.0.0.1:6379")
    assert tls.returncode == 2 and "TLS" in tls.stderr


def test_an_import_that_is_killed_leaves_nothing(tmp_path):
    """All or nothing also where the machine takes the process away in the middle."""
    place = Place(tmp_path, f"sqlite:{tmp_path / 'game.db'}")
    people = {f"player{i:06}": {"id": i + 1} for i in range(60_000)}
    place.put("users.json", people)
    place.put("bank.json", {name: 10 for name in people})
    assert place.run("migrate").returncode == 0
    process = subprocess.Popen([binary(), "import", str(place.old)], cwd=tmp_path, env=environment(place.settings),
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    said = ""
    while not said.startswith("Before"):
        said = process.stdout.readline()
        assert said, "it ended before it began to write"
    process.kill()
    process.wait(30)
    process.stdout.close()
    place.audit()
    assert place.export("nothing")["users"] == {}
    assert "60000 new accounts" in place.imports()
    place.audit()
