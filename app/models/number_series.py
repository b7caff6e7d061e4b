"""The serial numbers of an office in one Congress: no gaps, no doubles."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import ID, Base


class NumberSeries(Base):
    """The last serial allotted; its row is locked while a number is taken."""

    __tablename__ = "number_series"

    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"), primary_key=True)
    congress: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_serial: Mapped[int] = mapped_column(default=0)
