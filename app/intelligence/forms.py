"""The forms of intelligence items: their facts, their ties, and what the library is asked for."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from flask_wtf.file import MultipleFileField
from wtforms import SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired

from app.attaching import check_uploads
from app.intelligence import queries
from app.intelligence.queries import FIRST_SORT, SORTS, Sought
from app.intelligence.services import NO_SUCH_REQUEST, Entry, Target
from app.models import IntelligenceItem, Item, Office, OversightRequest, User
from app.models.base import Picklist
from app.models.intelligence_item import IntelligenceFacts
from app.models.picklists import Credibility, Handling, Relation, Reliability, SourceClass
from app.policies import Action, offices_for
from app.refusals import Refused
from app.web.choices import code_of, listed
from app.web.editions import Difference, Edited
from app.web.forms import DayField, Form, MakingForm
from app.web.marked import MarkedQuestion
from app.web.words import NAME, NOTES, SUBJECT, Words, trimmed

MOST_AT_ONCE = 50


def words(label: str, most: int, *validators: Any, area: bool = False) -> Any:
    field = TextAreaField if area else StringField
    return field(label, filters=[trimmed], validators=[*validators, Words(most)])


def web_address(_form: Any, field: Any) -> None:
    """A link that is shown must lead to a page, never run something."""
    try:
        parts = urlsplit(field.data or "https://none")
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(c.isspace() for c in field.data or ""):
        raise ValidationError("Enter an address that starts with https:// or http://.")


def id_or_none(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else None


def picked(label: str, picklist: type[Picklist], **options: Any) -> SelectField:
    blank = options.pop("blank", None)
    return SelectField(label, choices=listed(picklist, blank=blank), coerce=code_of(picklist), **options)


def relation() -> SelectField:
    return picked("How does it bear on the request?", Relation, default=Relation.PROMPTED)


class FactsFields(MarkedQuestion):
    """What can be written down of an intelligence item."""

    title = words("Title", SUBJECT, DataRequired("Enter a title."))
    summary = words("Summary", NOTES, area=True)
    source_class = picked(
        "Source class", SourceClass, blank="Choose one", default=None, validators=[DataRequired("Choose the class.")]
    )
    source = words("Who is the source, with what access and what bias?", NOTES, DataRequired("Say who the source is."))
    obtained = words("How was it obtained?", NOTES, DataRequired("Say how it was obtained."))
    source_url = StringField("Source on the web", filters=[trimmed], validators=[Words(2000), web_address])
    collected_on = DayField("Collected on")
    event_on = DayField("Date of the event")
    place = words("Place", NAME)
    handling = picked("Handling", Handling, default=Handling.COMMITTEE_INTERNAL)
    reliability = picked("Reliability of the source", Reliability, blank="Not assessed", default=None)
    credibility = picked("Credibility of the information", Credibility, blank="Not assessed", default=None)
    derived_from_id = SelectField("Derived from", coerce=id_or_none, default=None)
    confirmed_by_id = SelectField("Confirmed by", coerce=id_or_none, default=None)
    files = MultipleFileField("Files", render_kw={"multiple": True})

    def validate_files(self, field: Any) -> None:
        check_uploads(field)

    def offer_items(self: Any, office_ids: Iterable[int], *, without: int = 0) -> None:
        """Fill the lists of other items with the newest of these offices."""
        choices = [(str(found), title) for found, title in queries.offered(office_ids, without=without)]
        self.derived_from_id.choices = [("", "Nothing: it is a source of its own"), *choices]
        self.confirmed_by_id.choices = [("", "Nothing"), *choices]

    @property
    def facts(self: Any) -> IntelligenceFacts:
        return IntelligenceFacts(**{name: self[name].data for name in IntelligenceFacts.__dataclass_fields__})


class NewForm(FactsFields, MakingForm):
    """Log an item, perhaps tied to a request at once."""

    office_id = SelectField("Office", coerce=id_or_none)
    address = words("Request, or one item of it", NAME)
    relation = relation()

    def __init__(self, person: User, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offices = offices_for(person, Action.LOG_INTELLIGENCE)
        self.office_id.choices = [(str(office.id), office.name) for office in self.offices]
        self.offer_items(office.id for office in self.offices)
        if len(self.offices) == 1:
            del self.office_id

    @property
    def office(self) -> Office:
        chosen = self.office_id.data if "office_id" in self else None
        return next((office for office in self.offices if office.id == chosen), self.offices[0])

    @property
    def entry(self) -> Entry:
        """All that was told; raises `Refused` for a number that the office has no request of."""
        typed = self.address.data
        target = Target(*told_place(typed, office_id=self.office.id), self.relation.data) if typed else None
        return Entry(self.facts, self.files, id=self.noun_id, target=target)


class EditForm(Edited, FactsFields, Form):
    """Change an item's facts and add files."""

    def __init__(self, intelligence_item: IntelligenceItem) -> None:
        super().__init__(intelligence_item)
        self.offer_items([intelligence_item.office_id], without=intelligence_item.id)
        keep_choice(self.derived_from_id, intelligence_item.derived_from)
        keep_choice(self.confirmed_by_id, intelligence_item.confirmed_by)

    @property
    def entry(self) -> Entry:
        return Entry(self.facts, self.files, edition=self.seen_edition)

    def differences(self) -> list[Difference]:
        """Of the facts; files that were chosen have to be chosen again."""
        return [each for each in super().differences() if each.label != self.files.label.text]


