"""Backups: consistent, checked to the bit, restored whole into an empty installation, and quiet there."""

import io
import json
import os
import shutil
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import database as databases
from app.backup.manifest import Manifest
from app.backup.verifying import problems_of
from app.clock import now
from app.extensions import db
from app.files import FileStore
from app.history import verify_chains
from app.locks import Lock
from app.models import Base, Event, Message, OversightRequest, Reminder
from app.models.picklists import ClosingReason
from app.operations import services
from app.refusals import Refused
from tests.operations.hosts import Target
from tests.reminders.conftest import eastern


@pytest.fixture
def target(database, tmp_path):
    found = Target(database, tmp_path / f"host{os.urandom(3).hex()}")
    yield found
    found.close()


def back_up(app, folder, **options):
    with app.app_context():
        return services.back_up(folder, engine=db.engine, settings=app.extensions["tecum"], **options)


def is_untouched(target):
    """Nothing but the locks' empty files lies there."""
    return all(path.suffix == ".lock" for path in target.settings.data_dir.iterdir())


def add_file(given, client, row, data=b"Dear Mr. Secretary, tab\there, line\nthere."):
    client.sign_in(given.person())
    body = {"is_marked": "no", "purpose": "EVIDENCE", "files": [(io.BytesIO(data), "letter.txt")]}
    assert client.submit(f"{row.url}/files", body).status_code == 302


@pytest.fixture
def made(given, client, office, app, tmp_path):
    """A backup of a request with a file, a closed request, and a mail that waits."""
    row = given.request(subject="Äpfel\tund\\Birnen\nzwei")
    add_file(given, client, row)
    given.request(closed_on=now().date(), closing_reason=ClosingReason.UNSATISFIED)
    office.plan(eastern(10, 9))
    return back_up(app, tmp_path / "backups")


def test_what_is_restored_is_what_was_there_and_stays_quiet(app, made, target):
    manifest = Manifest.read(made)
    assert problems_of(made) == []
    restored = target.restore(made)
    assert (restored.quiet, restored.dropped) == (1, 1)
    with target.session() as session:
        by_name = {request.number: request for request in session.scalars(sa.select(OversightRequest))}
        assert [request.is_quiet for _, request in sorted(by_name.items())] == [True, False]
        assert by_name["DEMO-115-0001"].subject == "Äpfel\tund\\Birnen\nzwei"
        message = session.scalars(sa.select(Message)).one()
        assert (message.state, message.server_words) == ("dropped", services.NOT_SENT_AGAIN)
        assert (
            session.scalars(sa.select(Reminder).filter_by(message_id=message.id)).one().dropped_because
            == services.NOT_SENT_AGAIN
        )
        assert session.scalars(sa.select(Event).where(Event.verb == "restored")).one().noun == "Office"
        assert [finding.sentence for finding in verify_chains(session) if finding.is_broken] == []
        counts = {name: session.scalar(sa.text(f'SELECT count(*) FROM "{name}"')) for name in manifest.counts}
    added = {"event": 1, "event_payload": 1}
    assert counts == {name: count + added.get(name, 0) for name, count in manifest.counts.items()}
    store = FileStore(target.settings.data_dir / "files")
    assert set(store.keys()) == manifest.files.keys()
    assert all(store.verify(key) for key in manifest.files)
    assert not (target.settings.data_dir / databases.UNFINISHED_MARK).exists()


