"""The person who is signed in, and the seat that most pages ask for."""

from typing import Any, cast

from flask_login import current_user

from app.models import User
from app.policies import Action, authorize


def demand_seat() -> None:
    """Before every page of a room: the signed-out sign in, and who sits in no office learns nothing by asking."""
    authorize(Action.SEE)


def person() -> User:
    """The person who is signed in, as the noun itself and not as the library's stand-in for it."""
    stand_in: Any = current_user
    return cast(User, stand_in._get_current_object())
