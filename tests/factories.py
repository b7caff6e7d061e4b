"""What tests start from, made by System and committed: `given.request(agency=..., due_on=...)`."""

import itertools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask
from flask_security import hash_password
from sqlalchemy.orm import Session

from app.extensions import db
from app.ledger import Entry
from app.models import Agency, Deadline, Item, NamedPerson, NumberSeries, Office, OversightRequest, Seat, Share, User
from app.models.picklists import OfficeKind, Role
from app.policies import SYSTEM, look, look_for

FILED_AT = datetime(2018, 10, 1, 14, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """Who a test signs in."""

    id: int
    name: str
    email: str
    uniquifier: str


@dataclass(frozen=True)
class Row:
    """An id and, for requests and offices, the name by which people know it."""

    id: int
    number: str = ""

    @property
    def url(self) -> str:
        return f"/requests/{self.number}"


class Given:
    """One method per noun; what is not said is made up or shared within a test."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.serial = itertools.count(1)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A System session inside an application context, for arranging and for looking at what was written."""
        with self.app.app_context():
            look(db.session, SYSTEM)
            yield db.session

    @contextmanager
    def acting(self, person: Person) -> Iterator[User]:
        """Inside, the session looks for this person, as in an HTTP request of theirs; yields their `User`."""
        with self.app.app_context():
            user = db.session.get_one(User, person.id)
            look_for(db.session, user)
            yield user

    def office(self, short_name: str = "DEMO", **given: Any) -> Row:
        given.setdefault("kind", OfficeKind.MINORITY if short_name.endswith("M") else OfficeKind.MAJORITY)
        given.setdefault("name", f"Office {short_name}")
        with self.session() as session:
            found = session.scalar(sa.select(Office).where(Office.short_name == short_name))
            if found is None:
                found = Office(short_name=short_name, **given)
                session.add(found)
                session.commit()
            return Row(found.id, found.short_name)

    def agency(self, short_name: str = "State", *, name: str | None = None, parent: Row | None = None) -> Row:
        with self.session() as session:
            found = session.scalar(sa.select(Agency).where(Agency.short_name == short_name))
            if found is None:
                found = Agency(short_name=short_name, name=name or f"Department of {short_name}")
                found.parent_id = parent.id if parent else None
                session.add(found)
                session.commit()
            return Row(found.id, found.short_name)

    def person(
        self,
        role: Role | None = Role.INVESTIGATOR,
        *,
        office: Row | None = None,
        name: str | None = None,
        password: str | None = None,
        home_agency: Row | None = None,
        **marks: Any,
    ) -> Person:
        """A person with one seat (none where `role` is None); marks: is_approver, is_security_officer, is_administrator."""
        number = next(self.serial)
        is_administrator = marks.pop("is_administrator", False)
        with self.session() as session:
            user = User(
                email=f"person{number}@example.gov",
                name=name or f"{role.label if role else 'Person'} {number}",
                active=True,
                fs_uniquifier=uuid.uuid4().hex,
                is_administrator=is_administrator,
                password=hash_password(password) if password else None,
            )
            session.add(user)
            session.flush()
            if role is not None:
                home = home_agency.id if home_agency else None
                seat_office = office or self.office_in(session)
                session.add(Seat(user_id=user.id, office_id=seat_office.id, role=role, home_agency_id=home, **marks))
            session.commit()
            return Person(user.id, user.name, user.email, user.fs_uniquifier)

    def office_in(self, session: Session) -> Row:
        found = session.scalar(sa.select(Office).where(Office.short_name == "DEMO"))
        if found is None:
            found = Office(short_name="DEMO", name="Office DEMO", kind=OfficeKind.MAJORITY)
            session.add(found)
            session.flush()
        return Row(found.id, found.short_name)

    def request(
        self,
        *,
        office: Row | None = None,
        agency: Row | None = None,
        owner: Person | None = None,
        items: int | list[tuple[str | None, str]] = 1,
        due_on: date | None = date(2018, 10, 12),
        due_time: time | None = None,
        shared_with: list[Row] | None = None,
        named: list[Person] | None = None,
        **given: Any,
    ) -> Row:
        """A filed and sent request; `items` is how many, or pairs (number, text) with sub-items like ("3a", ...)."""
        office, agency = office or self.office(), agency or self.agency()
        owner = owner or self.person(office=office)
        with self.session() as session:
            serial = given.pop("serial", None) or self.next_serial(session, office)
            defaults = {
                "congress": 115,
                "subject": "Vendor contracts",
                "mail_topic": "Vendor contracts",
                "filed_at": FILED_AT,
                "dated_on": date(2018, 10, 1),
                "transmitted_on": date(2018, 10, 1),
            }
            values = defaults | given
            oversight_request = OversightRequest(
                office_id=office.id,
                agency_id=agency.id,
                owner_id=owner.id,
                filed_by_id=owner.id,
                serial=serial,
                number=f"{office.number}-{values['congress']}-{serial:04d}",
                is_limited=bool(named),
                **values,
            )
            session.add(oversight_request)
            session.flush()
            self.add_items(session, oversight_request, items)
            if due_on is not None:
                entry = Entry(kind="start", on=date(2018, 10, 1), until=due_on, until_time=due_time)
                Deadline.start(oversight_request, entry=entry, by=session.get_one(User, owner.id))
            for other in shared_with or []:
                session.add(
                    Share(
                        request_id=oversight_request.id, office_id=other.id, shared_by_id=owner.id, shared_at=FILED_AT
                    )
                )
            for person in named or []:
                session.add(NamedPerson(request_id=oversight_request.id, user_id=person.id))
            session.flush()
            oversight_request.recount()
            session.commit()
            return Row(oversight_request.id, oversight_request.number)

    def next_serial(self, session: Session, office: Row) -> int:
        series = session.get(NumberSeries, (office.id, 115))
        if series is None:
            series = NumberSeries(office_id=office.id, congress=115, last_serial=0)
            session.add(series)
        series.last_serial += 1
        return series.last_serial

    def add_items(self, session: Session, oversight_request: Any, items: int | list[tuple[str | None, str]]) -> None:
        listed = [(str(n + 1), f"Item number {n + 1}") for n in range(items)] if isinstance(items, int) else items
        parents: dict[str, Item] = {}
        for position, (number, text) in enumerate(listed, start=1):
            top = number.rstrip("abcdefgh") if number else None
            is_sub = number is not None and top != number
            path = f"{top}({number[len(top or '') :]})" if is_sub and number else number
            item = Item(oversight_request=oversight_request, position=position, number=number, path=path, text=text)
            item.parent = parents.get(top or "") if is_sub else None
            item.level = 2 if is_sub else 1
            if number and not is_sub:
                parents[number] = item
            session.add(item)
        session.flush()

    def row(self, noun: Any, **where: Any) -> Any:
        """A fresh look at one row, by System, loaded with its columns; None where there is none."""
        with self.session() as session:
            found = session.scalar(sa.select(noun).filter_by(**where))
            if found is not None:
                session.refresh(found)
                session.expunge(found)
            return found

    def count(self, noun: Any) -> int:
        with self.session() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(noun)) or 0


EASTERN = ZoneInfo("America/New_York")
