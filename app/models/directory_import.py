"""One public directory that was taken in: which file, and what it changed."""

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Noun


class DirectoryImport(Noun, Base):
    """`counts` says how many of what were added, changed and taken away; one that changed nothing leaves no row."""

    __tablename__ = "directory_import"

    directory: Mapped[str]
    sha256: Mapped[str]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
