"""Pages of a request's topics."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.policies import Action, authorize
from app.requests import queries, topic_queries, topic_services
from app.requests.fields import line
from app.web.forms import Form
from app.web.links import demand_seat, person

bp = Blueprint("topics", __name__)
bp.before_request(demand_seat)


class TopicForm(Form):
    name = line("Topic", longest=60, needed="Enter a topic.")


@bp.route("/requests/<number>/topics", methods=["GET", "POST"])
def add(number: str) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.EDIT, oversight_request)
    form = TopicForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            topic_services.add_topic(oversight_request, name=form.name.data or "", by=person())
            flash("Topic added.")
            return redirect(url_for("requests.show", number=number))
    known = topic_queries.names_in([oversight_request.office_id])
    return render_template("requests/topics.html", r=oversight_request, form=form, known=known)


@bp.post("/requests/<number>/topics/<int:topic_id>/removal")
def remove(number: str, topic_id: int) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.EDIT, oversight_request)
    topic_services.remove_topic(oversight_request, topic_id=min(topic_id, queries.LARGEST_ID), by=person())
    flash("Topic removed.")
    return redirect(url_for("requests.show", number=number))
