"""attach(): the one way in for files. Each is counted, told by its content, read for markings, and only then kept."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, object_session
from werkzeug.datastructures import FileStorage
from wtforms import ValidationError

from app.extensions import db
from app.extraction import Examined, Extract, examine
from app.files import FileStore, LimitedFile
from app.markings import Marked
from app.models import Attachment, Communication, FileText, IntelligenceItem, Office, OversightRequest, StoredFile, User
from app.models.base import new_id, released_digests
from app.models.picklists import AttachmentPurpose
from app.refusals import Refused
from config import Settings

MOST_FILES = 20
MOST_TEXT = 1_000_000
Bearer = OversightRequest | Communication | IntelligenceItem


def store() -> FileStore:
    """Where the originals of this installation lie."""
    settings: Settings = current_app.extensions["tecum"]
    return FileStore(settings.data_dir / "files")


def check_uploads(field: Any) -> None:
    """Say beside a form's file field what is wrong with its files; for a field's own `validate_...` method.

    Raises the form library's ValidationError, which it shows at the field. The files' answers are remembered for `attach`.
    """
    try:
        for upload, words in numbered(uploads_of(field)):
            try:
                examined(upload)
            except Refused as refused:
                raise Refused(words + refused.sentence)
    except Refused as refused:
        raise ValidationError(refused.sentence) from None


def attach(upload: FileStorage, *, to: Bearer, purpose: AttachmentPurpose, by: User) -> Attachment:
    """Keep one upload and attach it; nothing is committed. Raises `Refused` for the upload's own form field.

    A file that is kept and whose transaction fails afterwards is a file without a row: nobody is served it.
    """
    session = session_of(to)
    stored, name = keep(session, upload, office_id=office_of(to))
    return attach_stored(stored, name, to=to, purpose=purpose, by=by)


def attach_stored(stored: StoredFile, name: str, *, to: Bearer, purpose: AttachmentPurpose, by: User) -> Attachment:
    """Attach bytes that were guarded and kept before; nothing is committed."""
    session = session_of(to)
    attachment = Attachment(
        id=new_id(),
        stored_file=stored,
        purpose=purpose,
        name=name,
        attached_by=by,
        **ties(to),
    )
    session.add(attachment)
    session.flush()
    return attachment


def session_of(to: Bearer) -> Session:
    session = object_session(to)
    if session is None:
        raise RuntimeError("A noun needs its session before a file can be attached to it.")
    return session


def keep(session: Session, upload: FileStorage, *, office_id: int) -> tuple[StoredFile, str]:
    """The row of the upload's bytes, kept after every guard, and the name they came under; nothing is committed."""
    try:
        found = examined(upload, office_ids=[office_id])
        demand_welcome(session, found)
        store().keep(found.spool)
    except Refused as refused:
        raise Refused(refused.sentence, field=upload.name or refused.field)
    return stored_file(session, found), found.name


def attach_all(field: Any, *, to: Bearer, purpose: AttachmentPurpose, by: User) -> list[Attachment]:
    """Attach every file of a form's field, or none: the first that is refused refuses all, and says which it is."""
    found = []
    for upload, words in numbered(uploads_of(field)):
        try:
            found.append(attach(upload, to=to, purpose=purpose, by=by))
        except Refused as refused:
            raise Refused(words + refused.sentence, field=refused.field)
    return found


def style_of(office: Office) -> bytes | None:
    """The Word style that the office lends its memos and letters, checked; damage is told, one that went dark left out."""
    if office.memo_style is None or office.memo_style.is_dark:
        return None
    try:
        return b"".join(store().open_checked(office.memo_style.sha256))
    except OSError:
        raise Refused("The stored memo style is damaged or missing. Upload it again.") from None


def twin_of(attachment: Attachment) -> Attachment | None:
    """Another attachment with the same bytes that the session's person may see, if there is one."""
    session = object_session(attachment)
    if session is None:
        return None
    query = sa.select(Attachment).where(
        Attachment.stored_file_id == attachment.stored_file_id, Attachment.id != attachment.id
    )
    return session.scalars(query.order_by(Attachment.created_at).limit(1)).first()


def uploads_of(field: Any) -> list[FileStorage]:
    """The files chosen in a form's field (or in a list of uploads); `Refused` when they are too many."""
    data = getattr(field, "data", field) or []
    chosen = [
        upload for upload in (data if isinstance(data, list | tuple) else [data]) if getattr(upload, "filename", "")
    ]
    if len(chosen) > MOST_FILES:
        raise Refused(
            f"These are {len(chosen)} files; {MOST_FILES} can be added at a time. Add the others afterwards.",
            field=getattr(field, "name", None),
        )
    return chosen


def numbered(uploads: list[FileStorage]) -> Iterable[tuple[FileStorage, str]]:
    """Each upload with the words that tell it from the others; never its name, which may be marked itself."""
    for number, upload in enumerate(uploads, start=1):
        yield upload, f"File {number} of {len(uploads)}: " if len(uploads) > 1 else ""


def examined(upload: FileStorage, *, office_ids: Iterable[int] | None = None) -> Examined:
    """What is known of the upload once it may be kept; `Refused` when it may not.

    A false alarm passes that was released in these offices: that of the bearer, or while a form is only being checked
    all those of the session's person.
    """
    if not isinstance(upload.stream, LimitedFile):
        settings: Settings = current_app.extensions["tecum"]
        upload.stream = LimitedFile.copy(upload.stream, limit=settings.max_upload)  # type: ignore[assignment]
    file: LimitedFile = upload.stream  # type: ignore[assignment]
    try:
        return examine(file, upload.filename)
    except Marked:
        offices = office_ids if office_ids is not None else db.session.info["viewer"].staff_office_ids
        return examine(file, upload.filename, passes=released_digests(db.session.connection(), offices))


def office_of(to: Bearer) -> int:
    return to.oversight_request.office_id if isinstance(to, Communication) else to.office_id


def demand_welcome(session: Session, found: Examined) -> None:
    """Bytes that a security officer has taken out of sight are not taken in again, whoever brings them."""
    stored = session.scalars(sa.select(StoredFile).where(StoredFile.sha256 == found.spool.sha256)).one_or_none()
    if stored is not None and stored.is_dark:
        raise Refused("This file may not be kept here. Do not send it on; call your security officer.", field="file")


def stored_file(session: Session, found: Examined) -> StoredFile:
    """The row of these bytes, made where there is none; two uploads of one file at the same moment share it."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"sha256": found.spool.sha256, "size": found.spool.size}
    kind = {"kind": found.kind.code, "media_type": found.kind.media_type}
    session.execute(insert(StoredFile).values(**values, **kind).on_conflict_do_nothing())
    kept = session.scalars(sa.select(StoredFile).where(StoredFile.sha256 == found.spool.sha256)).one()
    if text := text_of(found.extract):
        session.execute(insert(FileText).values(stored_file_id=kept.id, text=text).on_conflict_do_nothing())
    return kept


def text_of(extract: Extract) -> str:
    """What the guard read, as far as the index keeps it."""
    text = "\n".join(text for _, text in extract.texts)[:MOST_TEXT]
    return text.replace("\0", " ").encode("utf-8", "replace").decode().strip()


def ties(to: Bearer) -> dict[str, Any]:
    if isinstance(to, IntelligenceItem):
        return {"intelligence_item": to}
    if isinstance(to, Communication):
        return {"communication": to, "oversight_request": to.oversight_request}
    return {"oversight_request": to}