def test_one_flipped_bit_is_found_and_its_part_is_named(made, target):
    for path in sorted(path for path in made.rglob("*") if path.is_file() and path.stat().st_size):
        whole = path.read_bytes()
        flipped = bytearray(whole)
        flipped[len(whole) // 2] ^= 1
        path.write_bytes(flipped)
        problems = problems_of(made)
        assert any(path.relative_to(made).as_posix() in problem for problem in problems), path
        with pytest.raises(Refused):
            target.restore(made)
        path.write_bytes(whole)
    assert problems_of(made) == []
    assert is_untouched(target)


def test_what_is_missing_or_does_not_belong_is_named(made):
    (stored,) = (path for path in (made / "files").rglob("*") if path.is_file())
    stored.rename(made / "stray")
    assert problems_of(made) == ["stray does not belong to this backup.",
                                 f"files/{stored.parent.name}/{stored.name} is missing or was changed."]  # fmt: skip


def test_a_restore_refuses_what_it_must(app, made, target, database, given, tmp_path):
    with pytest.raises(Refused, match="NO ERASURE LIST IS KNOWN"):
        target.restore(made, without_erasure_list=False)
    for change_, words in (
        ({"revision": "later"}, "is unknown to this version"),
        ({"format": 99}, "newer version"),
        ({"database": "oracle"}, "This backup is of a oracle database"),
    ):
        other = tmp_path / "other"
        shutil.copytree(made, other)
        written = json.loads((made / "manifest.json").read_text())
        (other / "manifest.json").write_text(json.dumps(written | change_))
        with pytest.raises(Refused, match=words):
            target.restore(other)
        shutil.rmtree(other)
    assert is_untouched(target)
    with app.app_context(), pytest.raises(Refused, match="not empty"):
        services.restore(made, engine=db.engine, settings=app.extensions["tecum"], without_erasure_list=True)
    target.restore(made)
    (target.settings.data_dir / "files").rename(tmp_path / "away")
    with pytest.raises(Refused, match=r"is not empty\. Restore into a new"):
        target.restore(made)


class Killed(BaseException):
    """Nothing that tidies up catches it, as nothing runs after a kill."""


@pytest.mark.parametrize("step", ["app.backup.restoring.restore_files", "app.operations.services.hush"])
def test_a_restore_that_is_killed_says_so_and_can_be_run_again(made, target, monkeypatch, step):
    """Killed before the files came, and after the rows were loaded; then run again, to its end."""

    def die(*_args):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(step, die)
        with pytest.raises(Killed):
            target.restore(made)
    with pytest.raises(SystemExit, match="restore into this data folder was not finished"):
        databases.demand_finished(target.settings)
    assert target.restore(made).quiet == 1
    databases.demand_finished(target.settings)


def test_a_file_that_the_store_lost_is_told_and_stops_no_backup(app, given, client, tmp_path):
    add_file(given, client, given.request())
    folder = app.extensions["tecum"].data_dir / "files"
    (stored,) = (path for path in folder.rglob("*") if path.is_file())
    stored.write_bytes(b"other bytes")
    made = back_up(app, tmp_path / "backups", is_verified=True)
    assert Manifest.read(made).missing == [stored.name]
    ended = app.test_cli_runner().invoke(args=["backup", "create", str(tmp_path / "elsewhere")])
    assert ended.exit_code == 1
    assert f"had lost file {stored.name}" in ended.output


def test_backups_stand_outside_the_data_folder_and_the_newest_are_kept(app, given, clock, tmp_path):
    given.request()
    with pytest.raises(Refused, match="Choose a folder outside it"):
        back_up(app, app.extensions["tecum"].data_dir / "backups")
    for _ in range(3):
        clock.shift(timedelta(seconds=1))
        back_up(app, tmp_path, keep=2)
    left = sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("tecum-"))
    assert left == ["tecum-2018-10-01T140002Z", "tecum-2018-10-01T140003Z"]


def test_a_full_disk_leaves_nothing_behind(app, given, tmp_path, monkeypatch):
    given.request()

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.backup.creating.copy_files", full)
    with pytest.raises(Refused, match="The backup was not made: No space left on device"):
        back_up(app, tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_restore_waits_for_nobody_who_is_at_work(app, made, target):
    target.settings.data_dir.mkdir()
    with Lock(target.engine, "schedule", number=services.AT_WORK[0][1]) as lock:
        assert lock.take()
        with pytest.raises(Refused, match="The scheduler is running"):
            target.restore(made)


def test_the_commands_say_what_they_did_and_what_comes_next(app, made):
    runner = app.test_cli_runner()
    sound = runner.invoke(args=["backup", "verify", str(made)])
    assert sound.exit_code == 0
    assert sound.output.startswith("Sound: 2 requests, ")
    refused = runner.invoke(args=["backup", "restore", str(made)])
    assert refused.exit_code == 1
    assert "NO ERASURE LIST IS KNOWN" in refused.output
    assert runner.invoke(args=["backup", "verify", str(made.parent / "nowhere")]).exit_code == 1


def test_every_table_is_in_the_backup(made):
    """A table that a backup forgets would be noticed too late."""
    kept = set(Manifest.read(made).counts) - {"alembic_version"}
    assert set(Base.metadata.tables) <= kept
