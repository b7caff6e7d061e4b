"""What can be searched: the text of each noun as one row, written by the database's triggers and by nothing else."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import ID, Base, Guarded


class SearchText(Guarded, Base):
    """The text of one request with its items, one communication, intelligence item, file or matter.

    The triggers keep it true for every way in which a row is written, erasure included. `scope` holds a word for each
    office that may look there ("r17"), so that asking costs what one's own office holds, never what another does.
    Later rows have greater ids. The ids have no foreign keys, because a trigger follows the noun's own deletion.
    """

    __tablename__ = "search_text"
    __table_args__ = (sa.UniqueConstraint("noun", "noun_id"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    noun: Mapped[str]
    noun_id: Mapped[int] = mapped_column(ID)
    office_id: Mapped[int] = mapped_column(ID)
    request_id: Mapped[int | None] = mapped_column(ID, index=True)
    scope: Mapped[str]
    words: Mapped[str]
