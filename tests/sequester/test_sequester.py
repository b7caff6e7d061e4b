"""A word that must not be here is found, goes dark everywhere, comes back or is erased, and stays erased after a restore."""

import io
import os
import re
import shutil
import subprocess
import sys
from datetime import date

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

from app.attaching import attach
from app.clock import now
from app.extensions import db
from app.history import record, verify_chains
from app.kept_mail import KeptMail
from app.mail import Letter, compose
from app.models import (
    Attachment,
    Base,
    Communication,
    Event,
    IntelligenceItem,
    Message,
    OversightRequest,
    RequestDraft,
    Sequestration,
    StoredFile,
    Viewing,
)
from app.models.picklists import AttachmentPurpose, CommunicationKind, Direction, MessageKind, Role, SourceClass
from app.operations import services as operations
from app.refusals import Refused
from app.sequester import services
from tests.conftest import ON_POSTGRESQL_IN_PROOF, ON_SQLITE
from tests.operations.hosts import Target

WORD = "ZEPHYRINE"
PASSAGE = f"the {WORD} convoy"
LETTER = f"The {WORD.lower()}\r\n  convoy left at dawn.".encode()


def upload(data=LETTER, name="letter.txt"):
    return FileStorage(io.BytesIO(data), filename=name, name="files")


def attach_to(given, row, person, data=LETTER):
    with given.acting(person) as user:
        to = db.session.scalars(sa.select(OversightRequest).where(OversightRequest.id == row.id)).one()
        found = attach(upload(data), to=to, purpose=AttachmentPurpose.EVIDENCE, by=user).id
        db.session.commit()
        return found


@pytest.fixture
def spilled(given):
    """The word in every kind of place of a request that the officer is not named on, and a file in two offices."""
    office, owner = given.office(), given.person()
    officer = given.person(Role.CLERK, is_security_officer=True)
    row = given.request(owner=owner, named=[owner], subject=f"About The {WORD}   convoy")
    other = given.office("OTHER")
    theirs = given.request(office=other)
    mine = attach_to(given, row, owner)
    others = attach_to(given, theirs, given.person(office=other))
    with given.session() as session:
        request = session.get_one(OversightRequest, row.id)
        request.mail_topic, request.subject = request.subject, f"The\n{WORD.lower()} convoy again"
        record(request, "edited", by=None, summary=f"Subject changed: The {WORD} convoy.")
        reply = Communication(
            request_id=row.id, kind=CommunicationKind.REPLY, direction=Direction.IN, dated_on=date(2018, 10, 5),
            summary=PASSAGE.upper(), logged_by_id=owner.id,
        )  # fmt: skip
        item = IntelligenceItem(
            office_id=office.id, title="A report", summary=f"… the {WORD}\tconvoy …", source="Press",
            source_class=SourceClass.MEDIA, logged_by_id=owner.id,
        )  # fmt: skip
        draft = RequestDraft(
            office_id=office.id, drafted_by_id=owner.id, saved_at=now(), fields={"subject": [PASSAGE], "cc": ["Kept"]}
        )
        session.add_all([reply, item, draft])
        for name, moment in (("sent", now()), ("waiting", None)):
            told = {"subject": PASSAGE, "text": PASSAGE, "html": f"<p>the <b>{WORD}</b> convoy</p>"}
            message = Message(
                kind=MessageKind.REMINDER, office_id=office.id, request_id=row.id, recipient_id=owner.id,
                recipient=owner.email, smtp_id=f"<{name}@example.gov>", next_try_at=now(), sent_at=moment, **told,
            )  # fmt: skip
            session.add(message)
            letter = Letter(sender="a@b.gov", recipient=owner.email, message_id=message.smtp_id, **told)
            KeptMail(given.app.extensions["tecum"].data_dir / "mail").connect().send(compose(letter))
        session.commit()
    return {"officer": officer, "owner": owner, "row": row, "theirs": theirs, "mine": mine, "others": others}


def everything(given):
    with given.session() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(sa.select(table)):
                yield from (str(value) for value in row)


