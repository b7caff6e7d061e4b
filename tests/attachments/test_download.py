"""Files are served through what they are attached to, as downloads that no browser runs, and never otherwise."""

import io

import pytest
import sqlalchemy as sa

from app.extensions import db
from app.models import Attachment, Event, IntelligenceItem, OversightRequest, StoredFile
from app.models.picklists import AttachmentPurpose, Handling, Role, SourceClass

LETTER = b"Dear Mr. Secretary, please explain."


def attached(given, client, row, *, data=LETTER, name="letter.txt", person=None):
    """Attach a file over the page; gives the attachment's id."""
    client.sign_in(person or given.person())
    body = {"is_marked": "no", "purpose": "EVIDENCE", "files": [(io.BytesIO(data), name)]}
    answer = client.submit(f"{row.url}/files", body)
    assert answer.status_code == 302, answer.text
    with given.session() as session:
        return session.scalars(sa.select(Attachment.id).order_by(Attachment.created_at.desc())).first()


def address(found, name="letter.txt"):
    return f"/files/{found}/{name}"


def test_a_download_is_the_same_bytes_and_no_browser_runs_it(given, client):
    found = attached(given, client, given.request())
    answer = client.get(address(found))
    assert (answer.status_code, answer.data) == (200, LETTER)
    assert answer.headers["Content-Disposition"] == "attachment; filename=letter.txt"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Content-Length"] == str(len(LETTER))
    assert len(answer.get_etag()[0]) == 64


def test_a_web_page_is_served_as_bytes_and_never_as_a_page(given, client):
    page = b"<!doctype html><script>alert(1)</script><p>Dear"
    found = attached(given, client, given.request(), data=page, name="page.html")
    answer = client.get(address(found, "page.html"))
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data == page


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "a.svg", "an SVG drawing"),
        (b"MZ\x90\x00" + bytes(range(256)), "photo.png", "a Windows program"),
        (b"<html><body>Dear</body></html>", "letter.docx", "looks like a web page"),
        (b"", "a.pdf", "This file is empty"),
        (b"SECRET//NOFORN\n", "a.txt", "classification marking"),
    ],
)
def test_what_is_not_accepted_is_refused_beside_its_field(given, client, data, name, words):
    row = given.request()
    client.sign_in(given.person())
    body = {
        "is_marked": "no",
        "purpose": "EVIDENCE",
        "files": [(io.BytesIO(LETTER), "b.txt"), (io.BytesIO(data), name)],
    }
    answer = client.submit(f"{row.url}/files", body)
    assert answer.status_code == 200
    assert "File 2 of 2: " in answer.text
    assert words in answer.text
    assert (given.count(Attachment), given.count(StoredFile)) == (0, 0)


def test_a_form_without_a_file_or_without_the_answer_is_asked_again(given, client):
    row = given.request()
    client.sign_in(given.person())
    answer = client.submit(f"{row.url}/files", {"purpose": "EVIDENCE"})
    assert "Choose at least one file." in answer.text
    assert "Say whether any part of this is marked classified." in answer.text
    steps = client.submit(f"{row.url}/files", {"is_marked": "yes", "files": [(io.BytesIO(LETTER), "a.txt")]})
    assert "Nothing that you sent was kept." in steps.text
    assert given.count(Attachment) == 0


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\x.txt", "x.txt"),
        ("/abs.txt", "abs.txt"),
        ("CON", "_CON"),
        ("a\u202egpj.txt", "agpj.txt"),
        ("x" * 300 + ".txt", "x" * 146 + ".txt"),
        (".hidden", "hidden"),
        ("é文.txt", "é文.txt"),
    ],
)
def test_no_name_leads_out_of_the_store_and_the_same_name_comes_back(given, client, raw, shown):
    found = attached(given, client, given.request(), name=raw)
    attachment = given.row(Attachment, id=found)
    assert attachment.name == shown
    key = attachment.stored_file.sha256
    root = given.app.extensions["tecum"].data_dir / "files"
    assert [path for path in root.rglob("*") if path.is_file()] == [root / key[:2] / key]
    answer = client.get(address(found, shown))
    header = answer.headers.getlist("Content-Disposition")
    assert len(header) == 1
    assert header[0].isascii()
    if not shown.isascii():
        assert "filename*=UTF-8''%C3%A9%E6%96%87.txt" in header[0]


def test_a_name_cannot_add_a_header(given, client):
    row, person = given.request(), given.person()
    found = attached(given, client, row, person=person)
    with given.session() as session:
        session.get_one(Attachment, found).name = 'x"; é\r\nSet-Cookie: a=b.pdf'
        session.commit()
    answer = client.get(address(found))
    assert answer.status_code == 200
    assert "a=b" not in str(answer.headers.getlist("Set-Cookie"))
    assert "\n" not in answer.headers["Content-Disposition"]


