"""What is attached was counted, told by its content and read for markings first, and is kept once."""

import io

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

from app.attaching import attach, attach_all, check_uploads, store, twin_of
from app.extensions import db
from app.models import Attachment, Communication, IntelligenceItem, OversightRequest, StoredFile, User
from app.models.picklists import AttachmentPurpose, CommunicationKind, Direction, SourceClass
from app.refusals import Refused

LETTER = b"Dear Mr. Secretary, please explain."


def upload(data=LETTER, name="letter.txt", field="files"):
    return FileStorage(io.BytesIO(data), filename=name, name=field)


def attach_to_request(given, row, person, file):
    with given.acting(person) as user:
        to = db.session.scalars(sa.select(OversightRequest).where(OversightRequest.id == row.id)).one()
        attachment = attach(file, to=to, purpose=AttachmentPurpose.SIGNED_LETTER, by=user)
        db.session.commit()
        return attachment.id


def test_a_file_is_kept_by_its_hash_and_attached_under_its_own_name(given):
    row, person = given.request(), given.person()
    found = attach_to_request(given, row, person, upload(name="../../etc/Letter of Oct 1.txt"))
    attachment = given.row(Attachment, id=found)
    assert (attachment.name, attachment.request_id, attachment.attached_by_id) == (
        "Letter of Oct 1.txt", row.id, person.id,
    )  # fmt: skip
    assert (attachment.stored_file.size, attachment.stored_file.kind) == (len(LETTER), "txt")
    with given.app.app_context():
        assert b"".join(store().open(attachment.stored_file.sha256)) == LETTER


def test_it_can_hang_on_a_communication_and_on_an_intelligence_item(given):
    row, person = given.request(), given.person()
    with given.acting(person) as user:
        to = db.session.scalars(sa.select(OversightRequest).where(OversightRequest.id == row.id)).one()
        reply = Communication(
            request_id=to.id, kind=CommunicationKind.REPLY, direction=Direction.IN, dated_on=to.dated_on,
            summary="A reply", logged_by_id=user.id,
        )  # fmt: skip
        note = IntelligenceItem(
            office_id=to.office_id,
            title="Report",
            source_class=SourceClass.MEDIA,
            source="A paper",
            logged_by_id=user.id,
        )
        db.session.add_all([reply, note])
        db.session.flush()
        attach(upload(), to=reply, purpose=AttachmentPurpose.REPLY, by=user)
        attach(upload(), to=note, purpose=AttachmentPurpose.EVIDENCE, by=user)
        db.session.commit()
        assert [a.request_id for a in reply.attachments] == [row.id]
        assert [a.intelligence_item_id for a in note.attachments] == [note.id]
    assert given.count(StoredFile) == 1


def test_a_known_file_is_a_second_attachment_and_one_stored_file(given):
    row, person = given.request(), given.person()
    for name in ("first.txt", "second.txt"):
        attach_to_request(given, row, person, upload(name=name))
    assert (given.count(StoredFile), given.count(Attachment)) == (1, 2)


def test_the_same_file_is_told_only_to_who_may_see_the_other_one(given):
    other = given.office("OTHER")
    theirs, mine = given.request(office=other), given.request()
    attach_to_request(given, theirs, given.person(office=other), upload())
    person = given.person()
    first = attach_to_request(given, mine, person, upload())
    with given.acting(person):
        assert twin_of(db.session.get_one(Attachment, first)) is None
    second = attach_to_request(given, mine, person, upload())
    with given.acting(person):
        assert twin_of(db.session.get_one(Attachment, second)).id == first


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.txt", "is empty"),
        (b"MZ\x90\x00" + bytes(range(256)), "photo.png", "a Windows program"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a.pdf", "looks like a PNG picture"),
        (b"<html><body>Dear</body></html>", "letter.docx", "looks like a web page"),
        (b"SECRET//NOFORN\n\nThe convoy", "a.txt", "classification marking"),
        (LETTER, "SECRET__NOFORN.txt", "The name of this file"),
    ],
)
def test_a_refusal_names_the_field_and_keeps_nothing(given, data, name, words):
    row, person = given.request(), given.person()
    with pytest.raises(Refused, match=words) as refusal:
        attach_to_request(given, row, person, upload(data, name))
    assert refusal.value.field == "files"
    assert (given.count(StoredFile), given.count(Attachment)) == (0, 0)
    folder = given.app.extensions["tecum"].data_dir / "files"
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_over_the_limit_says_both_sizes(given, monkeypatch):
    monkeypatch.setattr(type(given.app.extensions["tecum"]), "max_upload", 100 * 1024)
    with pytest.raises(Refused, match=r"^This file is 300 KB; the limit is 100 KB$"):
        attach_to_request(given, given.request(), given.person(), upload(b"x" * 300 * 1024))


def test_a_transaction_that_fails_later_leaves_a_file_that_nobody_is_served(given):
    row, person = given.request(), given.person()
    with given.acting(person) as user:
        to = db.session.scalars(sa.select(OversightRequest).where(OversightRequest.id == row.id)).one()
        attach(upload(), to=to, purpose=AttachmentPurpose.EVIDENCE, by=user)
        db.session.rollback()
    assert (given.count(StoredFile), given.count(Attachment)) == (0, 0)
    attach_to_request(given, row, person, upload())
    assert given.count(Attachment) == 1


class Field:
    def __init__(self, *uploads):
        self.data, self.name = list(uploads), "files"


def test_checking_a_field_says_which_of_its_files_is_refused(given):
    with given.app.app_context():
        check_uploads(Field())
        check_uploads(Field(upload(), upload()))
        with pytest.raises(ValueError, match=r"^This file is empty"):
            check_uploads(Field(upload(b"")))
        with pytest.raises(ValueError, match=r"^File 2 of 2: This file is empty"):
            check_uploads(Field(upload(), upload(b"")))
        with pytest.raises(ValueError, match="These are 21 files; 20 can be added at a time"):
            check_uploads(Field(*[upload() for _ in range(21)]))


def test_all_files_of_a_field_are_attached_or_none(given):
    row, person = given.request(), given.person()
    with given.acting(person) as user:
        to = db.session.scalars(sa.select(OversightRequest).where(OversightRequest.id == row.id)).one()
        with pytest.raises(Refused, match=r"^File 2 of 2: "):
            attach_all(Field(upload(), upload(b"")), to=to, purpose=AttachmentPurpose.EVIDENCE, by=user)
        db.session.rollback()
        attach_all(Field(upload(), upload(b"Another")), to=to, purpose=AttachmentPurpose.EVIDENCE, by=user)
        db.session.commit()
    assert given.count(Attachment) == 2


def test_a_field_without_a_file_attaches_nothing(given):
    row, person = given.request(), given.person()
    with given.acting(person) as user:
        to = db.session.get_one(OversightRequest, row.id)
        assert attach_all(Field(upload(name="")), to=to, purpose=AttachmentPurpose.EVIDENCE, by=user) == []
        assert isinstance(user, User)
