"""A real headless Chromium on a real server in this process, so that a test can move the server's clock."""

import logging
import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from app import create_app
from app.accounts import services as accounts
from app.extensions import db
from app.models import User
from tests.axe import COLOURS_AT, WIDTHS, faults
from tests.conftest import empty_database, hash_lightly, settings_for
from tests.factories import Given, Person
from tests.smtp_sink import Sink, free_port, serving

SHOTS = Path(__file__).parent / "shots"
STICKING_OUT = """width => [...document.querySelectorAll("main *")]
  .filter(each => each.getBoundingClientRect().right > width).slice(-2).map(each => each.outerHTML.slice(0, 160))"""


@dataclass
class Site:
    """The running application: its address, its mail server, and what arranges its rows."""

    app: Flask
    url: str
    given: Given
    sink: Sink

    def link_for(self, person: Person) -> str:
        """A one-time sign-in link."""
        with self.given.session() as session:
            return accounts.make_sign_in_link(session.get_one(User, person.id), by=None)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with running(tmp_path) as found:
        yield found


@contextmanager
def running(tmp_path: Path, *, host: str = "127.0.0.1") -> Iterator[Site]:
    """The application, served on this machine under the name `host`."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with serving(Sink()) as sink:
        port = free_port()
        url = f"http://{host}:{port}"
        app = create_app(settings_for("sqlite", tmp_path / "data", TECUM_BASE_URL=url, TECUM_MAIL_URL=sink.url))
        hash_lightly(app)
        with app.app_context():
            database = Path(db.engine.url.database or "")
        database.parent.mkdir(exist_ok=True)
        shutil.copyfile(empty_database(), database)
        server = make_server("127.0.0.1", port, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Site(app, url, Given(app), sink)
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()


@dataclass
class Reader:
    """A person at a browser: every page they open is looked at in both widths, and for what a blind reader would miss."""

    site: Site
    page: Page
    messages: list[str]

    def sign_in(self, person: Person) -> None:
        self.page.goto(self.site.link_for(person))
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(f"{self.site.url}/")

    def go(self, path: str) -> None:
        self.page.goto(self.site.url + path)

    def look(self, name: str, *, axe_at: Sequence[int] = WIDTHS, colours_at: Sequence[int] = COLOURS_AT) -> None:
        """Axe finds nothing, nothing runs off sideways, the console is silent; a screenshot is kept of each width."""
        SHOTS.mkdir(exist_ok=True)
        # A click has returned as soon as the next page begins: what is looked at is the page with its styles.
        self.page.wait_for_load_state("load")
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            if width in axe_at:
                told = faults(self.page, width, colours=width in colours_at)
                assert told == [], f"{name} at {width}: {told}"
            widest = self.page.evaluate("document.documentElement.scrollWidth")
            told = self.page.evaluate(STICKING_OUT, width) if widest > width else []
            assert widest <= width, f"{name} runs {widest - width} px off sideways at {width}: {told}"
            if os.environ.get("SHOTS"):
                self.page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
        self.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        assert self.messages == [], f"{name}: the console says {self.messages}"

    def says(self, words: str) -> bool:
        return words in " ".join(self.page.locator("body").inner_text().split())


@pytest.fixture
def reader(site: Site, chromium: Browser) -> Iterator[Reader]:
    """A person with JavaScript."""
    yield from reading(site, chromium.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True))


@pytest.fixture
def plain_reader(site: Site, chromium: Browser) -> Iterator[Reader]:
    """A person whose browser runs no scripts."""
    yield from reading(site, chromium.new_context(java_script_enabled=False))


def reading(site: Site, context: BrowserContext) -> Iterator[Reader]:
    page = context.new_page()
    page.set_default_timeout(15_000)
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: messages.append(str(error)))
    yield Reader(site, page, messages)
    if os.environ.get("SHOTS"):
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / "last.png", full_page=True)
    context.close()


@pytest.fixture
def strict_messages(site: Site, chromium: Browser) -> Iterator[Any]:
    """A browser that obeys the content policy; the list fills with what it complains of."""
    yield from reading(site, chromium.new_context())
