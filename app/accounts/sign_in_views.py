"""Pages of signing in and out, of the second factor, of passwords, and of showing again who one is."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import entering, passkeys, password_services, passwords, queries, sign_in_services
from app.accounts.sign_in_forms import (
    ChangePasswordForm,
    ForgotForm,
    NewPasswordForm,
    PasskeyForm,
    SecondFactorForm,
    SignInForm,
    VerifyForm,
)
from app.web.links import person
from app.web.zones import settings

# Named as the sign-in library names its own pages, which are switched off.
bp = Blueprint("security", __name__)

NO_LONGER = "This link no longer works, or has expired. Ask for a new one below."


@bp.route("/signin", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(entering.wanted())
    form = SignInForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            typed = {"email": form.email.data or "", "password": form.password.data or ""}
            found = sign_in_services.try_password(**typed, address=request.remote_addr or "")
            return entering.enter(found, how="with a password")
    return render_template("security/login_user.html", form=form)


@bp.post("/signin/passkey/options")
def passkey_options() -> ResponseReturnValue:
    """What a browser's script needs to ask for a passkey; the same for everybody."""
    site = passkeys.Site.of(settings().base_url)
    return jsonify(passkeys.request_options(site=site, challenge=entering.new_challenge()))


@bp.post("/signin/passkey")
def passkey() -> ResponseReturnValue:
    """A passkey signs in alone: it asked for PIN, finger or face, which makes it two factors."""
    form = PasskeyForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            return entering.let_in(entering.prove_by_passkey(form.answer), how="with a passkey")
    flash(form.problems[0][1], "error")
    return redirect(entering.with_target(url_for("security.login"), entering.wanted()))


@bp.route("/signin/second", methods=["GET", "POST"])
def second_factor() -> ResponseReturnValue:
    waiting = entering.pending()
    if waiting is None:
        return redirect(entering.with_target(url_for("security.login"), entering.wanted()))
    form = SecondFactorForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            if form.credential.data:
                entering.prove_by_passkey(form.answer, person=waiting.person)
            else:
                sign_in_services.try_code(waiting.person, typed=form.code.data or "")
            return entering.let_in(waiting.person, how=f"{waiting.how} and a second factor")
    has = {"app": queries.authenticator_of(waiting.person), "keys": queries.passkeys_of(waiting.person)}
    return render_template("security/second_factor.html", form=form, has=has)


@bp.post("/signout")
def logout() -> ResponseReturnValue:
    if current_user.is_authenticated:
        sign_in_services.sign_out(entering.browser())
    entering.leave()
    return redirect(url_for("security.login"))


@bp.route("/signin/again", methods=["GET", "POST"])
def verify() -> ResponseReturnValue:
    """Show again who one is, before a change of how one signs in."""
    form, keys = VerifyForm(), queries.passkeys_of(person())
    if form.validate_on_submit():
        with form.showing_refusals():
            if form.credential.data:
                entering.prove_by_passkey(form.answer, person=person())
            else:
                password_services.demand_present(person(), form.password.data)
            sign_in_services.prove(entering.browser())
            return redirect(entering.wanted())
    return render_template("security/verify.html", form=form, keys=keys)


@bp.route("/signin/reset", methods=["GET", "POST"])
def forgot_password() -> ResponseReturnValue:
    form = ForgotForm()
    if form.validate_on_submit():
        password_services.ask_for_link(email=form.email.data or "")
        flash("If this address belongs to an account, a link is on its way to it.", "info")
        return redirect(url_for("security.login"))
    return render_template("security/forgot_password.html", form=form)


@bp.route("/signin/reset/<token>", methods=["GET", "POST"])
def reset_password(token: str) -> ResponseReturnValue:
    found, form = passwords.person_of(token), NewPasswordForm()
    if found is None:
        flash(NO_LONGER, "error")
        return redirect(url_for("security.forgot_password"))
    if form.validate_on_submit():
        password_services.choose_by_link(found, password=form.password.data or "")
        entering.leave()
        flash("Your new password is saved. Sign in with it.")
        return redirect(url_for("security.login"))
    return render_template("security/reset_password.html", form=form)


@bp.route("/account/password", methods=["GET", "POST"])
def change_password() -> ResponseReturnValue:
    """The password that stands proves who one is; who has none shows it in another way first."""
    if person().password is None:
        entering.authorized_afresh()
    form = ChangePasswordForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            new, present = form.new_password.data or "", form.password.data
            password_services.change(person(), password=new, present=present, browser=entering.browser())
            session["_user_id"] = person().fs_uniquifier
            flash("Your new password is saved. Your other sessions have ended.")
            return redirect(url_for("accounts.account"))
    return render_template("security/change_password.html", form=form)
