"""The question before the form: is any part of this marked classified? On yes, nothing is kept and the steps are shown."""

from flask import render_template
from flask.typing import ResponseReturnValue
from wtforms import RadioField
from wtforms.validators import InputRequired

NO, YES = "no", "yes"


class MarkedQuestion:
    """To be mixed into every form that takes text or files in; ask `says_marked` before anything else."""

    is_marked = RadioField(
        "Is any part of this marked classified?",
        choices=[(NO, "No"), (YES, "Yes, or I am not sure")],
        validators=[InputRequired("Say whether any part of this is marked classified.")],
    )

    @property
    def says_marked(self) -> bool:
        """The person said yes or was not sure: nothing that was sent may be read, shown again or kept."""
        return bool(self.is_marked.data == YES)


def show_spill_steps(back_url: str) -> ResponseReturnValue:
    """What to do now, on a page that repeats nothing of what was sent."""
    return render_template("components/spill_steps.html", back_url=back_url), 422