def stands_in_database(given):
    return [text for text in everything(given) if WORD in text.upper()]


def stands_on_disk(given):
    """Every file of the data folder that holds the word, the database's log and the kept mail included."""
    folder = given.app.extensions["tecum"].data_dir
    found = []
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "template" and WORD.encode() in path.read_bytes().upper():
            found.append(str(path.relative_to(folder)))
    return found


def is_sqlite(given):
    with given.app.app_context():
        return db.engine.dialect.name == "sqlite"


def find_all(client, spilled):
    client.sign_in(spilled["officer"])
    answer = client.submit("/sequester/found", {"passage": PASSAGE, "with_files": "y"}, at="/sequester")
    assert answer.status_code == 200, answer.text
    from tests.pages import parse

    boxes = [each for each in parse(answer.text).iter("input") if each.get("type") == "checkbox"]
    return {name: [each.get("value") for each in boxes if each.get("name") == name] for name in ("text", "file")}


def take(client, spilled, **ticked):
    body = {"office": "DEMO", "reason": "A spill", "pages": "3 to 4", **ticked}
    with client.session_transaction():
        pass
    token = client.token("/sequester")
    answer = client.post("/sequester", data={"csrf_token": token, **body})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def problems(given):
    with given.session() as session:
        return [found.sentence for found in verify_chains(session) if found.is_broken]


def sentences(given):
    with given.session() as session:
        return " ".join(found.sentence for found in verify_chains(session))


def test_it_is_found_in_every_kind_of_place_and_the_passage_is_kept_nowhere(given, client, spilled):
    ticked = find_all(client, spilled)
    nouns = sorted(each.split(":")[0] for each in ticked["text"])
    assert nouns == [
        "Communication", "EventPayload", "IntelligenceItem", "Message", "Message", "OversightRequest",
        "OversightRequest", "RequestDraft",
    ]  # fmt: skip
    assert len(ticked["file"]) == 1
    with client.session_transaction() as session:
        assert WORD not in str(dict(session)).upper()


def test_all_of_it_goes_dark_at_once_and_a_false_alarm_comes_back_as_it_was(given, client, clients, spilled):
    before = sorted(stands_in_database(given))
    other = clients().sign_in(spilled["owner"])
    assert "letter.txt" in other.get(f"/search?q={WORD}").text
    url = take(client, spilled, **find_all(client, spilled))
    assert stands_in_database(given) == []
    assert "letter.txt" not in other.get(f"/search?q={WORD}").text
    assert problems(given) == []
    assert "keep their place without their words" in sentences(given)
    waiting = given.row(Message, smtp_id="<waiting@example.gov>")
    assert waiting.dropped_at is not None
    assert given.row(RequestDraft).fields["cc"] == ["Kept"]
    owner = clients().sign_in(spilled["owner"])
    page = owner.get(spilled["row"].url).text
    assert "taken out of sight" in page
    assert "Call the security officer of DEMO." in page
    assert f"<mark>{WORD}" not in owner.get(f"/search?q={WORD}").text.upper().replace("<MARK>", "<mark>")
    for attachment in (spilled["mine"], spilled["others"]):
        assert owner.get(f"/files/{attachment}/letter.txt").status_code == 404
    assert owner.get("/requests?state=all").status_code == 200
    assert "Subject" in client.get(url).text or "subject" in client.get(url).text

    assert "convoy left at dawn" not in str(list(everything(given)))

    answer = client.submit(f"{url}/release", {"reason": "A company's word"}, at=url)
    assert answer.status_code == 302, answer.text
    assert sorted(stands_in_database(given)) == before
    assert problems(given) == []
    assert owner.get(f"/files/{spilled['mine']}/letter.txt").data == LETTER
    assert "<mark>zephyrine</mark>" in owner.get(f"/search?q={WORD}").text
    assert given.row(Message, smtp_id="<waiting@example.gov>").dropped_at is not None


