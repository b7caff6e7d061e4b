"""The doctor: looks at everything that an installation stands on and says of each whether it is well, and what to do."""

import os
import random
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask

from app import database, revisions
from app.clock import now
from app.extensions import db
from app.files import FileStore, size_in_words
from app.mail import MailFailure, MailServer
from app.models import StoredFile
from app.operations import queries
from app.policies import SYSTEM, look
from config import Settings

OK, WARNING, WRONG = "ok", "warning", "wrong"
ENOUGH_SPACE = 5 * 1024 * 1024 * 1024
SAMPLE = 20
CLOCK_MAY_DIFFER = 5.0


@dataclass(frozen=True)
class Line:
    """What is said of one thing: "ok", "warning" or "wrong", a sentence, and what to do where it is not well."""

    state: str
    about: str
    sentence: str
    advice: str = ""

    @property
    def text(self) -> str:
        return f"{self.state:8} {self.about}: {self.sentence} {self.advice}".rstrip()


@dataclass(frozen=True)
class House:
    """What the doctor looks at; `checks_all_files` reads every stored file and not a few."""

    app: Flask
    settings: Settings
    checks_all_files: bool = False

    @property
    def graver(self) -> str:
        """What a trial may do and production may not."""
        return WARNING if self.settings.is_trial else WRONG


def examine(app: Flask, *, checks_all_files: bool = False) -> Iterator[Line]:
    """Every check, one after the other; one that fails itself is told and does not end the others."""
    house = House(app, app.extensions["tecum"], checks_all_files)
    for check in CHECKS:
        try:
            yield from check(house)
        except Exception as fault:
            yield Line(
                WRONG, check.__name__.strip("_").replace("_", " "), f"it could not be asked ({type(fault).__name__})."
            )


def settings(house: House) -> Iterator[Line]:
    missing = house.settings.missing
    if missing:
        yield Line(WRONG, "settings", f"{', '.join(missing)} not set.", "See docs/configuration.md.")
    else:
        yield Line(OK, "settings", f"complete for {house.settings.mode}.")
    if database.is_unfinished(house.settings.data_dir):
        yield Line(WRONG, "restore", database.UNFINISHED)


def secret(house: House) -> Iterator[Line]:
    key = house.settings.secret_key
    weak = len(key) < 32 or len(set(key)) < 10
    advice = "Make one: python -c 'import secrets; print(secrets.token_hex())'"
    yield Line(WRONG, "secret", "easy to guess.", advice) if weak else Line(OK, "secret", "long and varied.")


def address(house: House) -> Iterator[Line]:
    base = house.settings.base_url
    if base.startswith("https://"):
        yield Line(OK, "address", f"{base}.")
    else:
        state = OK if house.settings.is_trial else WRONG
        yield Line(state, "address", f"{base} is not https.", "" if state == OK else "Set TECUM_BASE_URL=https://...")


def debugging(house: House) -> Iterator[Line]:
    if house.app.debug or os.environ.get("FLASK_DEBUG", "0") not in {"", "0"}:
        yield Line(WRONG, "debugging", "it is on and shows the code to everybody.", "Unset FLASK_DEBUG.")
    else:
        yield Line(OK, "debugging", "off.")


def cookies(house: House) -> Iterator[Line]:
    config = house.app.config
    lax = config["SESSION_COOKIE_HTTPONLY"] and config["SESSION_COOKIE_SAMESITE"] == "Lax"
    if lax and (config["SESSION_COOKIE_SECURE"] or house.settings.is_trial):
        yield Line(OK, "cookies", "HttpOnly, SameSite" + (", Secure." if config["SESSION_COOKIE_SECURE"] else "."))
    else:
        yield Line(WRONG, "cookies", "not marked Secure, HttpOnly and SameSite.", "Serve over https.")


def data_folder(house: House) -> Iterator[Line]:
    folder = house.settings.data_dir
    if not folder.is_dir():
        yield Line(WRONG, "data folder", f"{folder} does not exist.", "Run: flask --app wsgi db upgrade")
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Line(WRONG, "data folder", f"{folder} cannot be written.", "Give it to the user that Tecum runs as.")
    elif folder.stat().st_mode & (stat.S_IRWXO | stat.S_IWGRP):
        yield Line(house.graver, "data folder", "others on this machine may enter it.", f"Run: chmod 750 {folder}")
    else:
        yield Line(OK, "data folder", f"{folder}.")
    free = shutil.disk_usage(folder).free
    state = WRONG if queries.is_almost_full(folder) else WARNING if free < ENOUGH_SPACE else OK
    yield Line(
        state, "disk", f"{size_in_words(free)} free.", "" if state == OK else "Make room, or move the data folder."
    )


