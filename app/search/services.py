"""Put the index together anew."""

import sqlalchemy as sa

from app import index
from app.attaching import store, text_of
from app.extensions import db
from app.extraction import examine
from app.files import LimitedFile
from app.models import Attachment, FileText, StoredFile
from app.refusals import Refused


def reindex() -> dict[str, int]:
    """Every text from its rows, as System; files that came in before their text was kept are read now."""
    for sha256, size, stored_file_id, name in unread_files():
        if text := read(sha256, size, name):
            db.session.add(FileText(stored_file_id=stored_file_id, text=text))
            db.session.commit()
    found = index.rebuild(db.session)
    db.session.commit()
    return found


def unread_files() -> list[tuple[str, int, int, str]]:
    """Stored files of which no text is kept, under one of their names."""
    known = sa.select(FileText.stored_file_id)
    query = (
        sa.select(StoredFile.sha256, StoredFile.size, StoredFile.id, sa.func.min(Attachment.name))
        .join(Attachment, Attachment.stored_file_id == StoredFile.id)
        .where(StoredFile.id.not_in(known), StoredFile.sequestered_at.is_(None))
        .group_by(StoredFile.sha256, StoredFile.size, StoredFile.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(query)]


def read(sha256: str, size: int, name: str) -> str:
    """The text of a stored file; nothing where it is missing or would be refused today."""
    file = LimitedFile(limit=size)
    try:
        for chunk in store().open(sha256):
            file.write(chunk)
        return text_of(examine(file, name).extract)
    except (FileNotFoundError, Refused):
        return ""
