"""One count (rule 2): every disposition lands in its state, and the cached columns are a recount from scratch."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import example, settings
from hypothesis import given as holds
from hypothesis import strategies as st

from app.models import Item, OversightRequest, User
from app.models.counts import Count, Standing, common_standing, standing_of
from app.models.item import GONE, DispositionFacts
from app.models.picklists import Disposition, Ground
from app.refusals import Refused

LANDS_IN = {
    Disposition.FULL: Standing.SAID_DONE,
    Disposition.NO_RECORDS: Standing.SAID_DONE,
    Disposition.PARTIAL: Standing.PARTIAL,
    Disposition.NARRATIVE_IN_LIEU: Standing.PARTIAL,
    Disposition.BRIEFING_IN_LIEU: Standing.PARTIAL,
    Disposition.INCAM_ONLY: Standing.PARTIAL,
    Disposition.PUBLIC_LINK_ONLY: Standing.PARTIAL,
    Disposition.CLASSIFIED_ANNEX: Standing.PARTIAL,
    Disposition.NARROWED: Standing.PARTIAL,
    Disposition.REFUSED: Standing.REFUSED,
    Disposition.REFERRED: Standing.NOTHING,
    Disposition.DEFERRED: Standing.NOTHING,
    Disposition.PENDING_CLEARANCE: Standing.NOTHING,
    Disposition.NON_RESPONSIVE: Standing.NOTHING,
    Disposition.NO_RESPONSE: Standing.NOTHING,
    Disposition.MOOT: Standing.OUT,
    Disposition.WITHDRAWN_BY_US: Standing.OUT,
}
DAY = date(2018, 10, 1)
PERSON = User(name="Counsel", email="counsel@example.gov")


@pytest.mark.parametrize("code", list(Disposition))
def test_every_disposition_lands_in_the_state_that_the_rule_says(code):
    assert standing_of(code, is_accepted=False, is_withheld_whole=False) is LANDS_IN[code]


@pytest.mark.parametrize("code", list(Disposition))
def test_our_acceptance_satisfies_whatever_the_agency_did_unless_the_item_is_out(code):
    expected = Standing.OUT if code in GONE else Standing.SATISFIED
    assert standing_of(code, is_accepted=True, is_withheld_whole=False) is expected


@pytest.mark.parametrize("code", sorted(frozenset(Disposition) - GONE))
def test_a_ground_on_the_whole_item_withholds_it_whatever_else_was_said(code):
    assert standing_of(code, is_accepted=False, is_withheld_whole=True) is Standing.REFUSED


def test_an_item_of_which_nothing_was_said_has_nothing_yet():
    assert standing_of(None, is_accepted=False, is_withheld_whole=False) is Standing.NOTHING


def test_the_headline_says_how_many_of_how_many_are_satisfied():
    standings = [Standing.SATISFIED] * 3 + [Standing.PARTIAL, Standing.SAID_DONE, Standing.REFUSED]
    count = Count.of([*standings, Standing.NOTHING, Standing.NOTHING, Standing.OUT])
    assert count.headline == "3 of 8 satisfied"
    assert [number for _, number in count.five] == [3, 1, 1, 1, 2]


@holds(st.lists(st.sampled_from(Standing)))
def test_the_five_states_sum_to_what_is_counted(standings):
    count = Count.of(standings)
    assert sum(number for _, number in count.five) == count.counted == len(standings) - standings.count(Standing.OUT)


@holds(st.lists(st.sampled_from(Standing), min_size=1))
def test_a_parent_has_the_common_state_of_its_sub_items_that_are_not_out_else_partial(standings):
    kinds = Counter(standing for standing in standings if standing is not Standing.OUT)
    expected = Standing.OUT if not kinds else next(iter(kinds)) if len(kinds) == 1 else Standing.PARTIAL
    assert common_standing(standings) is expected


SHAPES = [[0], [0, 0, 0], [0, 1, 1, 0], [0, 1, 2, 2, 1, 0], [0, 1, 2, 0, 1, 1, 1]]
VERBS = st.tuples(
    st.sampled_from(["dispose", "dispose_whole", "accept", "take_back", "withdraw"]),
    st.integers(0, 6),
    st.sampled_from(Disposition),
    st.integers(0, 5),
)


def request_of(shape):
    """A request whose items stand at these depths, below the nearest item that is less deep."""
    oversight_request = OversightRequest(number="DEMO-115-0001", counted_items=0, satisfied_items=0)
    above = []
    for position, depth in enumerate(shape, start=1):
        item = Item(id=position, oversight_request=oversight_request, position=position, path=str(position), text="x")
        item.parent = above[depth - 1] if depth else None
        item.parent_id = item.parent.id if item.parent else None
        above[depth:] = [item]
    return oversight_request


def do(item, verb, code, day):
    on = DAY + timedelta(days=day)
    if verb == "dispose":
        item.dispose(DispositionFacts(item.id, code), on=on, by=PERSON)
    elif verb == "dispose_whole":
        item.dispose(DispositionFacts(item.id, code, (Ground.PRIVACY,), is_whole=True), on=on, by=PERSON)
    elif verb == "accept":
        item.accept(by=PERSON, on=on)
    elif verb == "take_back":
        item.take_back_acceptance()
    else:
        item.withdraw(Disposition.WITHDRAWN_BY_US, on=on, by=PERSON, note="Answered elsewhere.")


class Scratch:
    """The rule told a second time, over plain lists: the verbs that were not refused, and nothing cached."""

    def __init__(self, items):
        self.items = items
        self.said = {item.id: [] for item in items}
        self.accepted = {item.id: False for item in items}

    def note(self, item, verb, code, day):
        if verb in {"accept", "take_back"}:
            self.accepted[item.id] = verb == "accept"
            return
        code = Disposition.WITHDRAWN_BY_US if verb == "withdraw" else code
        told = (code, verb == "dispose_whole", verb == "withdraw")
        # Saying the latest over again adds nothing, on whatever day.
        if self.latest(item)[2:] != told:
            self.said[item.id].append((day, len(self.said[item.id]), *told))

    def latest(self, item):
        return max(self.said[item.id], key=lambda said: said[:2], default=(0, 0, None, False, False))

    def state(self, item):
        children = [self.state(child) for child in self.items if child.parent is item]
        if children:
            kinds = {kind for kind in children if kind != "out"}
            return "out" if not kinds else kinds.pop() if len(kinds) == 1 else "partial"
        _, _, code, is_whole, _ = self.latest(item)
        if code in GONE:
            return "out"
        if self.accepted[item.id]:
            return "satisfied"
        return "refused" if is_whole else LANDS_IN.get(code, Standing.NOTHING).value

    def columns(self):
        states = Counter(self.state(item) for item in self.items if item.parent is None)
        counted = sum(states.values()) - states["out"]
        return counted, states["satisfied"], states["partial"], states["said_done"], states["refused"]


@settings(max_examples=100, deadline=None)
@example([0], [("dispose_whole", 0, Disposition.FULL, day) for day in (0, 1)] + [("dispose", 0, Disposition.FULL, 0)])
@holds(st.sampled_from(SHAPES), st.lists(VERBS, max_size=14))
def test_the_cached_count_equals_a_recount_from_scratch_after_any_verbs(shape, verbs):
    oversight_request = request_of(shape)
    scratch = Scratch(oversight_request.items)
    for verb, which, code, day in verbs:
        item = oversight_request.items[which % len(oversight_request.items)]
        try:
            do(item, verb, code, day)
        except Refused:
            continue
        finally:
            oversight_request.recount()
        scratch.note(item, verb, code, day)
        r = oversight_request
        cached = (r.counted_items, r.satisfied_items, r.partial_items, r.said_done_items, r.refused_items)
        assert cached == scratch.columns()
        assert sum(number for _, number in r.count.five) == r.counted_items
        assert r.count.headline == f"{cached[1]} of {cached[0]} satisfied"
