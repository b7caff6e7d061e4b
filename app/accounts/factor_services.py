"""What a person signs in with beside the password: add and remove it; each change is told by mail."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts import codes, notices, passkeys, queries, throttling
from app.accounts.vault import reseal, seal
from app.clock import now
from app.extensions import db
from app.history import hold, record
from app.models import Authenticator, BrowserSession, Passkey, RecoveryCode, User
from app.models.base import new_id
from app.refusals import Refused
from app.web.zones import settings

LAST_FACTOR = "Your installation asks for a second factor. Add another one before you remove this one."
MOST_PASSKEYS = 20


def add_authenticator(person: User, *, secret: str, code: str) -> list[str]:
    """Switch the authenticator app on, once it gives the right code; new recovery codes where there were none."""
    hold(person)
    if queries.authenticator_of(person) is not None:
        raise Refused("You have an authenticator app already. Remove it first.")
    step = codes.step_of(secret, code, at=now())
    if step is None:
        raise Refused("This is not the code that the app shows now. Check the clock of the phone.", field="code")
    made = Authenticator(id=new_id(), user_id=person.id, sealed_secret=seal(secret), last_step=step)
    db.session.add(made)
    return added(person, "authenticator_added", "An authenticator app was added to your account.")


def remove_authenticator(person: User) -> None:
    hold(person)
    found = queries.authenticator_of(person)
    if found is not None:
        demand_another(is_last=not queries.passkeys_of(person))
        db.session.delete(found)
        removed(person, "authenticator_removed", "The authenticator app was removed from your account.")
    db.session.commit()


def add_passkey(person: User, *, name: str, answer: dict[str, Any], challenge: bytes) -> list[str]:
    """Keep a passkey that the browser has just made; new recovery codes where there were none. Raises `Refused`."""
    if not throttling.is_first_use(challenge.hex()):
        raise Refused("This passkey could not be made. Try again.")
    hold(person)
    known = queries.passkeys_of(person)
    if len(known) >= MOST_PASSKEYS:
        raise Refused(f"You have {MOST_PASSKEYS} passkeys. Remove one that you no longer use.")
    if any(each.name.lower() == name.lower() for each in known):
        raise Refused("You have a passkey of this name. Choose another.", field="name")
    columns = passkeys.made(answer, site=passkeys.Site.of(settings().base_url), challenge=challenge)
    db.session.add(Passkey(id=new_id(), user_id=person.id, name=name, **columns))
    try:
        return added(person, "passkey_added", f"The passkey “{name}” was added to your account.")
    except IntegrityError:
        db.session.rollback()
        raise Refused("This passkey is known already.") from None


def remove_passkey(passkey: Passkey, *, by: User) -> None:
    hold(by)
    is_last = len(queries.passkeys_of(by)) == 1 and queries.authenticator_of(by) is None
    demand_another(is_last=is_last)
    db.session.delete(passkey)
    removed(by, "passkey_removed", f"The passkey “{passkey.name}” was removed from your account.")
    db.session.commit()


def renew_codes(person: User) -> list[str]:
    """Ten new recovery codes; the old ones end. Raises `Refused` where they would open nothing."""
    hold(person)
    if not queries.has_second_factor(person):
        raise Refused("Add an authenticator app or a passkey first. Recovery codes stand in for them.")
    made = new_codes(person)
    told = "New recovery codes were made; the old ones no longer work."
    notices.tell(person, told)
    record(person, "recovery_codes_made", by=person, summary=told, changes={})
    db.session.commit()
    return made


def remove_all(person: User, *, by: User | None) -> None:
    """Take a person's second factors away, for somebody who has lost them; every session ends."""
    hold(person)
    for noun in (Authenticator, Passkey, RecoveryCode):
        db.session.execute(
            sa.delete(noun).where(noun.user_id == person.id), execution_options={"synchronize_session": False}
        )
    BrowserSession.end_all(db.session, person, at=now())
    person.end_sessions()
    told = "Authenticator app, passkeys and recovery codes were removed by an administrator."
    notices.tell(person, told)
    record(person, "second_factors_removed", by=by, summary=told, changes={})
    db.session.commit()


def renew_seals() -> int:
    """Seal everything anew with the present secret key, so that the old one can be dropped; how much it was."""
    count = 0
    for authenticator in db.session.scalars(sa.select(Authenticator).with_for_update()):
        authenticator.sealed_secret = reseal(authenticator.sealed_secret)
        count += 1
    for code in db.session.scalars(sa.select(RecoveryCode).with_for_update()):
        code.sealed_code = reseal(code.sealed_code)
        count += 1
    db.session.commit()
    return count


def added(person: User, verb: str, told: str) -> list[str]:
    """What every addition ends with; its commit too."""
    for browser in db.session.scalars(sa.select(BrowserSession).where(BrowserSession.user_id == person.id)):
        browser.lacks_second_factor = False
    made = [] if queries.unused_codes(person) else new_codes(person)
    notices.tell(person, told)
    record(person, verb, by=person, summary=told, changes={})
    db.session.commit()
    return made


def removed(person: User, verb: str, told: str) -> None:
    db.session.flush()
    if not queries.has_second_factor(person):
        forget_codes(person)
    notices.tell(person, told)
    record(person, verb, by=person, summary=told, changes={})


def demand_another(*, is_last: bool) -> None:
    if is_last and settings().require_second_factor:
        raise Refused(LAST_FACTOR)


def new_codes(person: User) -> list[str]:
    forget_codes(person)
    made = codes.new_recovery_codes()
    db.session.add_all([RecoveryCode(id=new_id(), user_id=person.id, sealed_code=seal(code)) for code in made])
    return made


def forget_codes(person: User) -> None:
    old = sa.delete(RecoveryCode).where(RecoveryCode.user_id == person.id)
    db.session.execute(old, execution_options={"synchronize_session": False})
