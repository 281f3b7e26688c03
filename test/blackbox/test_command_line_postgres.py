"""Commands on PostgreSQL: migrating, the bot a database is bound to, what cannot be reached, and audits."""
import pytest

from client import Api
from people import Player
from postgres import rows
from program import KEY, Program, run
from test_command_line import FREE, SERVE, assert_refused

DATABASES = ("postgresql",)
TOKENS = ["1001:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr", "1002:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"]


def test_migrate_makes_the_schema_and_serve_without_it_refuses(tmp_path, postgres):
    url = postgres.database()
    settings = FREE | {"DATABASE_URL": url, "LUDICE_AUTO_MIGRATE": "0"}
    assert_refused(run(SERVE, tmp_path, settings), 3, "migrate")
    assert rows(url, "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 'meta'") == [["0"]]
    for _ in range(2):
        assert run(["migrate"], tmp_path, {"DATABASE_URL": url}).returncode == 0
    program = Program(tmp_path, LUDICE_AUTO_MIGRATE="0", DATABASE_URL=url).start()
    assert program.stop() == 0


def test_a_schema_of_a_newer_version_is_refused(tmp_path, postgres):
    url = postgres.database()
    assert run(["migrate"], tmp_path, {"DATABASE_URL": url}).returncode == 0
    rows(url, "UPDATE meta SET value = '999' WHERE name = 'schema'")
    assert_refused(run(SERVE, tmp_path, FREE | {"DATABASE_URL": url}), 3, "newer")


def test_a_database_is_bound_to_its_bot(tmp_path, postgres):
    settings = FREE | {"DATABASE_URL": postgres.database()}
    program = Program(tmp_path, TOKEN=TOKENS[0], DATABASE_URL=settings["DATABASE_URL"]).start()
    assert program.stop() == 0
    assert_refused(run(SERVE, tmp_path, settings | {"TOKEN": TOKENS[1]}), 2, "1001")
    other_root = settings | {"TOKEN": TOKENS[0], "TELEGRAM_API_ROOT": "http://127.0.0.1:9"}
    assert_refused(run(SERVE, tmp_path, other_root), 2, "api.telegram.org")


@pytest.mark.parametrize("command", [SERVE, ["migrate"], ["audit"], ["backup", "copy"]])
def test_a_server_that_is_not_there_ends_with_3_and_no_password_is_said(tmp_path, command):
    result = run(command, tmp_path, FREE | {"DATABASE_URL": "postgresql://ludice:hush-hush@127.0.0.1:9/game"})
    assert result.returncode == 3 and result.stderr, result
    assert "hush-hush" not in result.stderr + result.stdout


def test_audit_without_a_schema_ends_with_3(tmp_path, postgres):
    assert run(["audit"], tmp_path, {"DATABASE_URL": postgres.database()}).returncode == 3


def test_audit_finds_an_edited_row(start_program):
    program = start_program()
    Player(Api(program))
    url = program.settings["DATABASE_URL"]
    assert program.stop() == 0
    rows(url, "UPDATE account SET balance = balance + 1 WHERE balance = 1000")
    found = run(["audit"], program.folder, {"DATABASE_URL": url, "SECRET_KEY": KEY})
    assert found.returncode == 1 and "does NOT hold" in found.stdout
    rows(url, "UPDATE account SET balance = balance - 1 WHERE balance = 1001")
