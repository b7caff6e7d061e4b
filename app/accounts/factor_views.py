"""Pages that add and remove an authenticator app, passkeys and recovery codes; identity is asked again before."""

from flask import Blueprint, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts import codes, entering, factor_services, passkeys, queries
from app.accounts.entering import authorized_afresh
from app.accounts.factor_forms import AuthenticatorForm, NewPasskeyForm
from app.web.forms import Form
from app.web.links import person
from app.web.zones import settings

bp = Blueprint("factors", __name__)


@bp.get("/account/second-factor")
def choose() -> ResponseReturnValue:
    """Where people are led who need a second factor and have none."""
    return render_template("accounts/factors/choose.html", is_required=entering.browser().lacks_second_factor)


@bp.route("/account/authenticator", methods=["GET", "POST"])
def add_authenticator() -> ResponseReturnValue:
    """The secret travels sealed in the form until the app has shown that it knows it."""
    authorized_afresh()
    form = AuthenticatorForm.of(person())
    if form.validate_on_submit():
        with form.showing_refusals():
            made = factor_services.add_authenticator(person(), secret=form.secret, code=form.code.data or "")
            return shown_codes(made, "The authenticator app is on.")
    address = codes.address_of(form.secret, account=person().email, site=settings().mail_domain)
    picture = codes.picture_of(address)
    return render_template("accounts/factors/authenticator.html", form=form, picture=picture, secret=form.secret)


@bp.route("/account/authenticator/removal", methods=["GET", "POST"])
def remove_authenticator() -> ResponseReturnValue:
    authorized_afresh()
    form = Form()
    if form.validate_on_submit():
        with form.showing_refusals():
            factor_services.remove_authenticator(person())
            flash("The authenticator app is removed.")
            return redirect(url_for("accounts.account"))
    return render_template("accounts/factors/remove.html", form=form, what="the authenticator app")


@bp.route("/account/passkeys/new", methods=["GET", "POST"])
def add_passkey() -> ResponseReturnValue:
    authorized_afresh()
    form = NewPasskeyForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            name, given = form.name.data or "", entering.challenge_given()
            made = factor_services.add_passkey(person(), name=name, answer=form.answer, challenge=given)
            return shown_codes(made, f"The passkey “{name}” is added.")
    return render_template("accounts/factors/passkey.html", form=form, site=passkeys.Site.of(settings().base_url))


@bp.post("/account/passkeys/options")
def creation_options() -> ResponseReturnValue:
    """What a browser's script needs to make a passkey."""
    authorized_afresh()
    known, site = queries.passkeys_of(person()), passkeys.Site.of(settings().base_url)
    asked = passkeys.creation_options(person(), known, site=site, challenge=entering.new_challenge())
    return jsonify(asked)


@bp.route("/account/passkeys/<int:passkey_id>/removal", methods=["GET", "POST"])
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    authorized_afresh()
    form, passkey = Form(), queries.get_passkey(person(), passkey_id)
    name = passkey.name
    if form.validate_on_submit():
        with form.showing_refusals():
            factor_services.remove_passkey(passkey, by=person())
            flash(f"The passkey “{name}” is removed.")
            return redirect(url_for("accounts.account"))
    return render_template("accounts/factors/remove.html", form=form, what=f"the passkey “{name}”")


@bp.route("/account/recovery-codes", methods=["GET", "POST"])
def renew_codes() -> ResponseReturnValue:
    authorized_afresh()
    form = Form()
    if form.validate_on_submit():
        with form.showing_refusals():
            return shown_codes(factor_services.renew_codes(person()), "New recovery codes are made.")
    left = len(queries.unused_codes(person()))
    return render_template("accounts/factors/renew_codes.html", form=form, left=left)


def shown_codes(made: list[str], told: str) -> ResponseReturnValue:
    """The codes stand on this one page and nowhere else; where none were made the account page tells the rest."""
    if not made:
        flash(told)
        return redirect(url_for("accounts.account"))
    return render_template("accounts/factors/codes.html", codes=made, told=told)
