"""The command line, exit codes, settings and their errors, and what keeps two programs off one database."""
import json
import sqlite3

import pytest

from client import Api
from people import Player, pair
from program import KEY, Program, run

FREE = {"SECRET_KEY": KEY, "LUDICE_API_LISTEN": "127.0.0.1:0", "LUDICE_BALANCE_LISTEN": "127.0.0.1:0",
        "LUDICE_FINANCE_LISTEN": "127.0.0.1:0", "LUDICE_OPS_LISTEN": "127.0.0.1:0", "LUDICE_SANDBOX_LISTEN": "127.0.0.1:0",
        "DATABASE_URL": "sqlite:game.db"}
SERVE = ["serve", "--roles", "api,balance"]

DATABASES = ("sqlite",)  # what needs a server: test_command_line_postgres.py


def assert_refused(result, code, *words):
    """Ended with this code and, the log apart, one line that has these words."""
    assert result.returncode == code, (result.returncode, result.stdout, result.stderr)
    lines = [line for line in result.stderr.splitlines() if not line.startswith('{"time"')]
    assert len(lines) == 1, lines
    for word in words:
        assert word in lines[0], lines


def test_version(tmp_path):
    result = run(["--version"], tmp_path)
    assert result.returncode == 0 and result.stdout.startswith("ludice ") and result.stderr == ""


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["demo", "--help"], ["sandbox", "--help"],
                                       ["migrate", "--help"], ["audit", "--help"], ["backup", "--help"],
                                       ["restore", "--help"]])
def test_help(tmp_path, arguments):
    result = run(arguments, tmp_path)
    assert result.returncode == 0 and "Usage: ludice" in result.stdout and result.stderr == ""


def test_help_names_every_command(tmp_path):
    text = run(["--help"], tmp_path).stdout
    assert all(command in text for command in ("serve", "demo", "sandbox", "migrate", "audit", "backup", "restore"))


@pytest.mark.parametrize("arguments", [[], ["dance"], ["serve", "--nonsense"], ["--nonsense"], ["serve", "extra"],
                                       ["serve", "--roles"], ["audit", "--roles", "api"], ["backup"], ["restore", "a", "b"]])
def test_wrong_usage(tmp_path, arguments):
    result = run(arguments, tmp_path, FREE)
    assert result.returncode == 2 and result.stderr and not (tmp_path / "game.db").exists()


@pytest.mark.parametrize("word", ["dance", "--nonsense"])
def test_an_unknown_command_is_named(tmp_path, word):
    assert_refused(run([word], tmp_path, FREE), 2, f"'{word}'", "ludice --help")


@pytest.mark.parametrize("roles", ["nothing", "api,nothing", "API"])
def test_an_unknown_role_is_wrong_usage(tmp_path, roles):
    assert_refused(run(["serve", "--roles", roles], tmp_path, FREE), 2, "roles")


@pytest.mark.parametrize("name, value", [
    ("SECRET_KEY", "short"), ("SECRET_KEY", ""), ("DATABASE_URL", "mysql://x"), ("DATABASE_URL", "sqlite:"),
    ("DATABASE_URL", "postgresql://"), ("LUDICE_ASSETS", "gold"), ("LUDICE_ASSETS", "points,points"),
    ("LUDICE_ASSETS", "points,"), ("LUDICE_MIN_BET", "0"), ("LUDICE_MIN_BET", "ten"), ("LUDICE_MIN_BET", "9007199254740992"),
    ("LUDICE_MAX_BET", "-1"), ("LUDICE_RAKE_BPS", "10001"), ("LUDICE_RAKE_BPS", "1.5"), ("LUDICE_WELCOME_POINTS", "-1"),
    ("LUDICE_DAILY_POINTS", "x"), ("LUDICE_IP_LIMIT", "10"), ("LUDICE_IP_LIMIT", "10/fortnight"),
    ("LUDICE_USER_LIMIT", "0/second"), ("LUDICE_TRUSTED_CLIENTS", "localhost"), ("LUDICE_TRUSTED_CLIENTS", "10.0.0.0/33"),
    ("LUDICE_TRUSTED_PROXIES", "1.2.3"), ("LUDICE_SIGNATURE_V1", "sometimes"), ("LUDICE_LOBBY_TTL", "120"),
    ("LUDICE_LOBBY_TTL", "0s"), ("LUDICE_TURN_TTL", "soon"), ("LUDICE_VOID_TTL", "-1m"), ("LUDICE_ADMINS", "me"),
    ("LUDICE_ADMIN_CHAT", "chat"), ("LUDICE_ROLL_CHAT", "0"), ("LUDICE_API_URL", "somewhere"), ("LUDICE_LOG_LEVEL", "loud"),
    ("LUDICE_LOG_FORMAT", "xml"), ("LUDICE_LOG_REQUESTS", "some"), ("LUDICE_API_LISTEN", "127.0.0.1"),
    ("LUDICE_API_LISTEN", "127.0.0.1:99999"), ("LUDICE_AUTO_MIGRATE", "yes"), ("LUDICE_BALANCE_LISTEN", "host:80"),
    ("REDIS_URL", "rediss://localhost"), ("REDIS_URL", "redis://localhost/x"), ("REDIS_URL", "localhost:6379"),
    ("AMQP_URL", "amqps://localhost"), ("LUDICE_WEBHOOK_URL", "http://a.example/x"),
    ("TELEGRAM_API_ROOT", "ftp://x"), ("TOKEN", "no token"), ("SENTRY_DSN", "nowhere")])