def test_another_office_learns_only_that_its_own_file_is_dark(given, client, clients, spilled):
    take(client, spilled, **find_all(client, spilled))
    other = given.office("OTHER")
    theirs = clients().sign_in(given.person(office=other, is_security_officer=True))
    page = theirs.get(spilled["theirs"].url).text
    assert "A file that is attached here is out of sight." in page
    assert "Call the security officer of OTHER." in page
    assert "DEMO" not in page.replace(spilled["theirs"].number, "")
    assert "A spill" not in theirs.get("/sequester").text
    assert theirs.get(f"/sequester/{given.row(Sequestration).id}").status_code == 404
    with pytest.raises(Refused, match="may not be kept here"):
        attach_to(given, spilled["theirs"], given.person(office=other))


def test_what_is_erased_is_found_nowhere_and_stays_so_after_a_restore(given, client, clients, spilled, tmp_path):
    owner = clients().sign_in(spilled["owner"])
    assert owner.get(f"/files/{spilled['mine']}/letter.txt").status_code == 200
    data_dir = given.app.extensions["tecum"].data_dir
    backup = keep_copy(given, tmp_path)
    url = take(client, spilled, **find_all(client, spilled))
    assert "Type the word ERASE" in client.submit(f"{url}/erasure", {"word": "erase"}, at=url).text
    answer = client.submit(f"{url}/erasure", {"word": "ERASE"}, at=url)
    assert answer.status_code == 302, answer.text
    assert "database was busy" not in client.get(url).text
    assert stands_in_database(given) == []
    assert stands_on_disk(given) == []
    assert problems(given) == []
    assert given.row(StoredFile).erased_at is not None
    assert "Nothing brings it back" in client.post(
        f"{url}/release", data={"csrf_token": client.token("/sequester"), "reason": "x"}
    ).text  # fmt: skip

    report = client.get(f"{url}/report").text
    assert "File downloaded" in report
    assert spilled["owner"].name in report
    assert spilled["owner"].email in report
    assert "Held a text; sent" in report
    assert given.count(Viewing) >= 2

    assert (data_dir / "erasures.jsonl").read_text().count("\n") >= 9
    assert WORD not in (data_dir / "erasures.jsonl").read_text().upper()
    if backup is None:
        return
    restore(given, backup)
    assert stands_in_database(given)
    assert stands_on_disk(given)
    with given.session():
        assert "erased again" in services.replay()
    assert stands_in_database(given) == []
    assert stands_on_disk(given) == []
    assert problems(given) == []
    with given.session():
        assert "0 texts or files were erased again" in services.replay()


def keep_copy(given, tmp_path):
    """An older backup: the database, the files and the kept mail; the erasure list is not part of it."""
    if not is_sqlite(given):
        return None
    data_dir = given.app.extensions["tecum"].data_dir
    with given.app.app_context():
        db.engine.dispose()
    shutil.copytree(data_dir, tmp_path / "backup", ignore=shutil.ignore_patterns("template", "*.lock", "*.jsonl"))
    return tmp_path / "backup"


def restore(given, backup):
    data_dir = given.app.extensions["tecum"].data_dir
    with given.app.app_context():
        db.engine.dispose()
    for suffix in ("-wal", "-shm"):
        (data_dir / f"tecum.sqlite{suffix}").unlink(missing_ok=True)
    shutil.copytree(backup, data_dir, dirs_exist_ok=True)


@ON_SQLITE  # The older database is a copy of a file.
def test_a_text_that_was_edited_before_is_erased_in_an_older_database_too(given, client, spilled, tmp_path):
    """The field held the word once; only its history still did when it was erased."""
    backup = keep_copy(given, tmp_path)
    with given.session() as session:
        item = session.scalars(sa.select(IntelligenceItem)).one()
        item.summary = "Cleaned"
        record(item, "edited", by=None, summary="Intelligence item edited.")
        session.commit()
    url = take(client, spilled, **find_all(client, spilled))
    answer = client.submit(f"{url}/erasure", {"word": "ERASE"}, at=url)
    assert answer.status_code == 302, answer.text
    assert given.row(IntelligenceItem).summary == "Cleaned"
    restore(given, backup)
    with given.session():
        services.replay()
    assert stands_in_database(given) == []


