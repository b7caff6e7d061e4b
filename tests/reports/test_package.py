"""A request with its files in one ZIP: whole, of what the person may see, and honest about what is damaged."""

import csv
import hashlib
import io
import json
import zipfile

import pytest

from app.attaching import store
from app.extensions import db
from app.history import verify_chains
from app.models import Attachment, Event, IntelligenceItem, IntelligenceLink, StoredFile
from app.models.picklists import AttachmentPurpose, Handling, Relation, Role, SourceClass
from tests.attachments.test_download import attached
from tests.reports.conftest import NOON, Docket


def package(client, row):
    answer = client.submit(f"{row.url}/package", {}, at=row.url, reads_page=False)
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    data = answer.data
    answer.close()
    return zipfile.ZipFile(io.BytesIO(data))


def manifest_lines(archive):
    text = archive.read("manifest.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def manifest(archive):
    return {line["path"]: line for line in manifest_lines(archive)}


@pytest.fixture
def laden(given, client, docket: Docket):
    """A request with two files of one name, a third on an intelligence item with a protected source."""
    row, director = docket.requests["overdue"], given.person(Role.STAFF_DIRECTOR, office=docket.office)
    attached(given, client, row, data=b"First letter", name="=cmd letter.txt", person=director)
    attached(given, client, row, data=b"Second letter", name="=cmd letter.txt", person=director)
    with given.session() as session:
        facts = {"office_id": docket.office.id, "logged_by_id": docket.owner.id, "source_class": SourceClass.INSIDER}
        tip = IntelligenceItem(title="A tip", source="Jane Insider", handling=Handling.SOURCE_PROTECTED, **facts)
        session.add(tip)
        session.flush()
        tie = {"intelligence_item_id": tip.id, "request_id": row.id, "linked_by_id": docket.owner.id}
        session.add(IntelligenceLink(relation=Relation.PROMPTED, **tie))
        stored = session.query(StoredFile).order_by(StoredFile.size).first()
        ties = {"stored_file_id": stored.id, "intelligence_item_id": tip.id, "attached_by_id": docket.owner.id}
        session.add(Attachment(name="tip.txt", purpose=AttachmentPurpose.EVIDENCE, **ties))
        session.commit()
    return row


def test_a_package_holds_the_record_and_every_file_and_its_manifest_is_true(client, given, laden):
    archive = package(client, laden)
    assert archive.testzip() is None
    names = archive.namelist()
    assert names[0] == "README.txt"
    assert names[-1] == "manifest.csv"
    files = [name for name in names if name.startswith("files/")]
    assert files == ["files/001 =cmd letter.txt", "files/002 =cmd letter.txt", "files/003 tip.txt"]
    assert {archive.read(name) for name in files[:2]} == {b"First letter", b"Second letter"}
    listed = manifest(archive)
    assert set(listed) == set(names) - {"manifest.csv"}
    for name, line in listed.items():
        data = archive.read(name)
        assert (line["sha256"], line["bytes"]) == (hashlib.sha256(data).hexdigest(), str(len(data))), name
        assert line["state"] == "whole"
    assert listed["files/003 tip.txt"]["handling"] == "Source protected"
    assert json.loads(archive.read("request.json"))["number"] == laden.number
    assert "Handling: Source protected." in archive.read("README.txt").decode()
    tips = archive.read("intelligence.csv").decode("utf-8-sig")
    assert "A tip" in tips
    assert "Jane Insider" not in tips
    with given.session() as session:
        begun, done = session.query(Event).filter(Event.verb.like("export%")).order_by(Event.sequence)
        assert (begun.verb, begun.payload.summary) == ("export_begun", "Package with 3 files begun.")
        assert (done.verb, done.payload.summary) == ("exported", "Package exported: 3 files.")
        digest = hashlib.sha256(archive.read("manifest.csv")).hexdigest()
        assert done.payload.note == f"SHA-256 of the manifest {digest}"
        assert not any(finding.is_broken for finding in verify_chains(session))
    assert digest in client.get("/reports").text


def test_a_damaged_and_a_missing_file_are_told_and_stop_nothing(client, given, laden):
    with given.session():
        keys = [hashlib.sha256(data).hexdigest() for data in (b"First letter", b"Second letter")]
        root = store()._root
        (root / keys[0][:2] / keys[0]).write_bytes(b"Worse letter")
        store().forget(keys[1])
    archive = package(client, laden)
    lines = manifest(archive)
    states = {line["sha256"]: line["state"].split(":")[0] for line in lines.values()}
    assert [states[key] for key in keys] == ["damaged", "missing"]
    assert lines["request.json"]["state"] == "whole"
    with given.session() as session:
        done = session.query(Event).filter_by(verb="exported").one()
        assert done.payload.summary == "Package exported: 3 files, 3 damaged or missing."


def test_a_file_that_went_dark_keeps_its_place_without_name_digest_or_bytes(client, given, laden):
    key = hashlib.sha256(b"Second letter").hexdigest()
    with given.session() as session:
        session.query(StoredFile).filter_by(sha256=key).one().sequestered_at = NOON
        session.commit()
    archive = package(client, laden)
    dark = [line for line in manifest_lines(archive) if line["state"] == "withheld: dark"]
    assert [(line["path"], line["sha256"], line["title"]) for line in dark] == [
        ("", "", "A file that was taken out of sight")
    ]
    assert key not in archive.read("manifest.csv").decode()
    assert b"Second letter" not in b"".join(archive.read(name) for name in archive.namelist())


def test_a_reader_of_the_bytes_who_leaves_is_recorded(client, given, laden):
    from app.models import User
    from app.policies import look_for
    from app.reports import package_services, queries

    with given.session() as session:
        person = session.query(User).filter(User.name.like("Staff director%")).first()
        look_for(db.session, person)
        made = package_services.begin_package(queries.whole_request(laden.number), by=person)
        stream = made.stream()
        next(stream)
        stream.close()
    assert given.row(Event, verb="export_broken_off") is not None
    assert given.row(Event, verb="exported") is None


def test_what_a_detailee_may_not_see_is_not_found_and_a_reader_has_no_package(client, clients, given, docket):
    row = docket.requests["overdue"]
    client.sign_in(given.person(Role.COUNSEL, office=docket.office, home_agency=given.agency("State")))
    token = client.token("/reports")
    assert client.post(f"{row.url}/package", data={"csrf_token": token}, reads_page=False).status_code == 404
    home = given.office("MEMB")
    shared = given.request(office=docket.office, shared_with=[home])
    reader = clients().sign_in(given.person(Role.READER, office=home))
    token = reader.token("/reports")
    assert reader.post(f"{shared.url}/package", data={"csrf_token": token}, reads_page=False).status_code == 403
