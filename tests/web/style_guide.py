"""One page with every macro on it, made for tests only."""

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from app.models.base import Picklist
from app.models.counts import Count, Standing
from app.web.forms import ClockField, DayField, MakingForm
from app.web.paging import Page

HERE = Path(__file__).parent
ZONE = ZoneInfo("America/New_York")
SHORT = [SelectChoice("", "Choose one"), SelectChoice("DOE", "Department of Energy"), SelectChoice("DOJ", "Justice")]
LONG = [SelectChoice(f"A{number}", f"Agency {number}") for number in range(20)]


class Timing(Picklist):
    DUE_SOON = "due_soon", "Due soon"


class Reply(Picklist):
    TO_CLASSIFY = "to_classify", "Reply to classify"


class GuideForm(MakingForm):
    subject = StringField("Subject", validators=[DataRequired("Enter the subject.")])
    agency = SelectField("Agency", choices=SHORT, validators=[DataRequired("Choose the agency you wrote to.")])
    long_list = SelectField("Bureau", choices=LONG, default="A7")
    instrument = SelectField("Instrument", choices=SHORT)
    due_on = DayField("Due", validators=[DataRequired("Enter a date like 10/12/2018.")])
    sent_on = DayField("Sent")
    due_at = ClockField("Due by")
    reason = TextAreaField("Reason", validators=[DataRequired("Say why.")])
    reach = RadioField("Who may see it", choices=SHORT[1:], validators=[DataRequired("Choose who may see it.")])
    items = SelectMultipleField("Items it settles", choices=SHORT[1:])
    is_limited = BooleanField("Limit to named people")
    files = MultipleFileField("Letter")


class FilterForm(MakingForm):
    words = StringField("Words")
    agency = SelectField("Agency ", choices=SHORT, id="filter-agency")


def facts(form):
    entry = {"title": "Deadline extended", "who": "Counsel", "moment": datetime(2018, 10, 1, 14, 4, tzinfo=UTC)}
    return {
        "form": form,
        "filters": FilterForm(meta={"csrf": False}),
        "oversight_request": SimpleNamespace(timing=Timing.DUE_SOON, reply=Reply.TO_CLASSIFY),
        "due_on": date(2018, 10, 12),
        "logged_at": datetime(2018, 10, 1, 14, 4, tzinfo=UTC),
        "zone": ZONE,
        "count": Count.of([Standing.SATISFIED] * 3 + [Standing.PARTIAL, Standing.REFUSED, Standing.SAID_DONE]),
        "entries": [entry | {"note": "One week, by phone."}, entry | {"title": "Filed", "note": None}],
        "page": Page.cut(list(range(51)), number=2, total=1001),
    }


def page(app, form=None):
    """The guide's HTML, inside a request context."""
    return app.jinja_env.from_string((HERE / "style_guide.html").read_text()).render(facts(form or GuideForm()))
