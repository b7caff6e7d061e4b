"""Fields of signing in, of the second factor and of passwords."""

import json
from typing import Any

from wtforms import HiddenField, PasswordField, StringField, ValidationError
from wtforms.validators import DataRequired, EqualTo

from app.accounts.fields import Address
from app.accounts.passwords import LONGEST, SHORTEST
from app.web.forms import Form
from app.web.words import trimmed

LONGEST_ANSWER = 20_000


class Long:
    """A new password of a length that will do; an over-long one is refused before anything is made of it."""

    def __call__(self, _form: Any, field: Any) -> None:
        typed = field.data or ""
        if len(typed) < SHORTEST:
            raise ValidationError(f"Use at least {SHORTEST} characters.")
        if len(typed) > LONGEST:
            raise ValidationError(f"Use at most {LONGEST} characters.")


class SignInForm(Form):
    """No field has an error of its own: one sentence stands for every cause."""

    email = StringField("E-mail", filters=[trimmed])
    password = PasswordField("Password")


class PasskeyForm(Form):
    """What a browser's script sends of a passkey."""

    credential = HiddenField()

    @property
    def answer(self) -> dict[str, Any]:
        """The browser's answer; empty where it is none."""
        typed = self.credential.data or ""
        try:
            told = json.loads(typed) if len(typed) <= LONGEST_ANSWER else {}
        except ValueError:
            return {}
        return told if isinstance(told, dict) else {}


class SecondFactorForm(PasskeyForm):
    code = StringField("Code", filters=[trimmed])


class VerifyForm(PasskeyForm):
    password = PasswordField("Password")


class ForgotForm(Form):
    email = StringField("E-mail", filters=[trimmed], validators=[DataRequired("Enter your e-mail address."), Address()])


class NewPasswordForm(Form):
    password = PasswordField("New password", validators=[DataRequired("Enter a password."), Long()])
    password_confirm = PasswordField(
        "New password again",
        validators=[EqualTo("password", "The two passwords differ. Type the new one again.")],
    )


class ChangePasswordForm(Form):
    password = PasswordField("Password now")
    new_password = PasswordField("New password", validators=[DataRequired("Enter a password."), Long()])
    new_password_confirm = PasswordField(
        "New password again",
        validators=[EqualTo("new_password", "The two passwords differ. Type the new one again.")],
    )
