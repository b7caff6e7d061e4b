"""Attach more files to a request, and note who downloaded what is handled with care."""

from typing import Any

import sqlalchemy as sa

from app.attaching import attach_all
from app.extensions import db
from app.history import hold, record
from app.models import Attachment, OversightRequest, User, Viewing
from app.models.picklists import WATCHED, AttachmentPurpose, ViewingKind
from app.policies import look_for
from app.refusals import Refused


def add_files(
    oversight_request: OversightRequest, *, files: Any, purpose: AttachmentPurpose, by: User
) -> list[Attachment]:
    """Attach every file of the field, or none."""
    hold(oversight_request)
    if oversight_request.is_void:
        raise Refused(f"{oversight_request.number} is void. It keeps its number and takes no further files.")
    found = attach_all(files, to=oversight_request, purpose=purpose, by=by)
    names = ", ".join(attachment.name for attachment in found)
    summary = f"{purpose.label} attached: {names}." if len(found) == 1 else f"{len(found)} files attached: {names}."
    record(oversight_request, "attached", by=by, summary=summary, changes={})
    db.session.commit()
    return found


def note_download(attachment: Attachment, *, by: User) -> None:
    """Write into the viewing log who took a copy, and into the history too where its handling asks for that.

    In a transaction of its own: the page that serves the file only reads, and on SQLite a transaction that began to read cannot write.
    """
    with db.sessionmaker(bind=db.engine.execution_options(writes=True)) as own:
        person = own.get_one(User, by.id)
        look_for(own, person)
        taken = own.scalars(sa.select(Attachment).where(Attachment.id == attachment.id)).one()
        seen = taken.attached_to
        own.add(
            Viewing(
                kind=ViewingKind.DOWNLOADED,
                person_id=person.id,
                office_id=seen.office_id,
                noun=type(taken).__name__,
                noun_id=taken.id,
                request_id=taken.request_id,
                stored_file_id=taken.stored_file_id,
            )
        )
        if seen.handling in WATCHED:
            record(seen, "downloaded", by=person, summary=f"File downloaded: {taken.name}.", changes={})
        own.commit()
