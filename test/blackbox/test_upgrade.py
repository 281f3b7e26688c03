"""Several programs on one PostgreSQL whose schema another version has made: older ones are upgraded by whichever starts first,
newer ones are refused, and who runs already goes on."""
from concurrent.futures import ThreadPoolExecutor

import pytest

from client import Api
from people import Player, pair
from postgres import rows, shell_of
from program import Program, run
from test_database_faults import STATEMENT_LIMIT_S
from waiting import wait_until

DATABASES = ("postgresql",)
# What the migrations from the 15th on did, undone: a database as the version before them left it.
UNDONE = ("ALTER TABLE throw_job DROP COLUMN cause", "ALTER TABLE ton_wallet DROP COLUMN frozen_at", "DROP TABLE player_freeze",
          "ALTER TABLE stars_order DROP COLUMN checks",
          "ALTER TABLE legacy_user DROP COLUMN voids", "ALTER TABLE legacy_import DROP COLUMN recorded", "ALTER TABLE legacy_payment DROP COLUMN import",
          "DROP TABLE legacy_joined_before",
          "DROP INDEX player_by_named", "ALTER TABLE player DROP COLUMN named", "DELETE FROM lease WHERE name = 'mirror'",
          "DROP TABLE event_inbox", "DROP TABLE event_seen", "DELETE FROM lease WHERE name = 'relay'",
          "UPDATE meta SET value = '12' WHERE name = 'schema'")
UNDONE_MIGRATIONS = 8
NEWER = ("ALTER TABLE player ADD COLUMN motto TEXT NOT NULL DEFAULT ''",
         "UPDATE meta SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE name = 'schema'")


@pytest.fixture
def url(tmp_path, database):
    return database(tmp_path)


def migrated(programs):
    return [line["file"] for program in programs for line in program.log if line.get("event") == "schema_migrated"]


@pytest.fixture
def older(url, start_program):
    """A database with a game under way, as an older version left it; its two players, without an API yet."""
    program = start_program(DATABASE_URL=url, folder="older")
    first, second, game_id, bet = pair(Api(program))
    assert program.stop() == 0
    for statement in UNDONE:
        rows(url, statement)
    return first, second, game_id, bet


def test_one_of_several_upgrades_an_older_database_and_games_go_on(url, older, start_program, tmp_path):
    refused = run(["serve", "--roles", "api"], tmp_path, {"DATABASE_URL": url, "SECRET_KEY": "k" * 32, "LUDICE_AUTO_MIGRATE": "0"})
    assert refused.returncode == 3 and "ludice migrate" in refused.stderr
    with ThreadPoolExecutor(3) as pool:
        programs = list(pool.map(lambda _: start_program(DATABASE_URL=url), range(3)))
    assert len(migrated(programs)) == UNDONE_MIGRATIONS == len(set(migrated(programs)))
    first, second, game_id, bet = older
    first.api, second.api = Api(programs[0]), Api(programs[1])
    first.result(game_id, 6)
    assert second.result(game_id, 1).data["state"] == "lost"
    assert (first.balance(), second.balance()) == (1000 + bet, 1000 - bet)


def test_an_upgrade_takes_as_long_as_a_large_table_needs(url, older, start_program):
    """Longer than a statement of a session may take otherwise."""
    rows(url, "CREATE FUNCTION take_long() RETURNS event_trigger LANGUAGE plpgsql AS "
              f"$$ BEGIN PERFORM pg_sleep({STATEMENT_LIMIT_S + 1}); END $$")
    rows(url, "CREATE EVENT TRIGGER slowly ON ddl_command_end WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION take_long()")
    program = start_program(DATABASE_URL=url)
    assert len(migrated([program])) == UNDONE_MIGRATIONS
    assert Player(Api(program), older[0].name, older[0].id).profile()["game_id"] == older[2]


def test_an_upgrade_waits_for_what_is_under_way(url, older, start_program):
    """Somebody of the older version is in the middle of something."""
    with shell_of(url) as shell, ThreadPoolExecutor(1) as pool:
        shell.stdin.write("BEGIN; SELECT COUNT(*) FROM player;\n")
        shell.stdin.flush()
        assert [shell.stdout.readline().strip() for _ in range(2)] == ["BEGIN", "2"]
        starting = pool.submit(start_program, DATABASE_URL=url)
        wait_until(lambda: rows(url, "SELECT 1 FROM pg_locks l JOIN pg_class c ON c.oid = l.relation "
                                     "WHERE c.relname = 'player' AND NOT l.granted"), "the upgrade to wait", 20)
        assert not starting.done()
        shell.stdin.write("COMMIT;\n")
        shell.stdin.close()
        program = starting.result(30)
    assert older[0].name and Player(Api(program), older[0].name, older[0].id).profile()["game_id"] == older[2]


def test_who_runs_goes_on_under_a_newer_schema_and_is_refused_when_started_again(url, start_program, tmp_path):
    """Nobody looks at the schema but at the start, so what a newer one may change is for its migration to mind."""
    running = start_program(DATABASE_URL=url)
    first, second, game_id, bet = pair(Api(running))
    for statement in NEWER:
        rows(url, statement)
    first.result(game_id, 6)
    assert second.result(game_id, 1).data["state"] == "lost" and first.balance() == 1000 + bet
    pair(Api(running))
    assert running.stop() == 0
    refused = run(running.command, tmp_path, running.settings)
    said = [line for line in refused.stderr.splitlines() if not line.startswith('{"time"')]
    assert refused.returncode == 3 and len(said) == 1 and "newer version" in said[0], refused
    rows(url, "UPDATE meta SET value = CAST(CAST(value AS BIGINT) - 1 AS TEXT) WHERE name = 'schema'")
    Program(running.folder, DATABASE_URL=url).audit()