def test_an_unseen_file_and_an_unknown_one_give_the_same_page(given, client, clients):
    theirs = given.office("OTHER")
    found = attached(given, clients(), given.request(office=theirs), person=given.person(office=theirs))
    client.sign_in(given.person())
    for method in ("get", "head"):
        unseen, unknown = getattr(client, method)(address(found)), getattr(client, method)(address(77))
        assert (unseen.status_code, unknown.status_code) == (404, 404)
        assert unseen.text.replace(str(found), "77") == unknown.text
    ranged = client.get(address(found), headers={"Range": "bytes=0-3"})
    assert ranged.status_code == 404
    assert client.get(address(10**40)).status_code == 404


def test_strangers_are_asked_to_sign_in(given, client, clients):
    row = given.request()
    found = attached(given, clients(), row)
    for url in (address(found), f"{row.url}/files"):
        answer = client.get(url)
        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/signin")


@pytest.mark.parametrize("role", list(Role))
def test_staff_attach_files_and_readers_do_not(given, client, role):
    row = given.request(shared_with=[given.office("MEMBER")])
    office = given.office("MEMBER") if role is Role.READER else None
    client.sign_in(given.person(role, office=office))
    assert client.get(f"{row.url}/files").status_code == (403 if role is Role.READER else 200)


def test_who_a_request_is_shared_with_downloads_its_files(given, client, clients):
    member = given.office("MEMBER")
    found = attached(given, clients(), given.request(shared_with=[member]))
    client.sign_in(given.person(Role.READER, office=member))
    assert client.get(address(found)).data == LETTER


def test_a_reader_never_gets_the_files_of_an_intelligence_item(given, client):
    found = of_item(given)
    client.sign_in(given.person(Role.READER))
    assert client.get(address(found)).status_code == 404
    client.sign_in(given.person())
    assert client.get(address(found)).data == LETTER


def of_item(given, handling=Handling.COMMITTEE_INTERNAL):
    from werkzeug.datastructures import FileStorage

    from app.attaching import attach

    office, person = given.office(), given.person()
    with given.acting(person) as user:
        item = IntelligenceItem(
            office_id=office.id, title="A report", source_class=SourceClass.INSIDER, source="W-017", handling=handling,
            logged_by_id=user.id,
        )  # fmt: skip
        db.session.add(item)
        db.session.flush()
        upload = FileStorage(io.BytesIO(LETTER), filename="letter.txt", name="files")
        found = attach(upload, to=item, purpose=AttachmentPurpose.EVIDENCE, by=user)
        db.session.commit()
        return found.id


@pytest.mark.parametrize("handling", list(Handling))
def test_a_download_is_noted_where_the_handling_asks_for_it(given, client, handling):
    found, person = of_item(given, handling), given.person()
    client.sign_in(person)
    client.head(address(found))
    assert client.get(address(found)).status_code == 200
    with given.session() as session:
        noted = session.scalars(sa.select(Event).where(Event.verb == "downloaded")).all()
        expected = handling.name in {"COMMITTEE_SENSITIVE", "SOURCE_PROTECTED", "EXEC_SESSION"}
        assert [(each.noun, each.actor_id) for each in noted] == [("IntelligenceItem", person.id)] * expected


def test_access_that_was_taken_away_counts_from_the_next_request(given, client):
    row, person = given.request(), given.person()
    found = attached(given, client, row, person=person)
    token = client.token(f"{row.url}/files")
    with given.session() as session:
        session.get_one(OversightRequest, row.id).is_limited = True
        session.commit()
    assert client.get(address(found)).status_code == 404
    body = {"csrf_token": token, "is_marked": "no", "purpose": "EVIDENCE", "files": [(io.BytesIO(b"x"), "x.txt")]}
    assert client.post(f"{row.url}/files", data=body).status_code == 404
    assert given.count(Attachment) == 1


def test_a_damaged_or_missing_stored_file_is_never_passed_off_as_the_original(given, client):
    found = attached(given, client, given.request())
    key = given.row(Attachment, id=found).stored_file.sha256
    path = given.app.extensions["tecum"].data_dir / "files" / key[:2] / key
    path.write_bytes(b"X" * len(LETTER))
    with pytest.raises(OSError, match="damaged"):
        client.get(address(found))
    path.write_bytes(b"short")
    assert "is damaged" in client.get(address(found)).text
    path.unlink()
    answer = client.get(address(found))
    assert (answer.status_code, "is damaged" in answer.text) == (422, True)


def test_a_file_that_the_office_holds_already_is_told_to_who_may_see_it(given, client, clients):
    theirs = given.office("OTHER")
    attached(given, clients(), given.request(office=theirs), person=given.person(office=theirs))
    row = given.request()
    attached(given, client, row)
    assert "You already hold" not in client.get(row.url).text
    attached(given, client, row, name="again.txt")
    assert (
        "You already hold the file again.txt: it is attached to DEMO-115-0001 as letter.txt."
        in client.get(row.url).text
    )


def test_a_void_request_takes_no_files(given, client):
    row = given.request()
    with given.session() as session:
        found = session.get_one(OversightRequest, row.id)
        found.void(at=found.filed_at, reason="Filed in error")
        session.commit()
    client.sign_in(given.person())
    body = {"is_marked": "no", "purpose": "EVIDENCE", "files": [(io.BytesIO(LETTER), "a.txt")]}
    assert "is void" in client.submit(f"{row.url}/files", body).text
