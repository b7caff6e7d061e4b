"""Addresses of pages that other rooms build, and the person who is signed in."""

from typing import Any, cast

from flask import Flask, current_app
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.models import User
from app.policies import Action, authorize


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(path_if=path_if)


def path_if(path: str, method: str = "GET") -> str:
    """This path if some page answers there, else an empty text: a button is shown once its page is built."""
    try:
        current_app.url_map.bind("localhost").match(path, method=method)
    except (HTTPException, RequestRedirect):
        return ""
    return path


def demand_seat() -> None:
    """Before every page of a room: the signed-out sign in, and who sits in no office learns nothing by asking."""
    authorize(Action.SEE)


def person() -> User:
    """The person who is signed in, as the noun itself and not as the library's stand-in for it."""
    stand_in: Any = current_user
    return cast(User, stand_in._get_current_object())
