"""The base form: a domain "no" lands beside its field, dates are read as typed, a sending makes one noun."""

from datetime import date, time

import pytest
import time_machine
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from app.models.base import new_id
from app.refusals import Refused
from app.web.forms import ClockField, DayField, Form, MakingForm


class ExtensionForm(Form):
    until = DayField("Until")
    at = ClockField("At")
    reason = StringField("Reason")
    how = SelectField("How", choices=[("", "Not said"), ("phone", "Phone")], default="")
    items = SelectMultipleField("Items", choices=[SelectChoice("1", "One")])
    parts = FieldList(StringField("Part", validators=[DataRequired("Write the part.")]))


@pytest.fixture(autouse=True)
def page(app):
    with app.test_request_context("/", method="POST"):
        yield


def form_of(**typed):
    form = ExtensionForm(MultiDict(typed), meta={"csrf": False})
    form.validate()
    return form


def test_a_refusal_lands_beside_the_field_it_names():
    form = form_of(reason="by phone")
    with form.showing_refusals():
        raise Refused("The new date must be later.", field="until")
    assert form.until.errors == ["The new date must be later."]
    assert form.reason.data == "by phone"
    assert form.problems == [("until", "The new date must be later.")]


@pytest.mark.parametrize("field", [None, "nowhere"])
def test_a_refusal_of_no_field_stands_above_all(field):
    form = form_of()
    with form.showing_refusals():
        raise Refused("This request is void.", field=field)
    assert form.form_errors == ["This request is void."]
    assert form.problems == [(None, "This request is void.")]


def test_only_refusals_are_shown_and_faults_go_on():
    form = form_of()
    with pytest.raises(KeyError), form.showing_refusals():
        raise KeyError("fault")
    assert form.problems == []


def test_problems_stand_in_the_order_of_the_page_and_lead_to_where_one_can_type():
    form = ExtensionForm(MultiDict({"items": "9", "until": "soon", "parts-0": ""}), meta={"csrf": False})
    form.validate()
    form.form_errors.append("Above all.")
    assert [anchor for anchor, _ in form.problems] == [None, "until", "items-0", "parts"]


@time_machine.travel("2018-10-09 16:00:00+00:00")
@pytest.mark.parametrize(
    ("typed", "day"),
    [("10/12/2018", date(2018, 10, 12)), ("fri", date(2018, 10, 12)), ("+3bd", date(2018, 10, 12)), ("  ", None)],
)
def test_a_day_is_read_as_people_type_it(typed, day):
    form = form_of(until=typed)
    assert form.until.data == day
    assert form.problems == []


def test_a_day_that_cannot_be_read_keeps_what_was_typed_and_says_what_to_write():
    form = form_of(until="2/30/2018")
    assert form.until.data is None
    assert form.until._value() == "2/30/2018"
    assert form.problems == [("until", "February 2018 has no day 30.")]


@time_machine.travel("2018-10-10 02:00:00+00:00")
def test_tomorrow_is_the_day_after_today_in_the_persons_zone():
    assert form_of(until="tomorrow").until.data == date(2018, 10, 10)


def test_a_clock_time_is_read_and_written_as_people_do():
    assert form_of(at="5 pm").at.data == time(17)
    assert form_of(at="5").problems == [("at", "Say a.m. or p.m., like 5:00 p.m.")]
    assert ExtensionForm(at=time(17), meta={"csrf": False}).at._value() == "5:00 p.m."


def test_a_stored_day_stands_in_the_form_as_it_would_be_typed():
    form = ExtensionForm(until=date(2018, 10, 2), meta={"csrf": False})
    assert form.until._value() == "10/02/2018"
    assert ExtensionForm(meta={"csrf": False}).until._value() == ""


def test_a_form_that_is_sent_twice_names_the_same_noun():
    first = MakingForm(meta={"csrf": False})
    sent = MultiDict({"id": first.id.data})
    assert MakingForm(sent, meta={"csrf": False}).noun_id == MakingForm(sent, meta={"csrf": False}).noun_id
    assert MakingForm(sent, meta={"csrf": False}).noun_id == int(first.id.data)


@pytest.mark.parametrize("broken", ["", "x", "-1", "0", str(2**62), "٣"])
def test_a_broken_id_is_replaced_by_a_new_one(broken):
    made = MakingForm(MultiDict({"id": broken}), meta={"csrf": False}).noun_id
    assert 0 < made < 2**62
    assert made != new_id()


def test_a_choice_that_is_not_offered_is_told_in_our_words():
    assert form_of(how="pigeon").problems == [("how", "Choose one of these.")]
