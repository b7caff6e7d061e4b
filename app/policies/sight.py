"""Who may see what: for whom a session looks, and the one visibility predicate that it applies."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.interfaces import CriteriaOption
from sqlalchemy.orm.util import LoaderCriteriaOption

from app.models import (
    Agency,
    AgencyContact,
    Attachment,
    ClaimTie,
    Closure,
    Event,
    FileText,
    ImportedRecord,
    IntelligenceItem,
    LetterMention,
    LetterReading,
    LetterStep,
    LetterTemplate,
    MarkingHit,
    Matter,
    Message,
    NamedPerson,
    OversightRequest,
    RequestDraft,
    RequestLink,
    RequestTopic,
    SavedView,
    SearchText,
    Sequestration,
    Share,
    SheetImport,
    SheetPart,
    Topic,
    User,
    Viewing,
    WrittenLetter,
)
from app.models.base import Base, Guarded, OfRequest
from app.models.sequestration import OfSequestration
from app.policies.grid import STAFF, seats_of


@dataclass(frozen=True)
class Viewer:
    """For whom a session looks: ids only, so that it can outlive the rows it was made from."""

    user_id: int = 0
    staff_office_ids: tuple[int, ...] = ()
    office_ids: tuple[int, ...] = ()
    home_agency_ids: tuple[int, ...] = ()
    guarded_office_ids: tuple[int, ...] = ()
    has_shares: bool = False
    is_system: bool = False
    parameters: dict[str, Any] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        values = {
            "viewer_user": self.user_id,
            "viewer_staff_offices": list(self.staff_office_ids),
            "viewer_offices": list(self.office_ids),
            "viewer_home_agencies": list(self.home_agency_ids),
            "viewer_guarded_offices": list(self.guarded_office_ids),
        }
        object.__setattr__(self, "parameters", values)


NOBODY = Viewer()
SYSTEM = Viewer(is_system=True)


def look(session: Session, viewer: Viewer) -> None:
    """From now on this session looks for `viewer`: a session that was never told sees nothing that is guarded."""
    session.info["viewer"] = viewer


def look_for(session: Session, person: Any) -> None:
    """From now on this session looks for this person (nobody in particular: nothing)."""
    look(session, viewer_of(session, person) if getattr(person, "is_authenticated", False) else NOBODY)


@contextmanager
def past_walls(session: Session) -> Iterator[Session]:
    """A look past the walls inside this session's transaction: who runs the house counts and moves, and reads nothing.

    Nothing that is loaded here may be shown; the outer session commits what was flushed here.
    """
    with Session(session.connection(), join_transaction_mode="rollback_only") as inner:
        look(inner, SYSTEM)
        yield inner


def viewer_of(session: Session, person: User) -> Viewer:
    return viewers_of(session, [person])[person.id]


def viewers_of(session: Session, people: Iterable[User]) -> dict[int, Viewer]:
    """As whom each of these people looks, by their id. What is the same for all who sit alike is asked once."""

    @cache
    def are_shared_with(office_ids: tuple[int, ...]) -> bool:
        return bool(office_ids) and session.scalar(IS_SHARED_WITH, {"asked_offices": office_ids}) is True

    @cache
    def bureaus(agency_ids: frozenset[int]) -> tuple[int, ...]:
        return with_bureaus(session, agency_ids) if agency_ids else ()

    found = {}
    for person in people:
        seats = seats_of(person)
        office_ids = tuple(sorted(seat.office_id for seat in seats))
        found[person.id] = Viewer(
            user_id=person.id,
            staff_office_ids=tuple(sorted(seat.office_id for seat in seats if seat.role in STAFF)),
            office_ids=office_ids,
            home_agency_ids=bureaus(
                frozenset(seat.home_agency_id for seat in seats if seat.home_agency_id is not None)
            ),
            guarded_office_ids=tuple(sorted(seat.office_id for seat in seats if seat.is_security_officer)),
            has_shares=are_shared_with(office_ids),
        )
    return found


def with_bureaus(session: Session, agency_ids: Collection[int]) -> tuple[int, ...]:
    """The agencies and all that belongs to them: a detailee is blocked from the bureaus, too."""
    tree = sa.select(Agency.id).where(Agency.id.in_(agency_ids)).cte("home", recursive=True)
    below = sa.select(Agency.id).join(tree, Agency.parent_id == tree.c.id)
    return tuple(session.scalars(sa.select(tree.union(below).c.id)))


USER = sa.bindparam("viewer_user", type_=sa.BigInteger)
STAFF_OFFICES = sa.bindparam("viewer_staff_offices", expanding=True, type_=sa.BigInteger)
OFFICES = sa.bindparam("viewer_offices", expanding=True, type_=sa.BigInteger)
GUARDED_OFFICES = sa.bindparam("viewer_guarded_offices", expanding=True, type_=sa.BigInteger)
HOME_AGENCIES = sa.bindparam("viewer_home_agencies", expanding=True, type_=sa.BigInteger)

REQUESTS = sa.inspect(OversightRequest).local_table
SHARES = sa.inspect(Share).local_table
NAMED = sa.inspect(NamedPerson).local_table
INTELLIGENCE = sa.inspect(IntelligenceItem).local_table
TOPICS = sa.inspect(Topic).local_table
DRAFTS = sa.inspect(RequestDraft).local_table
LETTERS = sa.inspect(WrittenLetter).local_table
MENTIONS = sa.inspect(LetterMention).local_table

# Asked on every page, so it is put together once. Its parameter has a name of its own: the viewer's would replace it.
ASKED_OFFICES = sa.bindparam("asked_offices", expanding=True, type_=sa.BigInteger)
IS_SHARED_WITH = sa.select(sa.exists().where(Share.office_id.in_(ASKED_OFFICES)))


def request_seen(columns: Any, *, shares: bool) -> sa.ColumnElement[bool]:
    """A request is seen by its office's staff, and by offices it is shared with, unless it is limited or the home agency's."""
    seen = columns.office_id.in_(STAFF_OFFICES)
    if shares:
        shared = sa.select(SHARES.c.request_id).where(
            SHARES.c.request_id == columns.id, SHARES.c.office_id.in_(OFFICES)
        )
        seen = sa.or_(seen, shared.exists())
    named = sa.select(NAMED.c.user_id).where(NAMED.c.request_id == columns.id, NAMED.c.user_id == USER)
    not_limited = sa.or_(sa.not_(columns.is_limited), named.exists())
    return sa.and_(seen, not_limited, columns.agency_id.not_in(HOME_AGENCIES))


def through_request(request_id: Any, *, shares: bool) -> sa.ColumnElement[bool]:
    """What belongs to a request is seen by whoever sees the request."""
    parent = REQUESTS.alias("seen_request")
    return sa.select(parent.c.id).where(parent.c.id == request_id, request_seen(parent.c, shares=shares)).exists()


def own_staff_sees(columns: Any) -> sa.ColumnElement[bool]:
    """Work product (intelligence items, matters): the office's own staff only, whoever a request is shared with."""
    return sa.and_(columns.office_id.in_(STAFF_OFFICES))