@ON_POSTGRESQL_IN_PROOF
def test_a_backup_from_before_an_erasure_is_restored_without_what_was_erased(
    given, client, spilled, database, tmp_path
):
    """By the commands of a new host, which has the erasure list beside the backup."""
    settings = given.app.extensions["tecum"]
    with given.app.app_context():
        made = operations.back_up(tmp_path / "backups", engine=db.engine, settings=settings)
    url = take(client, spilled, **find_all(client, spilled))
    assert client.submit(f"{url}/erasure", {"word": "ERASE"}, at=url).status_code == 302
    target = Target(database, tmp_path / f"host{os.urandom(3).hex()}")
    where = {
        "TECUM_DATA_DIR": str(target.settings.data_dir),
        "TECUM_DATABASE_URL": target.settings.database_url,
        "TECUM_SECRET_KEY": settings.secret_key,
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TECUM_")}

    def run(*words, **more):
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        return subprocess.run(
            command, cwd=settings.root, env=inherited | where | more, capture_output=True, text=True, check=False
        )

    refused = run("backup", "restore", str(made))
    assert refused.returncode == 1
    assert "NO ERASURE LIST IS KNOWN" in refused.stderr + refused.stdout
    told = {"TECUM_ERASURE_LIST": str(settings.erasure_list)}
    restored = run("backup", "restore", str(made), **told)
    assert restored.returncode == 0, restored.stderr
    assert re.search(r"; [1-9]\d* erasures were done again", restored.stdout)
    assert run("records", "scrub", **told).returncode == 0
    verified = run("audit", "verify", **told)
    assert verified.returncode == 0, verified.stdout
    with target.session() as session:
        rows = [str(row) for table in Base.metadata.sorted_tables for row in session.execute(sa.select(table))]
        assert len(session.scalars(sa.select(OversightRequest)).all()) == 2
    target.close()
    assert [row for row in rows if WORD in row.upper()] == []
    folder = target.settings.data_dir
    assert [path for path in folder.rglob("*") if path.is_file() and WORD.encode() in path.read_bytes().upper()] == []


def test_without_its_list_a_restore_says_so(given, tmp_path):
    runner = given.app.test_cli_runner()
    answer = runner.invoke(args=["records", "replay-erasures"])
    assert (answer.exit_code, "There is no erasure list" in answer.output) == (1, True)
    answer = runner.invoke(args=["records", "replay-erasures", "--without-erasure-list"])
    assert (answer.exit_code, "may be back" in answer.output) == (0, True)
    broken = tmp_path / "list"
    broken.write_text('{"act": 1}\n')
    answer = runner.invoke(args=["records", "replay-erasures", "--list", str(broken)])
    assert (answer.exit_code, "does not hold: line 1" in answer.output) == (1, True)
    assert runner.invoke(args=["records", "scrub"]).exit_code == 0


def test_only_places_of_the_own_office_can_be_ticked(given, client, spilled):
    client.sign_in(spilled["officer"])
    token = client.token("/sequester")
    with given.session() as session:
        theirs = session.scalars(sa.select(Attachment).where(Attachment.request_id == spilled["theirs"].id)).one().id
    for keys in ([f"OversightRequest:{spilled['theirs'].id}:subject"], ["User:1:name"], ["Nonsense"], []):
        body = {"csrf_token": token, "office": "DEMO", "reason": "A spill", "text": keys}
        answer = client.post("/sequester", data=body)
        assert answer.status_code == 200
        assert "Search once more" in answer.text or "Tick at least one" in answer.text
    assert client.get(f"/sequester/files/{theirs}").status_code == 404
    assert client.get(f"/sequester/files/{spilled['mine']}").status_code == 200
    assert client.post("/sequester", data={"csrf_token": token, "office": "OTHER", "reason": "x"}).status_code == 404
    assert given.count(Sequestration) == 0
    assert "Enter at least 4" in client.submit("/sequester/found", {"passage": "a b"}, at="/sequester").text
    with given.session() as session:
        assert session.scalar(sa.select(sa.func.count()).where(Event.verb == "sequestered")) == 0
