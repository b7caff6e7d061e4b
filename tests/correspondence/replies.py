"""What tests of correspondence start from and look at."""

from datetime import date

import sqlalchemy as sa

from app.extensions import db
from app.models import Communication, Event, Item, ItemDisposition, OversightRequest
from app.models.base import Base, new_id
from app.models.communication import CommunicationFacts
from app.models.picklists import CommunicationKind
from app.policies import SYSTEM, look

FORM = {
    "is_marked": "no",
    "kind": "REPLY",
    "dated_on": "10/05/2018",
    "summary": "The Department answers.",
    "settles": "",
    "waits_on": "AGENCY",
}


class Replies:
    def __init__(self, given):
        self.given = given

    def log(self, made, by, **facts):
        """A communication that waits to be classified, written straight; returns its id."""
        values = {"kind": CommunicationKind.REPLY, "dated_on": date(2018, 10, 5), "summary": "Their reply."} | facts
        with self.given.app.app_context():
            look(db.session, SYSTEM)
            oversight_request = db.session.get_one(OversightRequest, made.id)
            communication = Communication.log(
                oversight_request, facts=CommunicationFacts(**values), by=self.user(by), today=date(2099, 1, 1)
            )
            communication.id = new_id()
            db.session.add(communication)
            db.session.flush()
            oversight_request.retally()
            db.session.commit()
            return communication.id

    def user(self, person):
        from app.models import User

        return db.session.get_one(User, person.id)

    def items(self, made):
        """Item ids by path."""
        with self.given.session() as session:
            found = session.scalars(sa.select(Item).where(Item.request_id == made.id).order_by(Item.position))
            return {item.path: item.id for item in found}

    def standings(self, made):
        with self.given.session() as session:
            found = session.scalars(sa.select(Item).where(Item.request_id == made.id).order_by(Item.position))
            return [item.standing.value for item in found]

    def codes(self, made):
        with self.given.session() as session:
            query = (
                sa.select(Item.path, ItemDisposition.code)
                .join(ItemDisposition.item)
                .where(ItemDisposition.request_id == made.id)
                .order_by(Item.position, ItemDisposition.created_at)
            )
            return [(path, code.value) for path, code in session.execute(query)]

    def request(self, made):
        return self.given.row(OversightRequest, id=made.id)

    def events(self):
        with self.given.session() as session:
            found = session.scalars(sa.select(Event).order_by(Event.sequence)).all()
            return [(event.noun, event.verb, event.act_id, event.payload.summary) for event in found]

    def whole_database(self):
        """Every text of every table, to look for what must not be there."""
        with self.given.session() as session:
            rows = [session.execute(sa.select(table)).all() for table in Base.metadata.sorted_tables]
            return repr(rows)