def draft_seen(columns: Any) -> sa.ColumnElement[bool]:
    """A draft is seen by its office's staff, unless it is to a detailee's home agency."""
    not_home = sa.or_(columns.agency_id.is_(None), columns.agency_id.not_in(HOME_AGENCIES))
    return sa.and_(own_staff_sees(columns), not_home)


def letter_seen(columns: Any) -> sa.ColumnElement[bool]:
    """A letter is seen by its office's own staff who see every request that it tells of."""
    mention = MENTIONS.alias("seen_mention")
    hidden = sa.select(mention.c.request_id).where(
        mention.c.letter_id == columns.id, sa.not_(through_request(mention.c.request_id, shares=False))
    )
    return sa.and_(own_staff_sees(columns), columns.agency_id.not_in(HOME_AGENCIES), sa.not_(hidden.exists()))


def visible(noun: Any, *, shares: bool) -> sa.ColumnElement[bool]:
    """The one visibility predicate: one SQL criterion per noun."""
    if issubclass(noun, OversightRequest):
        return request_seen(noun, shares=shares)
    if issubclass(noun, OfRequest):
        return through_request(noun.request_id, shares=shares)
    if issubclass(noun, IntelligenceItem | Matter | Topic):
        return own_staff_sees(noun)
    if issubclass(noun, Closure):
        return sa.or_(noun.office_id.is_(None), noun.office_id.in_(OFFICES))
    if issubclass(noun, AgencyContact):
        return sa.and_(own_staff_sees(noun), noun.agency_id.not_in(HOME_AGENCIES))
    if issubclass(noun, RequestTopic):
        topic = TOPICS.alias("seen_topic")
        of_topic = sa.select(topic.c.id).where(topic.c.id == noun.topic_id, own_staff_sees(topic.c))
        return sa.and_(of_topic.exists(), through_request(noun.request_id, shares=False))
    if issubclass(noun, SearchText):
        without_request = sa.and_(noun.request_id.is_(None), own_staff_sees(noun))
        return sa.or_(without_request, through_request(noun.request_id, shares=shares))
    if issubclass(noun, SavedView):
        shared_view = sa.and_(noun.is_shared, noun.office_id.in_(OFFICES))
        return sa.or_(shared_view, noun.owner_id == USER)
    if issubclass(noun, FileText):
        return sa.false()
    if issubclass(noun, RequestLink):
        return sa.and_(through_request(noun.request_id, shares=shares), through_request(noun.earlier_id, shares=shares))
    if issubclass(noun, ClaimTie):
        work = INTELLIGENCE.alias("tied_intelligence")
        own = sa.select(work.c.id).where(work.c.id == noun.intelligence_item_id, own_staff_sees(work.c))
        return sa.and_(own.exists(), through_request(noun.request_id, shares=False))
    if issubclass(noun, Attachment):
        parent = INTELLIGENCE.alias("seen_intelligence")
        through_item = sa.select(parent.c.id).where(parent.c.id == noun.intelligence_item_id, own_staff_sees(parent.c))
        return sa.or_(through_request(noun.request_id, shares=shares), through_item.exists())
    if issubclass(noun, RequestDraft):
        return draft_seen(noun)
    if issubclass(noun, LetterReading):
        draft = DRAFTS.alias("seen_draft")
        of_draft = sa.select(draft.c.id).where(draft.c.id == noun.draft_id, draft_seen(draft.c)).exists()
        return sa.and_(own_staff_sees(noun), sa.or_(of_draft, through_request(noun.request_id, shares=False)))
    if issubclass(noun, LetterTemplate):
        return own_staff_sees(noun)
    if issubclass(noun, WrittenLetter):
        return letter_seen(noun)
    if issubclass(noun, LetterStep):
        letter = LETTERS.alias("stepping_letter")
        return sa.select(letter.c.id).where(letter.c.id == noun.letter_id, letter_seen(letter.c)).exists()
    if issubclass(noun, SheetImport):
        return own_staff_sees(noun)
    if issubclass(noun, SheetPart):  # A sheet as it was uploaded holds whatever it holds: its own uploader reads it.
        mine: sa.ColumnElement[bool] = noun.owner_id == USER
        return mine
    if issubclass(noun, ImportedRecord):
        return sa.and_(own_staff_sees(noun), noun.agency_id.not_in(HOME_AGENCIES))
    if issubclass(noun, Event | Message):
        return sa.and_(
            noun.office_id.in_(STAFF_OFFICES),
            sa.or_(noun.request_id.is_(None), through_request(noun.request_id, shares=False)),
        )
    if issubclass(noun, Sequestration | Viewing | MarkingHit):
        return sa.and_(noun.office_id.in_(GUARDED_OFFICES))
    if issubclass(noun, OfSequestration):
        act = sa.inspect(Sequestration).local_table.alias("seen_sequestration")
        return (
            sa.select(act.c.id).where(act.c.id == noun.sequestration_id, act.c.office_id.in_(GUARDED_OFFICES)).exists()
        )
    raise TypeError(f"{noun.__name__} is guarded and has no rule in policies.visible.")


