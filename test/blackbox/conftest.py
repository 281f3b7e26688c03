"""Fixtures of the black-box suite: a program shared by the tests of a file, and programs of a test's own. Whatever
touched money is audited when the test ends, and a program that is stopped must end well."""
import pytest

from bot_fixtures import House
from client import Api, Balance
from postgres import Postgres
from program import Program, end_what_is_left

BOTH_DATABASES = ("sqlite", "postgresql")
# What runs on both in the short suite, too: games, races, and answers that must be the same.
ALWAYS_ON_BOTH = {"test_games", "test_scenes", "test_once_only", "test_invites"}


def pytest_generate_tests(metafunc):
    """Tests that start the program run on both databases, unless their file names its DATABASES."""
    if "database" in metafunc.fixturenames:
        databases = getattr(metafunc.module, "DATABASES", BOTH_DATABASES)
        short = not metafunc.config.getoption("--both-databases") and metafunc.module.__name__ not in ALWAYS_ON_BOTH
        if short or metafunc.definition.get_closest_marker("one_writer"):
            databases = databases[:1]
        metafunc.parametrize("database", databases, indirect=True, scope="module")


def pytest_configure(config):
    config.addinivalue_line("markers", "one_writer: what only holds where one process writes, as with SQLite")


def pytest_addoption(parser):
    parser.addoption("--both-databases", action="store_true", help="run every test of the API on both databases")
    parser.addoption("--full", action="store_true", help="run the long versions of the randomized tests")


def pytest_sessionfinish():
    end_what_is_left()


@pytest.fixture
def full(request):
    return request.config.getoption("--full")


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server, shared by all tests of this process."""
    server = Postgres()
    yield server
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
    assert program.stop() == 0


@pytest.fixture
def program(shared_program):
    """The program that the tests of one file share; it lives and its ledger is right when the test ends."""
    yield shared_program
    assert shared_program.is_running()
    shared_program.audit()


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
def open_house(tmp_path):
    """Starts a local Telegram and the bot with settings of the test's own, and closes both at the end."""
    houses = []

    def start(**settings):
        houses.append(House(tmp_path, **settings))
        return houses[-1]

    yield start
    for house in houses:
        house.close()
