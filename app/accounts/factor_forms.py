"""Fields of adding an authenticator app or a passkey."""

import json
from typing import Self

from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired

from app.accounts import codes
from app.accounts.fields import OneLine
from app.accounts.sign_in_forms import PasskeyForm
from app.accounts.vault import BrokenSeal, seal, unseal
from app.models import User
from app.web.forms import Form
from app.web.words import trimmed

LONGEST_NAME = 60
SET_UP_WITHIN = 1800


class AuthenticatorForm(Form):
    """Holds the secret sealed, bound to the person for whom it was made."""

    sealed = HiddenField()
    code = StringField("Code that the app shows", filters=[trimmed], validators=[DataRequired("Enter the code.")])
    secret = ""

    @classmethod
    def of(cls, person: User) -> Self:
        """The form of this person; a secret that is old, broken or another's is replaced."""
        form = cls()
        form.secret = form.secret_of(person) or codes.new_secret()
        form.sealed.data = seal(json.dumps([person.id, form.secret]))
        return form

    def secret_of(self, person: User) -> str:
        try:
            owner, secret = json.loads(unseal(self.sealed.data or "", within=SET_UP_WITHIN))
        except (BrokenSeal, ValueError):
            return ""
        return str(secret) if owner == person.id else ""


class NewPasskeyForm(PasskeyForm):
    name = StringField(
        "Name", filters=[trimmed], validators=[DataRequired("Enter a name for it."), OneLine(LONGEST_NAME)]
    )