def guarded_nouns() -> list[Any]:
    """Every mapped noun that is guarded."""
    return [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Guarded)]


class FixedCriterion(LoaderCriteriaOption):
    """A criterion made once, so its cache key is its name: the library would walk the whole expression each time.

    That is right because its parameters are named and come with each execution (`Viewer.parameters`).
    """

    inherit_cache = False
    name = ""

    def _gen_cache_key(self, anon_map: Any, bindparams: Any) -> tuple[Any, ...]:
        return (FixedCriterion, self.name)


def fixed(noun: Any, *, shares: bool) -> FixedCriterion:
    option = FixedCriterion(noun, visible(noun, shares=shares), include_aliases=True)
    option.name = f"{noun.__name__}, shares={shares}"
    return option


class Predicate(CriteriaOption):
    """The criteria of every guarded noun as one option, which a statement hands on to all it loads."""

    propagate_to_loaders = True

    def __init__(self, *, shares: bool) -> None:
        self.shares = shares
        self.criteria = tuple(fixed(noun, shares=shares) for noun in guarded_nouns())

    def _gen_cache_key(self, anon_map: Any, bindparams: Any) -> tuple[Any, ...]:
        return (Predicate, self.shares)

    def process_compile_state(self, compile_state: Any) -> None:
        for criterion in self.criteria:
            criterion.process_compile_state(compile_state)

    def process_compile_state_replaced_entities(self, compile_state: Any, mapper_entities: Any) -> None:
        for criterion in self.criteria:
            criterion.process_compile_state_replaced_entities(compile_state, mapper_entities)

    def get_global_criteria(self, attributes: dict[Any, Any]) -> None:
        for criterion in self.criteria:
            criterion.get_global_criteria(attributes)


OWN_ONLY = Predicate(shares=False)
WITH_SHARES = Predicate(shares=True)


@event.listens_for(Session, "do_orm_execute")
def apply_visibility(state: ORMExecuteState) -> Any:
    """Every statement of every session carries the predicate; only System's goes without."""
    viewer = state.session.info.get("viewer", NOBODY)
    is_reaching = viewer.is_system and viewer.user_id and state.is_select  # What was loaded before keeps its criteria.
    if (viewer.is_system and not is_reaching) or not (state.is_select or state.is_update or state.is_delete):
        return None
    # A row that is read again brings the options of its first load along, criteria included; only their values are new.
    if not (is_reaching or state.is_column_load):
        state.statement = state.statement.options(WITH_SHARES if viewer.has_shares else OWN_ONLY)
    state.parameters = state.parameters or {}
    return state.invoke_statement(params=viewer.parameters)
