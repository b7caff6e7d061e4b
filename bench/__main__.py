"""`make bench`: pages at 100,000 requests on SQLite and PostgreSQL, as ratios to a bare Flask page of the same run; reminders."""

import argparse
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import psutil
from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from app import create_app, schema
from app.extensions import db
from app.models.base import new_id
from bench import digests, sweep
from bench.docket import Made, fill
from bench.server import Server, ask, drive
from config import Settings
from tests.counting import counting
from tests.pages import begin_session
from tests.postgres import make_database

SECRET = "a-secret-of-the-benchmarks-long-enough"
ROUNDS, TURNS = 5, 40
EIGHT_ITEMS = "\n".join(f"{n}. All documents that paragraph {n} of the letter names." for n in range(1, 9))
PAGES = (
    ("empty signed-in page", "/help", "6 (aim)", None),
    ("docket of 50", "/requests", "20 (aim)", 8),
    ("docket, filtered and sorted", "/requests?q=grid&sort=agency", "-", 8),
    ("search, a rare word", "/search?q=full", "2 x docket", 9),
    ("search, a word in every request", "/search?q=documents", "2 x docket", 9),
    ("request page, 25 events, 20 items", None, "25 (aim)", 14),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--parts", default="pages,sweep,digests")
    arguments = parser.parse_args()
    print(
        f"{arguments.requests:,} requests; gunicorn sync, 2 workers; {os.cpu_count()} processors; unit: one bare Flask page"
    )
    parts: dict[str, Callable[[str, Path, int], None]] = {
        "pages": measure,
        "sweep": measure_sweep,
        "digests": measure_digests,
    }
    for part, database in itertools.product(arguments.parts.split(","), arguments.databases.split(",")):
        with tempfile.TemporaryDirectory(prefix="tecum-bench-") as folder:
            parts[part](database, Path(folder), arguments.requests)


def measure(database: str, folder: Path, requests: int) -> None:
    environment = {"TECUM_DATA_DIR": str(folder), "TECUM_SECRET_KEY": SECRET}
    if database == "postgresql":
        environment["TECUM_DATABASE_URL"] = make_database("tecum_bench")
    app = create_app(Settings.from_environment(environment))
    with app.app_context():
        schema.upgrade(db.engine)
        began = time.perf_counter()
        made = fill(db.session, requests)
        db.engine.dispose()
    print(f"\n{database}: docket made in {time.perf_counter() - began:.0f} s")
    cookie, token = signed_in(app, made)
    with Server("bench.bare:app", {}) as bare, Server("wsgi:app", environment, postgres_processes(database)) as house:
        warm(bare, house, made, cookie)
        print(f"{'page':38} {'bare pages':>10} {'aim':>9} {'SELECTs':>8}")
        for name, path, aim, most in PAGES:
            path = path or f"/requests/{made.full_number}"
            ratio = paired(bare, lambda path=path: drive(house, path, TURNS, cookie=cookie))
            print(f"{name:38} {ratio:10.1f} {aim:>9} {selects(app, path, cookie):>4} of {most or '-'}")
        ratio = paired(bare, lambda: create(house, made, cookie, token))
        print(f"{'create with 8 items':38} {ratio:10.1f} {'30 (aim)':>9}")
        print(f"{'memory, two workers, in bare servers':38} {house.memory() / bare.memory():10.1f} {'2.5 (aim)':>9}")


def measure_sweep(database: str, folder: Path, requests: int) -> None:
    """The sweep of reminders on an installation of its own."""
    environment = {"TECUM_DATA_DIR": str(folder), "TECUM_SECRET_KEY": SECRET}
    if database == "postgresql":
        environment["TECUM_DATABASE_URL"] = make_database("tecum_bench_sweep")
    app = create_app(Settings.from_environment(environment))
    with app.app_context():
        schema.upgrade(db.engine)
    print(f"\n{database}: the sweep over {requests:,} open requests; processor time is this process' own")
    sweep.measure(app, folder, requests)
    with app.app_context():
        db.engine.dispose()


def measure_digests(database: str, folder: Path, requests: int) -> None:
    """Reminders that come as digests, on an installation of their own."""
    print(f"\n{database}: digests over {requests:,} open requests; processor time is this process' own")
    digests.measure(digests.built(database, folder), requests)


def warm(bare: Server, house: Server, made: Made, cookie: str) -> None:
    for _ in range(20):
        ask(bare, "/")
    for path in ("/help", "/requests", f"/requests/{made.full_number}"):
        for _ in range(8):
            ask(house, path, cookie=cookie)


def paired(bare: Server, ours: Callable[[], float]) -> float:
    """The median of our CPU over the bare page's, each pair measured one right after the other."""
    ratios = []
    for _ in range(ROUNDS):
        mine = ours()
        ratios.append(mine / drive(bare, "/", TURNS * 10))
    return statistics.median(ratios)


def create(house: Server, made: Made, cookie: str, token: str) -> float:
    return drive(
        house, "/requests/new", TURNS, cookie=cookie, bodies=[form(made, token, turn) for turn in range(TURNS)]
    )


def form(made: Made, token: str, turn: int) -> bytes:
    fields = {
        "csrf_token": token,
        "id": new_id(),
        "agency_id": made.agency_id,
        "subject": f"Created by the benchmark {new_id()} {turn}",
        "due_on": "12/31/2026",
        "dated_on": "10/01/2026",
        "owner_id": made.user_id,
        "instrument": "LETTER",
        "handling": "COMMITTEE_INTERNAL",
        "items": EIGHT_ITEMS,
        "file": "1",
    }
    return urlencode(fields).encode()


def signed_in(app: Flask, made: Made) -> tuple[str, str]:
    """A session cookie of the staff director, and the cross-site token that goes with it."""
    with app.test_request_context():
        key = begin_session(app, made.user_id)
        session.update({"_user_id": made.uniquifier, "_fresh": True, "key": key, "seen": int(time.time())})
        token = generate_csrf()
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        return serializer.dumps(dict(session)), token


def selects(app: Flask, path: str, cookie: str) -> int:
    with app.app_context():
        engine = db.engine
    client = app.test_client()
    client.set_cookie("tecum", cookie, domain="localhost")
    client.get(path)
    with counting(engine) as counted:
        client.get(path)
    return len(counted)


def postgres_processes(database: str) -> tuple[psutil.Process, ...]:
    if database != "postgresql":
        return ()
    """The server that was started for this run, and no other of the machine."""
    masters = [p for p in psutil.process_iter(["name", "cmdline"]) if p.info["name"] == "postgres"]
    return tuple(p for p in masters if any(f"tecum-postgres-{os.getpid()}" in part for part in p.info["cmdline"] or []))


if __name__ == "__main__":
    main()
    sys.exit(0)
