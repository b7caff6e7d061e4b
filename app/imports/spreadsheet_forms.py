"""The forms of an import: the sheet, what its columns hold, and what becomes of rows with a problem."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectField, ValidationError

from app.attaching import check_uploads
from app.imports.spreadsheet_fields import EXTRA, FIELDS, HIDDEN, LABELS, LEAVE_OUT
from app.imports.spreadsheet_plan import Plan, doubled_fields, missing_fields
from app.imports.spreadsheet_problems import DATE, Group
from app.imports.spreadsheet_services import SENDS_ON_LETTER_DATE
from app.models import Office, SheetImport, User
from app.policies import Action, offices_for
from app.web.forms import DayField, Form, MakingForm
from app.web.marked import MarkedQuestion

OFFERED = [(EXTRA, LABELS[EXTRA]), (LEAVE_OUT, LABELS[LEAVE_OUT]), *((each.key, each.label) for each in FIELDS)]
HIDDEN_ONES = [(key, LABELS[key]) for key in HIDDEN.values()]


class SheetForm(MarkedQuestion, MakingForm):
    """The first step: which file, and for which office where the person imports for several."""

    office_id = SelectField("Office", coerce=int)
    file = FileField("Spreadsheet")

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = offices_for(person, Action.IMPORT)
        self.office_id.choices = [(office.id, office.name) for office in self.offices]
        if len(self.offices) == 1:
            del self.office_id

    def validate_file(self, field: Any) -> None:
        if not getattr(field.data, "filename", ""):
            raise ValidationError("Choose the spreadsheet.")
        check_uploads(field)

    @property
    def office(self) -> Office:
        chosen = self.office_id.data if "office_id" in self else None
        return next((office for office in self.offices if office.id == chosen), self.offices[0])


def columns_form(sheet_import: SheetImport) -> Any:
    """One list for each column of this sheet."""

    class ColumnsForm(Form):
        sends_on_letter_date = BooleanField(
            "Where the sheet names no day on which a letter was sent, it was sent on the date on the letter",
            default=bool(sheet_import.choices.get(SENDS_ON_LETTER_DATE)),
        )

        @property
        def mapping(self) -> dict[str, str]:
            return {str(place): self[f"column-{place}"].data for place in range(len(sheet_import.headers))}

        def validate(self, extra_validators: Any = None) -> bool:
            """Required fields are named by their labels; none may be held by two columns."""
            is_valid = super().validate(extra_validators)
            if not is_valid:
                return False
            held = list(self.mapping.values())
            missing, doubled = missing_fields(held), doubled_fields(held)
            if missing:
                self.form_errors.append(f"Say which column holds: {', '.join(missing).lower()}.")
            if doubled:
                self.form_errors.append(f"Two columns cannot both hold: {', '.join(doubled).lower()}.")
            return len(self.form_errors) == 0

    for place, header in enumerate(sheet_import.headers):
        guess = sheet_import.mapping[str(place)]
        choices = [*OFFERED, *(HIDDEN_ONES if guess in HIDDEN.values() else [])]
        label = header or f"Column {place + 1}"
        setattr(ColumnsForm, f"column-{place}", SelectField(label, choices=choices, default=guess))
    return ColumnsForm()


def fixes_form(plan: Plan) -> Any:
    """One choice for each group of problems; the groups are those of the plan as it stands."""
    groups = list(plan.problems.groups.values())

    class FixesForm(Form):
        @property
        def choices(self) -> dict[str, str]:
            found: dict[str, str] = {}
            for group in groups:
                found[group.key] = self[group.id].data or ""
                day = self[f"{group.id}-day"].data if group.has_day else None
                if day:
                    found[f"{group.key}:day"] = day.isoformat()
            return found

        def validate(self, extra_validators: Any = None) -> bool:
            is_valid: bool = super().validate(extra_validators)
            for group in groups:
                field = self[group.id]
                if group.has_day and field.data == DATE and not self[f"{group.id}-day"].data:
                    self[f"{group.id}-day"].errors = [*self[f"{group.id}-day"].errors, "Enter the date."]
                    is_valid = False
            return is_valid

    for group in groups:
        add_choice(FixesForm, group, plan)
    return FixesForm()


def add_choice(form: Any, group: Group, plan: Plan) -> None:
    """Few options are radio buttons, many (a directory of agencies) a list."""
    chosen, options = plan.problems.chosen(group), list(group.options)
    if len(options) > 8:
        field: Any = SelectField(group.title, choices=[("", "Choose"), *options], default=chosen)
    else:
        field = RadioField(group.title, choices=options, default=chosen or None, validate_choice=False)
    setattr(form, group.id, field)
    if group.has_day:
        day = plan.problems.day(group.key)
        setattr(form, f"{group.id}-day", DayField(f"Date for: {group.title}", default=day))  # type: ignore[arg-type]
