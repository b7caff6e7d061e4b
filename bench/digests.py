"""Digests at 100,000 open requests: planning them for 200 people, writing them anew and sending them, and 100,000 due at once."""

from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from app import create_app, models, schema
from app.extensions import db
from app.policies import SYSTEM, look
from app.reminders import services
from app.workdays import add_business_days
from bench import sweep
from bench.docket import BATCH, batched
from config import Settings
from tests.postgres import make_database

SECRET = "a-secret-of-the-benchmarks-long-enough"


def built(database: str, folder: Path) -> Flask:
    environment = {"TECUM_DATA_DIR": str(folder), "TECUM_SECRET_KEY": SECRET}
    if database == "postgresql":
        environment["TECUM_DATABASE_URL"] = make_database("tecum_bench_digests")
    app = create_app(Settings.from_environment(environment))
    with app.app_context():
        schema.upgrade(db.engine)
    return app


def measure(app: Flask, requests: int) -> None:
    with app.app_context():
        look(db.session, SYSTEM)
        sweep.fill_open(db.session, requests)
        sweep.told("first plan, a fifth overdue", sweep.timed(lambda: services.plan(sweep.AT)))
        sweep.told("plan with nothing due", sweep.timed(lambda: services.plan(sweep.AT)))
        sweep.drained(db.session)
        sweep.make_due(db.session)
        sweep.told("plan, 5,000 due as digests (aim 1 s, 100 MB)", sweep.timed(lambda: services.plan(sweep.AT)))
        with sweep.sinking() as port:
            app.extensions["tecum"] = replace(app.extensions["tecum"], mail_url=f"smtp://127.0.0.1:{port}")
            sweep.told("written anew and sent (aim 2 s)", sweep.timed(lambda: services.deliver_mail(at_once=True).sent))
        make_all_due(requests)
        sweep.told("plan, all due as digests (aim 10 s, 100 MB)", sweep.timed(lambda: services.plan(sweep.AT)))
        db.session.close()
        db.engine.dispose()


def make_all_due(requests: int) -> None:
    """So many more, whose third business day before the deadline is today."""
    office = db.session.scalars(sa.select(models.Office)).one()
    agencies, people = (
        list(db.session.scalars(sa.select(models.Agency.id))),
        list(db.session.scalars(sa.select(models.User.id))),
    )
    days = (add_business_days(sweep.TODAY, 3) for _ in range(requests))
    for batch in batched(sweep.open_rows(days, (office.id, agencies, people), first=3_000_000), BATCH):
        sweep.insert(db.session, batch)
    sweep.analyze(db.session)