def test_a_wrong_value_is_named_in_one_line(tmp_path, name, value):
    result = run(SERVE, tmp_path, FREE | {name: value})
    assert_refused(result, 2, name)
    if name not in ("SECRET_KEY", "TOKEN", "SENTRY_DSN"):
        assert value in result.stderr
    assert not (tmp_path / "game.db").exists()


@pytest.mark.parametrize("name, secret", [("SECRET_KEY", "hush-hush"), ("TOKEN", "12345:hush hush"),
                                          ("LUDICE_OPERATOR_KEY", "hush-hush")])
def test_secrets_are_masked(tmp_path, name, secret):
    result = run(SERVE, tmp_path, FREE | {name: secret})
    assert_refused(result, 2, name)
    assert secret not in result.stderr and secret[2:] not in result.stderr


@pytest.mark.parametrize("name", ["LUDICE_MINBET", "LUDICE_", "LUDICE_API_lISTEN"])
def test_an_unknown_variable_is_named(tmp_path, name):
    assert_refused(run(SERVE, tmp_path, FREE | {name: "1"}), 2, name)


def test_the_smallest_bet_is_not_above_the_largest(tmp_path):
    assert_refused(run(SERVE, tmp_path, FREE | {"LUDICE_MIN_BET": "10", "LUDICE_MAX_BET": "9"}), 2, "LUDICE_M")


def test_a_missing_key_is_named(tmp_path):
    assert_refused(run(SERVE, tmp_path, {k: v for k, v in FREE.items() if k != "SECRET_KEY"}), 2, "SECRET_KEY")


@pytest.mark.parametrize("arguments", [["serve"], ["serve", "--roles", "bot"], ["serve", "--roles", "api,bot"]])
def test_the_bot_needs_a_token(tmp_path, arguments):
    assert_refused(run(arguments, tmp_path, FREE), 2, "TOKEN")


def test_settings_come_from_the_environment_then_env_then_secrets(tmp_path, start_program):
    folder = tmp_path / "program0"
    folder.mkdir()
    (folder / ".env").write_text(f"SECRET_KEY={KEY}\nLUDICE_MIN_BET=77\nLUDICE_WELCOME_POINTS=500\n")
    (folder / "secrets.json").write_text(json.dumps({"secret_key": "another key, long enough"}))
    api = Api(start_program(SECRET_KEY=None, LUDICE_WELCOME_POINTS=600))
    player = Player(api)
    assert player.registered["balance"] == 600
    assert player.start(76).status == 422 and player.start(77).status == 200


def test_secrets_json_gives_the_key_at_last(tmp_path, start_program):
    folder = tmp_path / "program0"
    folder.mkdir()
    (folder / "secrets.json").write_text(json.dumps({"secret_key": KEY, "api_keys": {}}))
    assert Player(Api(start_program(SECRET_KEY=None))).balance() == 1000


def test_api_keys_in_secrets_json_are_refused(tmp_path):
    (tmp_path / "secrets.json").write_text(json.dumps({"secret_key": KEY, "api_keys": {"a": "b"}}))
    assert_refused(run(SERVE, tmp_path, FREE), 2, "api_keys")


@pytest.mark.parametrize("text", ["{", "[]", '{"secret_key": 7}', '{"secret_key": "short"}'])
def test_a_broken_secrets_json_is_refused(tmp_path, text):
    (tmp_path / "secrets.json").write_text(text)
    assert_refused(run(SERVE, tmp_path, {k: v for k, v in FREE.items() if k != "SECRET_KEY"}), 2, "secret")


@pytest.mark.parametrize("line", ["LUDICE_NONSENSE=1", "LUDICE_MIN_BET=many"])
def test_a_wrong_env_file_is_refused(tmp_path, line):
    (tmp_path / ".env").write_text(line + "\n")
    assert_refused(run(SERVE, tmp_path, FREE), 2, line.split("=")[0])


