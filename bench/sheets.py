"""`python -m bench.sheets`: a docket of 20,000 requests out and a tracker of 20,000 rows in, beside bare writers and readers."""

import argparse
import csv
import io
import os
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import openpyxl
import psutil
import xlsxwriter
from flask import Flask

from app import create_app, schema
from app.extensions import db
from app.extraction import examine
from app.files import LimitedFile
from app.imports import spreadsheet_release_services as releases
from app.imports import spreadsheet_services as services
from app.models import Agency, Office, User
from app.models.base import new_id
from app.models.picklists import Role
from app.policies import SYSTEM, look
from app.sheets import read_sheet
from bench.docket import Made, fill
from config import Settings
from tests.pages import begin_session

COLUMNS = 8
SECRET = "a-secret-of-the-benchmarks-long-enough"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="tecum-bench-") as folder:
        app = create_app(Settings.from_environment({"TECUM_DATA_DIR": folder, "TECUM_SECRET_KEY": SECRET}))
        with app.app_context():
            schema.upgrade(db.engine)
            made = fill(db.session, rows)
            leave_one_director(made.uniquifier)
        floors = bare(rows)
        print(f"{rows:,} rows; {os.cpu_count()} processors; seconds by the clock and of CPU, children included")
        print(f"{'what':34} {'clock':>7} {'CPU':>7} {'ratio':>7}")
        for name, took in floors.items():
            print(f"{name:34} {took[0]:7.2f} {took[1]:7.2f}")
        for kind, floor in (("csv", floors["bare csv"]), ("xlsx", floors["bare xlsxwriter"])):
            download(app, made, kind)
            tell(f"docket as {kind}", timed(lambda kind=kind: download(app, made, kind)), floor)
        bring_in(app, tracker(rows), floors["bare openpyxl read"])


def leave_one_director(uniquifier: str) -> None:
    """An office has one staff director, who is told of all that is overdue; the generated one has twenty."""
    look(db.session, SYSTEM)
    for user in db.session.query(User).filter(User.fs_uniquifier != uniquifier):
        for seat in user.seats:
            seat.role = Role.COUNSEL
    db.session.commit()
    db.session.close()


def bare(rows: int) -> dict[str, tuple[float, float]]:
    """The floors: the same number of rows of eight cells by the bare libraries."""
    cells = [[f"cell {row} {column}" for column in range(COLUMNS)] for row in range(rows)]

    def write_csv() -> None:
        csv.writer(io.StringIO()).writerows(cells)

    def write_xlsx() -> None:
        with xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True}) as workbook:
            sheet = workbook.add_worksheet()
            for number, row in enumerate(cells):
                sheet.write_row(number, 0, row)

    data = tracker(rows)

    def read_xlsx() -> None:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        for _ in book.active.iter_rows(values_only=True):
            pass

    return {
        "bare csv": timed(write_csv),
        "bare xlsxwriter": timed(write_xlsx),
        "bare openpyxl read": timed(read_xlsx),
    }


def tracker(rows: int) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Tracker")
    sheet.append(["Control No.", "Agency", "Subject", "Date Sent", "Due", "Status", "Notes2"])
    first = date(2026, 1, 5)
    for n in range(rows):
        due: Any = "ASAP" if n % 500 == 0 else first + timedelta(days=30 + n % 200)
        sheet.append([f"OC-{n}", "State", f"Request {n}", first + timedelta(days=n % 30), due, "Open", f"note {n}"])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def download(app: Flask, made: Made, kind: str) -> bytes:
    client = app.test_client()
    with client.session_transaction() as session:
        key = begin_session(app, made.user_id)
        session.update({"_user_id": made.uniquifier, "_fresh": True, "key": key, "seen": int(time.time())})
    answer = client.get(f"/requests.{kind}?state=all")
    data: bytes = answer.get_data()
    if answer.status_code != 200:
        raise RuntimeError(f"the docket as {kind} answers {answer.status_code}")
    return data


def bring_in(app: Flask, data: bytes, floor: tuple[float, float]) -> None:
    before = psutil.Process().memory_info().rss
    with app.app_context():
        look(db.session, SYSTEM)
        office, person = db.session.query(Office).one(), db.session.query(User).first()
        agency = db.session.query(Agency).filter_by(short_name="State").one()
        assert agency.name, "the tracker's agency is known"
        held: dict[str, Any] = {}

        def read() -> None:
            found = examine(LimitedFile.copy(io.BytesIO(data), limit=10**9), "tracker.xlsx")
            held["sheet"] = read_sheet(found)

        def take_over() -> None:
            made = services.take_up(
                held["sheet"], file_name="tracker.xlsx", office=office, by=person, import_id=new_id()
            )
            services.import_all(made, by=person)
            held["import"] = made

        whole = tuple(map(sum, zip(timed(read), timed(take_over), strict=True)))
        tell("tracker in, checked and imported", whole, floor)  # type: ignore[arg-type]
        grown = psutil.Process().memory_info().rss - before
        tell("its release", timed(lambda: releases.release(held["import"], by=person)), floor)
    print(f"memory grew by {grown / 1024**2:.0f} MB while it came in")


def timed(act: Callable[[], Any]) -> tuple[float, float]:
    began, cpu = time.perf_counter(), cpu_now()
    act()
    return time.perf_counter() - began, cpu_now() - cpu


def cpu_now() -> float:
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def tell(name: str, took: tuple[float, float], floor: tuple[float, float]) -> None:
    print(f"{name:34} {took[0]:7.2f} {took[1]:7.2f} {took[1] / floor[1]:7.1f}")


if __name__ == "__main__":
    main()