def keep_choice(field: Any, stands: IntelligenceItem | None) -> None:
    """What stands may stay, even where it is too old to be offered."""
    if stands is not None and str(stands.id) not in {code for code, _ in field.choices}:
        field.choices = [*field.choices, (str(stands.id), stands.title)]


class LinkForm(Form):
    """Tie an item of the library to the requests that are named by their numbers."""

    address = words("Requests, or single items of them", NOTES, DataRequired("Enter the number of a request."))
    relation = relation()
    note = words("Note", NOTES, area=True)

    def targets(self, intelligence_item: IntelligenceItem) -> list[Target]:
        """A target for each number; raises `Refused` with the first that names nothing, or where there are too many."""
        named = list(dict.fromkeys(re.findall(r"[^\s,;#]+(?:\s*#\s*[^\s,;]+)?", self.address.data)))
        if not named:
            raise Refused(NO_SUCH_REQUEST, field="address")
        if len(named) > MOST_AT_ONCE:
            raise Refused(f"Link at most {MOST_AT_ONCE} requests at once.", field="address")
        places = [told_place(each, office_id=intelligence_item.office_id) for each in named]
        return [Target(*place, self.relation.data, self.note.data) for place in places]


class RequestLinkForm(Form):
    """Tie an item of the library to this request, or to one item of it."""

    address = SelectField("Intelligence item", coerce=id_or_none, validators=[InputRequired("Choose an item.")])
    item_id = SelectField("Which part of the request?", coerce=id_or_none, default=None)
    relation = relation()
    note = words("Note", NOTES, area=True)

    def __init__(self, oversight_request: OversightRequest) -> None:
        super().__init__()
        self.oversight_request = oversight_request
        self.items: Mapping[int, Item] = {item.id: item for item in queries.items_of(oversight_request)}
        known = queries.offered([oversight_request.office_id])
        self.address.choices = [("", "Choose an item"), *((str(found), title) for found, title in known)]
        parts = [(str(item.id), f"{item.label}: {item.text[:80]}") for item in self.items.values() if item.path]
        self.item_id.choices = [("", "The request as a whole"), *parts]

    @property
    def target(self) -> Target:
        item = self.items.get(self.item_id.data or 0)
        return Target(self.oversight_request, item, self.relation.data, self.note.data)


def told_place(typed: str, *, office_id: int) -> tuple[OversightRequest, Item | None]:
    """The request and perhaps the item that `DEMO-115-0042#3(b)` names; raises `Refused`."""
    number, _, path = typed.partition("#")
    number = number.strip().upper()
    oversight_request = queries.request_of(number, office_id=office_id)
    if oversight_request is None:
        raise Refused(f"{number}: {NO_SUCH_REQUEST[0].lower()}{NO_SUCH_REQUEST[1:]}", field="address")
    path = path.strip()
    if not path:
        return oversight_request, None
    item = next((item for item in queries.items_of(oversight_request) if item.path == path), None)
    if item is None:
        raise Refused(f"{oversight_request.number} has no item of that number.", field="address")
    return oversight_request, item


def sought_in(args: Mapping[str, str]) -> Sought:
    """What an address asks the library for; what is not on a list asks for nothing."""
    sort = args.get("sort", FIRST_SORT)
    return Sought(
        words=args.get("q", "").replace("\0", "").strip()[:NAME],
        source_class=one_of(SourceClass, args.get("class", "")),
        handling=one_of(Handling, args.get("handling", "")),
        is_unlinked=args.get("unlinked") == "1",
        sort=sort if sort.removeprefix("-") in SORTS else FIRST_SORT,
    )


def one_of(picklist: Any, code: str) -> Any:
    return picklist(code) if code in picklist.__members__ else None
