"""Fields of a closure, and of the calculator."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired

from app.bases import COUNTED, UNITS, Rule
from app.deadlines import closure_queries as queries
from app.deadlines.closure_services import ClosureTold
from app.models import Office
from app.models.picklists import ClosureKind
from app.web.choices import code_of, listed
from app.web.forms import DayField, Form, MakingForm
from app.web.words import NAME, WholeNumberField, Words


def number(text: str | None) -> int | None:
    return int(text) if text else None


class ClosureForm(MakingForm):
    """Days on which offices are closed, why, and for whom."""

    first_on = DayField("First day", validators=[InputRequired("Enter the first day.")])
    last_on = DayField("Last day")
    kind = SelectField("Kind", coerce=code_of(ClosureKind), choices=listed(ClosureKind))
    reason = StringField("Reason", [InputRequired("Say why, for example: snow."), Words(NAME)])
    office_id = SelectField("Whose requests")
    agency_id = SelectField("To which agency", default="")

    def __init__(self, offices: Sequence[Office], *, may_all: bool) -> None:
        super().__init__()
        everybody = [("", "Every office")] if may_all else []
        self.office_id.choices = [*((str(office.id), office.name) for office in offices), *everybody]
        self.agency_id.choices = [("", "Every agency"), *((str(key), name) for key, name in queries.agencies())]

    @property
    def told(self) -> ClosureTold:
        return ClosureTold(
            first_on=self.first_on.data,
            last_on=self.last_on.data or self.first_on.data,
            kind=self.kind.data,
            reason=" ".join((self.reason.data or "").split()),
            office_id=number(self.office_id.data),
            agency_id=number(self.agency_id.data),
        )


class CalculatorForm(Form):
    """When is so many days from a day?"""

    class Meta(Form.Meta):
        csrf = False

    start = DayField("From", validators=[InputRequired("Enter the day to count from.")])
    n = WholeNumberField("How many", most=100_000, validators=[InputRequired("Enter a number.")])
    unit = SelectField(
        "Of what",
        choices=[(basis, f"{UNITS[basis]}s") for basis in ("N_BUS_DAYS", "N_CAL_DAYS", "N_WEEKS")],
        default="N_BUS_DAYS",
    )

    @property
    def rule(self) -> Rule:
        basis: Any = self.unit.data if self.unit.data in COUNTED else "N_BUS_DAYS"
        return Rule(basis=basis, start=self.start.data, start_words="From", n=self.n.data or 0)
