"""What an act on many requests asks: to whom, until when, which topic. Its values stand in the address, like the filters."""

from typing import Any

from wtforms import HiddenField, RadioField, TextAreaField

from app.models import User
from app.policies import Action, offices_for
from app.requests import bulk_queries, queries, topic_queries
from app.requests.bulk import AddTopic, Assign, Change, Extend
from app.requests.fields import Choices, Needed, PickField, line
from app.requests.rules import homes_of
from app.web.forms import DayField, Form, MakingForm
from app.web.words import Words

OWN_DAY = "day"
WEEKS = [("1", "1 week more for each"), ("2", "2 weeks more for each"), (OWN_DAY, "All to the same day")]


class AskingForm(Form):
    """Read from the address: it changes nothing. `label` is the button that does; `change` what it would do."""

    class Meta:
        csrf = False

    label = done = ""

    def fit(self, person: User) -> None:
        """Fill the lists with what this person may choose from."""

    def change(self, ids: list[int]) -> Change:
        raise NotImplementedError


class AssignForm(AskingForm):
    owner_id = PickField(
        "Assign to", sentence="Choose a person of the office's staff.", validators=[Needed("Choose a person.")]
    )
    label, done = "Assign", "assigned"

    def fit(self, person: User) -> None:
        self.seats = queries.staff_of([office.id for office in offices_for(person, Action.REASSIGN)])
        people: Choices = [(str(seat.user_id), seat.user.name) for seat in self.seats]
        self.owner_id.choices = [("", "Choose a person"), *dict.fromkeys(people)]

    def change(self, ids: list[int]) -> Change:
        owner = bulk_queries.person(self.owner_id.data) if not self.errors else None
        if owner is None:
            return Assign(None)
        offices = frozenset(seat.office_id for seat in self.seats if seat.user_id == owner.id)
        return Assign(owner, offices, frozenset(homes_of(owner)))


class ExtendForm(AskingForm):
    weeks = RadioField("Extend by", choices=WEEKS, validate_choice=False)
    until = DayField("The same day for all")
    reason = TextAreaField("Reason", [Words(2000)])
    label, done = "Extend", "extended"

    def validate_until(self, field: Any) -> None:
        if self.weeks.data == OWN_DAY and not field.data and not field.errors:
            raise ValueError("Enter the new due date.")

    def change(self, ids: list[int]) -> Change:
        reason = (self.reason.data or "").strip()
        if self.errors or self.weeks.data not in dict(WEEKS):
            return Extend()
        if self.weeks.data == OWN_DAY:
            return Extend(until=self.until.data, reason=reason)
        return Extend(weeks=int(self.weeks.data), reason=reason)


class TopicForm(AskingForm):
    name = line("Topic", longest=60, needed="Enter a topic.")
    label, done = "Add topic", "given the topic"

    def fit(self, person: User) -> None:
        self.known = topic_queries.names_in([office.id for office in offices_for(person, Action.EDIT)])

    def change(self, ids: list[int]) -> Change:
        return AddTopic("" if self.errors else self.name.data or "", bulk_queries.topics_of(ids))


class DoForm(MakingForm):
    """The button that does it; `seen` is what the check page showed."""

    seen = HiddenField()


FORMS: dict[str, type[AskingForm]] = {"assign": AssignForm, "extend": ExtendForm, "topic": TopicForm}
