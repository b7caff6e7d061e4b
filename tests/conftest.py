"""The harness: the same tests on SQLite and PostgreSQL, a client that reads every page, a clock that moves."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flask_wtf.csrf
import hypothesis
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from playwright.sync_api import Browser, sync_playwright

from app import create_app, schema
from app.extensions import db
from app.models import Base
from config import Settings
from tests.ensure_chromium import find
from tests.factories import Given
from tests.pages import PageReadingClient
from tests.world import world as world

# `make test` asks the same cases in each run, so that it leaves nothing to luck; `make proof` asks new ones.
hypothesis.settings.register_profile("same", derandomize=True)
if not os.environ.get("PROOF"):
    hypothesis.settings.load_profile("same")


class UntimedSigner(TimestampSigner):
    def get_timestamp(self) -> int:
        return 0


class UntimedSerializer(URLSafeTimedSerializer):
    default_signer = UntimedSigner


# A form's token is signed with the second in which it was made, and no limit is set to its age. Here all are of one
# second, so that two pages of one session can be compared.
flask_wtf.csrf.URLSafeTimedSerializer = UntimedSerializer

ROOT = Path(__file__).parent.parent
DATABASES = os.environ.get("TEST_DATABASES", "sqlite,postgresql").split(",")
ON_SQLITE, ON_POSTGRESQL = (
    pytest.mark.parametrize("database", [each for each in DATABASES if each == name], indirect=True)
    for name in ("sqlite", "postgresql")
)
# On PostgreSQL only in `make proof`: long, and of what the database does nothing that a quicker test does not ask it.
ON_POSTGRESQL_IN_PROOF = pytest.mark.parametrize(
    "database",
    [
        pytest.param(each, marks=[pytest.mark.whole, pytest.mark.proof] if each == "postgresql" else [])
        for each in DATABASES
    ],
    indirect=True,
)
SHARED = next((path for path in (ROOT.parent / "shared", ROOT.parent.parent / "shared") if path.is_dir()), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What only makes sense at full size is no part of `make test`."""
    whole = [] if os.environ.get("PROOF") else [item for item in items if item.get_closest_marker("whole")]
    if whole:
        config.hook.pytest_deselected(items=whole)
        items[:] = [item for item in items if item not in whole]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real letters and directories kept beside the project; tests that need them skip where they are not."""
    if SHARED is None:
        pytest.skip("the folder of real test data does not stand beside the project")
    return SHARED


@dataclass
class House:
    """An application on one database, with what it takes to empty that database again."""

    app: Flask
    template: Path | None
    data_dir: Path

    def clean(self) -> None:
        """Bring the database and the data folder back to how a new installation has them."""
        with self.app.app_context():
            db.engine.dispose()
            if self.template is not None:
                # A new file, not the old one's bytes: a connection that a thread still holds keeps to its own.
                database = Path(db.engine.url.database or "")
                for suffix in ("", "-wal", "-shm"):
                    database.with_name(database.name + suffix).unlink(missing_ok=True)
                shutil.copyfile(self.template, database)
            else:
                # Far quicker than TRUNCATE for a few rows; the order of the tables then does not matter either.
                emptied = "; ".join(f'DELETE FROM "{table.name}"' for table in Base.metadata.sorted_tables)
                with db.engine.begin() as connection:
                    connection.execute(sa.text(f"SET LOCAL session_replication_role = replica; {emptied}"))
        for path in self.data_dir.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.suffix in {".json", ".jsonl"}:
                path.unlink()


HOUSES: dict[str, House] = {}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def settings_for(database: str, data_dir: Path, **more: str) -> Settings:
    environment = {
        "TECUM_DATA_DIR": str(data_dir),
        "TECUM_SECRET_KEY": "a-secret-of-the-tests-that-is-long-enough",
        **more,
    }
    if database == "postgresql":
        from tests.postgres import make_database

        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        environment["TECUM_DATABASE_URL"] = make_database(f"tecum_{worker}_{data_dir.name.lower()}".replace("-", "_"))
    return Settings.from_environment(environment)


def hash_lightly(app: Flask) -> None:
    """The same hashes made with little work: what they cost is the library's to test."""
    app.extensions["security"].pwd_context.update(argon2__rounds=1, argon2__memory_cost=64, argon2__parallelism=1)


def house_on(database: str) -> House:
    """The one application of this run on that database."""
    if database not in HOUSES:
        HOUSES[database] = build_house(database)
    return HOUSES[database]


def empty_database() -> Path:
    """An SQLite file at the newest revision, to be copied: revising one takes seconds."""
    template = house_on("sqlite").template
    assert template is not None
    return template


def build_house(database: str) -> House:
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="tecum-test-", dir=memory if os.access(memory, os.W_OK) else None))
    app = create_app(settings_for(database, folder))
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    hash_lightly(app)
    with app.app_context():
        schema.upgrade(db.engine)
        db.engine.dispose()
        template = None
        if database == "sqlite":
            template = folder / "template"
            shutil.copyfile(db.engine.url.database or "", template)
    return House(app, template, folder)


@pytest.fixture(scope="session", autouse=True)
def _remove_houses() -> Iterator[None]:
    yield
    for house in HOUSES.values():
        with house.app.app_context():
            db.engine.dispose()
        shutil.rmtree(house.data_dir, ignore_errors=True)


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """The test runs on each database."""
    return str(request.param)


@pytest.fixture
def app(database: str) -> Flask:
    """The application on an empty database, its data folder empty too."""
    house = house_on(database)
    house.clean()
    return house.app


@pytest.fixture
def given(app: Flask) -> Given:
    """Makes what a test starts from: offices, people, agencies, requests."""
    return Given(app)


@pytest.fixture
def client(app: Flask) -> PageReadingClient:
    """A browser without a screen that reads every page it fetches; `client.sign_in(person)`."""
    app.test_client_class = PageReadingClient
    found: Any = app.test_client()
    return found


@pytest.fixture
def clients(app: Flask) -> Any:
    """As many separate browsers as a test needs: `clients()`."""
    app.test_client_class = PageReadingClient

    def another() -> FlaskClient:
        return app.test_client()

    return another


@pytest.fixture
def selects(app: Flask) -> Any:
    """Counts the SELECT statements inside `with selects() as counted:`; read `counted.statements`."""
    from tests.counting import counting

    with app.app_context():
        engine = db.engine
    return lambda: counting(engine)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find()
    assert path, "Chromium is missing; tests/ensure_chromium.py installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()
