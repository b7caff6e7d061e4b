"""A spreadsheet that is brought in: what was uploaded, how it was read, and the records that wait for their release."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.agency import Agency
from app.models.base import ID, Base, Guarded, Noun, coded
from app.models.office import Office
from app.models.picklists import ClosingReason, Handling, Instrument, WaitsOn
from app.models.user import User
from app.refusals import Refused

UNDO_WITHIN = timedelta(days=7)


class SheetImport(Noun, Guarded, Base):
    """One sheet on its way in: uploaded, its columns and problems settled, imported, released, perhaps undone.

    `mapping` is {column: field}, `choices` {problem: choice}, `updates` what the import changed on requests that stood
    already, as [[request id, field, before, after]].
    """

    __tablename__ = "sheet_import"

    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"), index=True)
    made_by_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    file_name: Mapped[str]
    sheet_name: Mapped[str]
    headers: Mapped[list[Any]] = mapped_column(default=list)
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    updates: Mapped[list[Any]] = mapped_column(default=list)
    rows: Mapped[int]
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    imported_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    office: Mapped[Office] = relationship(Office)
    made_by: Mapped[User | None] = relationship(User)

    @property
    def is_draft(self) -> bool:
        """Nothing of it was taken over yet."""
        return self.imported_at is None

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None

    @property
    def is_released(self) -> bool:
        return self.released_at is not None

    @property
    def state(self) -> str:
        """As shown."""
        if self.is_undone:
            return "Undone"
        if self.is_draft:
            return "Not imported yet"
        if self.is_released or not self.created:
            return "Released" if self.created else "Imported"
        return "Imported, not released"

    @property
    def undo_until(self) -> datetime:
        """The last moment at which it can be undone."""
        if self.imported_at is None:
            raise Refused("This sheet was not imported yet.")
        return (self.released_at or self.imported_at) + UNDO_WITHIN

    def can_be_undone(self, at: datetime) -> bool:
        return not self.is_draft and not self.is_undone and at <= self.undo_until

    def demand_draft(self) -> None:
        """Raise `Refused` once the sheet was imported: it is then undone, never changed."""
        if not self.is_draft:
            raise Refused("This sheet was imported already. Upload it again to change what it brought in.")

    def finish(self, *, at: datetime, created: int, updates: list[Any]) -> None:
        self.demand_draft()
        self.imported_at, self.created, self.updates = at, created, updates
        self.updated = len({request_id for request_id, *_ in updates})

    def release(self, *, at: datetime) -> None:
        if self.is_draft or self.is_undone:
            raise Refused("Only a sheet that is imported and not undone can be released.")
        self.released_at = at

    def undo(self, *, at: datetime) -> None:
        if self.is_undone:
            raise Refused("This import was undone already.")
        if not self.can_be_undone(at):
            raise Refused("An import can be undone for seven days. Void or edit the requests one by one.")
        self.undone_at = at


class SheetPart(Noun, Guarded, Base):
    """Some hundred rows of an uploaded sheet, each [Excel's row number, its cells as text]; gone once it is imported."""

    __tablename__ = "sheet_part"
    __table_args__ = (sa.UniqueConstraint("import_id", "position"),)

    import_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("sheet_import.id"))
    owner_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    position: Mapped[int]
    lines: Mapped[list[Any]]


class ImportedRecord(Noun, Guarded, Base):
    """A row that was imported and not released: no number, no reminder, in no count. Released, it becomes a request."""

    __tablename__ = "imported_record"
    __table_args__ = (
        sa.Index("ix_imported_record_by_row", "import_id", "row_number"),
        sa.Index("ix_imported_record_by_control_number", "office_id", "control_number"),
    )

    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"))
    import_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("sheet_import.id"))
    row_number: Mapped[int]
    control_number: Mapped[str | None]
    agency_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("agency.id"))
    subject: Mapped[str]
    instrument: Mapped[Instrument] = mapped_column(coded(Instrument), default=Instrument.LETTER)
    addressee: Mapped[str | None]
    handling: Mapped[Handling] = mapped_column(coded(Handling), default=Handling.COMMITTEE_INTERNAL)
    owner_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    dated_on: Mapped[date | None]
    transmitted_on: Mapped[date | None]
    received_on: Mapped[date | None]
    due_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    closing_reason: Mapped[ClosingReason | None] = mapped_column(coded(ClosingReason))
    next_step: Mapped[str | None]
    next_step_on: Mapped[date | None]
    waits_on: Mapped[WaitsOn | None] = mapped_column(coded(WaitsOn))
    extras: Mapped[dict[str, Any]] = mapped_column(default=dict)

    office: Mapped[Office] = relationship(Office)
    sheet_import: Mapped[SheetImport] = relationship(SheetImport)
    agency: Mapped[Agency] = relationship(Agency)
    owner: Mapped[User | None] = relationship(User)