def test_a_second_program_on_the_same_database_ends_with_3(start_program):
    program = start_program()
    result = run(SERVE, program.folder, FREE | {"DATABASE_URL": program.settings["DATABASE_URL"]})
    assert_refused(result, 3, "game.db")
    assert Player(Api(program)).balance() == 1000


def test_an_address_that_is_taken_ends_with_3(tmp_path, start_program):
    taken = start_program().port("game API")
    result = run(SERVE, tmp_path, FREE | {"LUDICE_API_LISTEN": f"127.0.0.1:{taken}"})
    assert result.returncode == 3 and str(taken) in result.stderr.splitlines()[-1]


def test_a_database_is_bound_to_its_bot(tmp_path):
    tokens = ["1001:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr", "1002:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"]
    program = Program(tmp_path, TOKEN=tokens[0]).start()
    assert program.stop() == 0
    settings = FREE | {"DATABASE_URL": program.settings["DATABASE_URL"]}
    assert_refused(run(SERVE, tmp_path, settings | {"TOKEN": tokens[1]}), 2, "1001")
    other_root = settings | {"TOKEN": tokens[0], "TELEGRAM_API_ROOT": "http://127.0.0.1:9"}
    assert_refused(run(SERVE, tmp_path, other_root), 2, "api.telegram.org")
    assert program.start().stop() == 0


def test_a_database_that_cannot_be_made_ends_with_3(tmp_path):
    (tmp_path / "file").write_text("no folder")
    assert_refused(run(SERVE, tmp_path, FREE | {"DATABASE_URL": "sqlite:file/game.db"}), 3, "file/game.db")


def test_a_file_that_is_no_database_ends_with_3(tmp_path):
    (tmp_path / "game.db").write_bytes(b"this is no database at all\n" * 100)
    assert run(SERVE, tmp_path, FREE).returncode == 3


def test_migrate_makes_the_schema_and_serve_without_it_refuses(tmp_path):
    settings = FREE | {"LUDICE_AUTO_MIGRATE": "0"}
    result = run(SERVE, tmp_path, settings)
    assert result.returncode in (2, 3) and "migrate" in result.stderr.splitlines()[-1]
    for _ in range(2):
        assert run(["migrate"], tmp_path, {"DATABASE_URL": "sqlite:game.db"}).returncode == 0
    program = Program(tmp_path, LUDICE_AUTO_MIGRATE="0", DATABASE_URL="sqlite:game.db").start()
    assert program.stop() == 0


def test_audit_says_what_it_checked_and_works_beside_the_server(start_program):
    program = start_program()
    pair(Api(program))
    text = program.audit()
    assert len(text.splitlines()) >= 5


def test_audit_without_a_database_ends_with_3(tmp_path):
    assert_refused(run(["audit"], tmp_path, {"DATABASE_URL": "sqlite:none.db"}), 3, "none.db")


@pytest.mark.parametrize("edit, undo", [
    ("UPDATE account SET balance = balance + 1 WHERE balance = 1000",
     "UPDATE account SET balance = balance - 1 WHERE balance = 1001"),
    ("UPDATE transfer SET amount = amount + 1", "UPDATE transfer SET amount = amount - 1")])
def test_audit_finds_an_edited_row(start_program, edit, undo):
    program = start_program()
    Player(Api(program))
    assert program.stop() == 0

    def change(statement):
        with sqlite3.connect(program.settings["DATABASE_URL"].removeprefix("sqlite:")) as database:
            assert database.execute(statement).rowcount == 1

    change(edit)
    result = run(["audit"], program.folder, {"DATABASE_URL": program.settings["DATABASE_URL"]})
    assert result.returncode == 1, result.stdout
    change(undo)


def test_audit_of_an_older_database_names_the_way(start_program):
    program = start_program()
    assert program.stop() == 0
    database = {"DATABASE_URL": program.settings["DATABASE_URL"]}

    def step(by):
        with sqlite3.connect(database["DATABASE_URL"].removeprefix("sqlite:")) as connection:
            assert connection.execute(f"UPDATE meta SET value = value + {by} WHERE name = 'schema'").rowcount == 1

    step(-1)
    assert_refused(run(["audit"], program.folder, database), 3, "`ludice migrate`")
    step(1)
    assert run(["audit"], program.folder, database).returncode == 0


def test_no_secret_stands_in_the_log(start_program):
    program = start_program(LUDICE_LOG_LEVEL="debug", TOKEN="1001:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr")
    api = Api(program)
    Player(api, "visible-name-zz")
    assert program.stop() == 0
    text = json.dumps(program.log)
    assert KEY not in text and "AAbbCC" not in text and "visible-name-zz" not in text


def test_start_to_ready_and_memory_at_rest(start_program):
    program = start_program()
    assert program.operations("/health/ready")[0] == 200
    assert program.resident_kib() < 64 * 1024
