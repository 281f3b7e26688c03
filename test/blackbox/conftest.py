"""Fixtures of the black-box suite: a program shared by the tests of a file, and programs of a test's own. Whatever
touched money is audited at its end, and a program that is stopped must end well."""
import os

import pytest

from bot_fixtures import House
from client import Api, Balance
from error_receiver import ErrorReceiver
from postgres import Postgres
from program import Program, end_what_is_left
from prometheus import Prometheus
from rabbitmq import Rabbit

BOTH_DATABASES = ("sqlite", "postgresql")
# What runs on both in the short suite, too: games, races, and answers that must be the same.
ALWAYS_ON_BOTH = {"test_games", "test_scenes", "test_once_only", "test_invites", "test_operators", "test_withdrawals"}

# These take minutes; a worker that came to one last would keep all others waiting.
LONGEST_FIRST = ["test_crash", "test_withdrawals", "test_roles", "test_bot_ton", "test_bot_faults", "test_bot_game",
                 "test_rabbitmq", "test_ton", "test_browser", "test_bot_target", "test_alerts_service", "test_alerts_money",
                 "test_alerts_bot"]


def pytest_generate_tests(metafunc):
    """Tests that start the program run on both databases, unless their file names its DATABASES."""
    if "database" in metafunc.fixturenames:
        databases = getattr(metafunc.module, "DATABASES", BOTH_DATABASES)
        short = not metafunc.config.getoption("--both-databases") and metafunc.module.__name__ not in ALWAYS_ON_BOTH
        if short or metafunc.definition.get_closest_marker("one_writer"):
            databases = databases[:1]
        metafunc.parametrize("database", databases, indirect=True, scope="module")


def pytest_collection_modifyitems(items):
    place = {name: index for index, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: place.get(item.module.__name__, len(place)))


def pytest_configure(config):
    config.addinivalue_line("markers", "one_writer: what only holds where one process writes, as with SQLite")


def pytest_addoption(parser):
    parser.addoption("--both-databases", action="store_true", help="run every test of the API on both databases")
    parser.addoption("--full", action="store_true", help="run the long versions of the randomized tests")
    parser.addoption("--kills", type=int, help="kill so often under load, instead of what the suite has")


def pytest_sessionfinish():
    end_what_is_left()


@pytest.fixture
def full(request):
    return request.config.getoption("--full")


@pytest.fixture
def kills(request, full):
    """How often a program is killed under full load."""
    return request.config.getoption("--kills") or (50 if full else 15)


@pytest.fixture
def kills_of_few(request, full):
    """How often it is where a few play whose whole story is looked at after each: fewer, since each takes seconds."""
    return request.config.getoption("--kills") or (15 if full else 5)


@pytest.fixture
def tell(capsys):
    """Says what was measured: on the terminal, and in the file that LUDICE_FIGURES names, as workers have no terminal."""
    def tell_text(text):
        if place := os.environ.get("LUDICE_FIGURES"):
            with open(place, "a", encoding="utf-8") as file:
                file.write(f"{text}\n")
        with capsys.disabled():
            print(f"\n{text}")

    return tell_text


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server, shared by all tests of this process."""
    server = Postgres()
    yield server
    server.close()


@pytest.fixture
def own_postgres():
    """A server that a test may stop. Named before start_program it is there for the audit at the end."""
    server = Postgres()
    yield server
    if server.process.poll() is not None:
        server.start()
    server.close()


@pytest.fixture(scope="module")
def database(request):
    """Gives a program's folder its database: the same for the same folder."""
    given = {}

    def url(folder):
        if request.param == "sqlite":
            return f"sqlite:{folder / 'game.db'}"
        if folder not in given:
            given[folder] = request.getfixturevalue("postgres").database()
        return given[folder]

    return url


@pytest.fixture(scope="module")
def shared_program(tmp_path_factory, database):
    folder = tmp_path_factory.mktemp("shared")
    program = Program(folder, DATABASE_URL=database(folder)).start()
    yield program
    program.audit()  # beside the running program, once: behind each test it took more than the test
    assert program.stop() == 0


@pytest.fixture
def program(shared_program):
    """The program that the tests of one file share; it lives when the test ends, and its ledger is right at the end of all."""
    yield shared_program
    assert shared_program.is_running()


@pytest.fixture
def api(program):
    return Api(program)


@pytest.fixture
def balance(program):
    return Balance(program)


@pytest.fixture
def browser(tmp_path):
    from browsing import open_browser  # only tests of pages need selenium
    browser = open_browser(tmp_path / "browser")
    yield browser
    browser.quit()


@pytest.fixture
def start_program(tmp_path, database):
    """Starts programs with settings of the test's own; stops and audits each at the end."""
    started = []

    def start(**settings):
        name = settings.pop("folder", f"program{len(started)}")
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        settings.setdefault("DATABASE_URL", database(folder))
        program = Program(folder, **settings)
        started.append(program)
        return program.start()

    yield start
    for program in started:
        if program.is_running():
            assert program.stop() == 0
        program.audit()


@pytest.fixture
def watch(tmp_path):
    """Starts a Prometheus that watches programs."""
    started = []

    def start(*programs):
        started.append(Prometheus(tmp_path / f"prometheus{len(started)}", programs))
        return started[-1]

    yield start
    for prometheus in started:
        prometheus.close()


@pytest.fixture
def receiver():
    """Whom errors are told."""
    server = ErrorReceiver()
    yield server
    server.answers.set()
    server.shutdown()


@pytest.fixture
def open_house(tmp_path):
    """Starts a local Telegram and the bot with settings of the test's own, and closes both at the end."""
    houses = []

    def start(**settings):
        houses.append(House(tmp_path, **settings))
        return houses[-1]

    yield start
    for house in houses:
        house.close()


@pytest.fixture(scope="module")
def rabbit():
    """A broker for the tests of a file; what one stops or blocks it sets right again."""
    server = Rabbit()
    yield server
    server.close()
