"""Forms of links between requests and of the steps on the ladder."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import RadioField
from wtforms.validators import InputRequired

from app.attaching import check_uploads
from app.models import LadderStep, OversightRequest
from app.models.ladder_step import StepFacts
from app.models.picklists import LinkKind, Rung
from app.requests import ladder_queries
from app.requests.fields import CodeField, Needed, line, text
from app.requests.ladder_services import Proposal
from app.web.choices import code_of, listed
from app.web.forms import DayField, Form, MakingForm

TAKEN, DECLINED = "taken", "declined"


class LinkForm(Form):
    """What this request is to an earlier one."""

    earlier_kind = CodeField("What is this request to the earlier one?", picklist=LinkKind, default=LinkKind.FOLLOWS_UP)
    earlier_number = line("Number of the earlier request", longest=40, needed="Enter the number of the other request.")


class ProposalForm(MakingForm):
    """The next step that staff propose; the facts of the case stand in it already."""

    rung = RadioField("Which step?", coerce=code_of(Rung), validators=[InputRequired("Choose the step.")])
    reason = text("Why, in facts", longest=20_000, needed="Say why.", rows=5)

    def fit(self, oversight_request: OversightRequest, taken: Sequence[LadderStep]) -> None:
        """Offer what lies above the rung that was reached; the next one is chosen."""
        above = ladder_queries.rungs_above(ladder_queries.highest(taken))
        self.rung.choices = [(rung.value, rung.label) for rung in above]
        if not self.is_submitted():
            self.rung.data = above[0] if above else None
            self.reason.data = ladder_queries.facts_words(oversight_request)

    def proposal(self, *, is_drafted: bool) -> Proposal:
        return Proposal(id=self.noun_id, rung=self.rung.data, reason=self.reason.data or "", is_drafted=is_drafted)


class StepFields:
    """What happened, or what was decided."""

    on = DayField("Date", validators=[Needed("Enter the date.")])
    actor = line("Who decided or acted", longest=200, needed="Say who: the principal, not the staff.")
    note = text("Note", longest=20_000, rows=3)
    files = MultipleFileField("Document", render_kw={"multiple": True})

    def validate_files(self, field: Any) -> None:
        check_uploads(field)

    @property
    def facts(self: Any) -> StepFacts:
        return StepFacts(on=self.on.data, actor=self.actor.data, note=self.note.data or None)


class DecisionForm(StepFields, Form):
    """What a principal decided about a proposed step."""

    decision = RadioField(
        "What was decided?",
        choices=[(TAKEN, "The step was taken"), (DECLINED, "Not now")],
        validators=[InputRequired("Say what was decided.")],
    )


class StepForm(StepFields, MakingForm):
    """A step that was taken without a proposal."""

    rung = RadioField(
        "Which step?", choices=listed(Rung), coerce=code_of(Rung), validators=[InputRequired("Choose the step.")]
    )
