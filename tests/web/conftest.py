"""A house with a few pages of its own that break, refuse, speak and show every macro."""

import shutil

import pytest
from flask import abort, flash, redirect, request

from app.refusals import Refused
from app.web.shell import flash_undo
from tests.conftest import build_house
from tests.web import style_guide


def add_pages(app):
    @app.route("/break")
    def breaking():
        raise RuntimeError("the words of the fault")

    @app.route("/refuse", methods=["GET", "POST"])
    def refusing():
        raise Refused("This request is void.")

    @app.route("/speak")
    def speaking():
        flash_undo("Deadline moved.", "/undo")
        flash("Saved.")
        flash("Not possible.", "error")
        return redirect("/style-guide")

    @app.route("/style-guide", methods=["GET", "POST"])
    def guide():
        form = style_guide.GuideForm()
        if form.is_submitted():
            form.validate()
            form.form_errors.append("Somebody else moved this deadline.")
        return style_guide.page(app, form)

    @app.route("/unavailable")
    def unavailable():
        abort(503)

    @app.post("/read")
    def reading():
        return request.get_data()


@pytest.fixture(scope="session")
def web_house():
    house = build_house("sqlite")
    add_pages(house.app)
    yield house
    shutil.rmtree(house.data_dir, ignore_errors=True)


@pytest.fixture
def app(web_house):
    web_house.clean()
    return web_house.app
