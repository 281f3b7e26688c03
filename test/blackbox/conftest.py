"""Fixtures of the black-box suite: a program shared by the tests of a file, and programs of a test's own. Whatever
touched money is audited when the test ends, and a program that is stopped must end well."""
import pytest

from bot_fixtures import House
from client import Api, Balance
from program import Program, end_what_is_left


def pytest_addoption(parser):
    parser.addoption("--full", action="store_true", help="run the long versions of the randomized tests")


def pytest_sessionfinish():
    end_what_is_left()


@pytest.fixture
def full(request):
    return request.config.getoption("--full")


@pytest.fixture(scope="module")
def shared_program(tmp_path_factory):
    program = Program(tmp_path_factory.mktemp("shared")).start()
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
def start_program(tmp_path):
    """Starts programs with settings of the test's own; stops and audits each at the end."""
    started = []

    def start(**settings):
        name = settings.pop("folder", f"program{len(started)}")
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
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
