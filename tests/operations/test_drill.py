"""The drill: a server at work is killed, again and again, and its backup is restored into an empty host."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.backup.manifest import Manifest
from app.extensions import db
from app.files import FileStore
from app.history import verify_chains
from app.models import OversightRequest
from tests.operations.hosts import Target
from tests.operations.test_backup import back_up


def begin_work(app, person, agency) -> subprocess.Popen[str]:
    settings = app.extensions["tecum"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TECUM_")} | {
        "TECUM_DATA_DIR": str(settings.data_dir),
        "TECUM_DATABASE_URL": settings.database_url,
        "TECUM_SECRET_KEY": settings.secret_key,
    }
    command = [sys.executable, "-m", "tests.operations.at_work", str(person.id), person.uniquifier, str(agency.id)]
    return subprocess.Popen(command, cwd=settings.root, env=environment, stdout=subprocess.PIPE, text=True)


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_a_killed_server_loses_nothing_that_it_acknowledged_and_its_backup_restores(
    app, given, database, tmp_path, clock
):
    kills = 200 if os.environ.get("PROOF") else 1
    person, agency = given.person(), given.agency()
    acknowledged: set[str] = set()
    for kill in range(kills):
        server = begin_work(app, person, agency)
        said = server.stdout
        acknowledged |= {said.readline().strip() for _ in range(3 + kill % 5)}
        before, made = set(acknowledged), None
        if kill % 20 == 0:
            clock.shift(timedelta(seconds=1))
            made = back_up(app, tmp_path / "backups")
        time.sleep(kill % 7 / 50)
        server.kill()
        acknowledged |= {line.strip() for line in said if line.endswith("\n")}
        said.close()
        assert server.wait(30) == -9
        if made is not None:
            there = restored_numbers(database, tmp_path / f"host{kill}", made)
            assert before - {"file"} <= there, "what was acknowledged before the backup is in it"
    with given.session() as session:
        numbers = set(session.scalars(sa.select(OversightRequest.number)))
        assert acknowledged - {"file"} <= numbers, "what was acknowledged before a kill is there after it"
        assert [finding.sentence for finding in verify_chains(session) if finding.is_broken] == []
        if database == "sqlite":
            assert session.scalar(sa.text("PRAGMA integrity_check")) == "ok"
    with app.app_context():
        db.engine.dispose()
    assert len(numbers) == max(int(number[-4:]) for number in numbers), "the numbers have no gap"


def restored_numbers(database: str, folder: Path, made: Path) -> set[str]:
    """The numbers in a fresh installation restored from this backup, once it is known to be sound there."""
    manifest, target = Manifest.read(made), Target(database, folder)
    assert manifest.missing == []
    target.restore(made)
    with target.session() as session:
        assert [finding.sentence for finding in verify_chains(session) if finding.is_broken] == []
        found = set(session.scalars(sa.select(OversightRequest.number)))
    store = FileStore(folder / "files")
    assert all(store.verify(key) for key in manifest.files)
    assert len(found) == manifest.counts["oversight_request"]
    target.close()
    return found