def database_(house: House) -> Iterator[Line]:
    with house.app.app_context():
        try:
            yield Line(OK, "database", f"{database.version_of(db.engine)}.")
        except sa.exc.SQLAlchemyError as error:
            advice = "Check TECUM_DATABASE_URL and the server."
            yield Line(WRONG, "database", f"it cannot be reached ({type(error).__name__}).", advice)
            return
        if revisions.is_up_to_date(db.engine):
            yield Line(OK, "schema", f"at {revisions.needed()}, the newest.")
        else:
            yield Line(WRONG, "schema", "not up to date.", "Run: flask --app wsgi db upgrade")
        for sentence in database.not_durable(db.engine):
            yield Line(WRONG, "durability", sentence)
        if not database.not_durable(db.engine):
            yield Line(OK, "durability", "a commit is on the disk when it returns.")
        yield clock_line(database.clock_of(db.engine))


def clock_line(theirs: datetime | None) -> Line:
    if theirs is None:
        return Line(OK, "clock", f"{now():%Y-%m-%d %H:%M} UTC by this machine, which is the database's, too.")
    apart = abs((theirs - now()).total_seconds())
    if apart > CLOCK_MAY_DIFFER:
        return Line(WRONG, "clock", f"{apart:.0f} seconds apart from the database's.", "Keep both by NTP.")
    return Line(OK, "clock", f"{now():%Y-%m-%d %H:%M} UTC, the same as the database's.")


def zones(house: House) -> Iterator[Line]:
    """The zone data must know when the United States change their clocks: 8 March and 1 November 2026."""
    eastern = ZoneInfo("America/New_York")
    offsets = [datetime(2026, *day, 12, tzinfo=eastern).utcoffset() for day in ((3, 7), (3, 9), (10, 31), (11, 2))]
    hours = [offset.total_seconds() / 3600 for offset in offsets if offset is not None]
    if hours == [-5, -4, -4, -5]:
        yield Line(OK, "time zones", f"data {zone_version()}; {house.settings.timezone} is known.")
    else:
        yield Line(WRONG, "time zones", "the zone data does not know this year's clock changes.", "Run: make setup")


def zone_version() -> str:
    text = resources.files("tzdata").joinpath("__init__.py").read_text()
    return next((line.partition("=")[2].strip(' "') for line in text.splitlines() if line.startswith("IANA")), "?")


def mail(house: House) -> Iterator[Line]:
    """The server greets us, takes our encryption and our sign-in; nothing is sent."""
    if not house.settings.mail_url:
        if house.settings.is_trial:
            yield Line(OK, "mail", "kept in the viewer at /dev/mail.")
        return
    try:
        server = MailServer.from_url(house.settings.mail_url, timeout=10)
        server.dial().quit()
    except ValueError as error:
        yield Line(WRONG, "mail", str(error), "Mend TECUM_MAIL_URL.")
    except (MailFailure, OSError) as error:
        yield Line(WRONG, "mail", f"the server did not let us in: {error}.", "See docs/mail.md.")
    else:
        yield Line(OK, "mail", f"{server.host}:{server.port} greets us and lets us in.")
        if server.password and server.security == "none":
            yield Line(
                WARNING, "mail", "the password goes over the line unencrypted.", "Use smtp+starttls:// or smtps://"
            )


def work(house: House) -> Iterator[Line]:
    """The outbox and the scheduler, as /readyz asks them."""
    with house.app.app_context(), db.sessionmaker() as session:
        look(session, SYSTEM)
        complaints = list(queries.complaints(session))
        last = queries.last_run(session)
    for sentence in complaints:
        yield Line(WRONG, "work", sentence)
    if not complaints:
        yield Line(
            OK,
            "work",
            f"no mail is stuck; the scheduler last ran at {last:%Y-%m-%d %H:%M} UTC."
            if last
            else "no mail is stuck; the scheduler has not run yet.",
        )


def backups(house: House) -> Iterator[Line]:
    sentence = queries.backup_warning(house.settings.data_dir)
    made = queries.last_backup(house.settings.data_dir)
    yield Line(WARNING, "backup", sentence) if sentence else Line(OK, "backup", f"made at {made:%Y-%m-%d %H:%M} UTC.")


def files(house: House) -> Iterator[Line]:
    with house.app.app_context(), db.sessionmaker() as session:
        look(session, SYSTEM)
        keys = set(session.scalars(sa.select(StoredFile.sha256)))
    store = FileStore(house.settings.data_dir / "files")
    chosen = sorted(keys) if house.checks_all_files else random.sample(sorted(keys), min(SAMPLE, len(keys)))
    damaged = [key for key in chosen if not store.verify(key)]
    for key in damaged:
        yield Line(WRONG, "files", f"{key} is missing or damaged.", "Restore it from a backup.")
    if not damaged:
        yield Line(OK, "files", f"{len(chosen)} of {len(keys)} read, all whole.")
    if house.checks_all_files and (stray := len(set(store.keys()) - keys)):
        yield Line(OK, "files", f"{stray} without a row: uploads that were not finished. Nobody is served them.")


def assets(house: House) -> Iterator[Line]:
    if any((house.settings.root / "static" / "vendor").glob("**/*.css")):
        yield Line(OK, "interface kit", "there.")
    else:
        yield Line(WRONG, "interface kit", "missing: pages have no style.", "Run: make setup")


CHECKS: tuple[Callable[[House], Iterator[Line]], ...] = (
    settings, secret, address, debugging, cookies, data_folder, database_, zones, mail, work, backups, files, assets,
)  # fmt: skip
