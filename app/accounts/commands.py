"""Commands about people who sign in."""

import sys

import click
from flask.cli import AppGroup

from app.accounts import factor_services, queries, services
from app.extensions import db
from app.policies import SYSTEM, look

users = AppGroup("user", help="People who sign in.")


@users.command("create-admin")
@click.argument("email")
@click.option("--name", default="Administrator", help="The person's name as shown.")
def create_admin(email: str, name: str) -> None:
    """Make (or find) an administrator and print a one-time sign-in link.

    Example: flask --app wsgi user create-admin a@b.gov
    """
    look(db.session, SYSTEM)
    person = services.create_administrator(email=email, name=name)
    click.echo(services.make_sign_in_link(person, by=None))


@users.command("remove-second-factors")
@click.argument("email")
def remove_second_factors(email: str) -> None:
    """Remove app, passkeys and recovery codes of somebody who has lost them.

    Example: flask --app wsgi user remove-second-factors a@b.gov
    """
    look(db.session, SYSTEM)
    person = queries.person_by_email(email)
    if person is None:
        click.echo("Nobody has this address.", err=True)
        sys.exit(1)
    factor_services.remove_all(person, by=None)
    click.echo(f"Second factors of {person.name} are removed.")


@users.command("renew-seals")
def renew_seals() -> None:
    """Seal secrets of apps and recovery codes anew, after which TECUM_SECRET_KEY_OLD can be dropped.

    Example: flask --app wsgi user renew-seals
    """
    look(db.session, SYSTEM)
    click.echo(f"{factor_services.renew_seals()} sealed anew.")
