"""The serial numbers of an office in one Congress: no gaps, no doubles."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import ID, Base


class NumberSeries(Base):
    """The last serial allotted; its row is locked while a number is taken."""

    __tablename__ = "number_series"

    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"), primary_key=True)
    congress: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_serial: Mapped[int] = mapped_column(default=0)

    @classmethod
    def take(cls, session: Session, *, office_id: int, congress: int, how_many: int = 1) -> int:
        """The next serial (of several: the last). The row stays locked until the commit; a rollback gives all back."""
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        first = insert(cls).values(office_id=office_id, congress=congress, last_serial=0)
        session.execute(first.on_conflict_do_nothing())
        series = session.scalars(
            sa.select(cls).where(cls.office_id == office_id, cls.congress == congress).with_for_update(),
            execution_options={"populate_existing": True},
        ).one()
        series.last_serial += how_many
        return series.last_serial
