"""Two entries of one agency become one, and two again."""

from datetime import timedelta

import pytest

from app.clock import now
from app.history import verify_chains
from app.models import Agency, AgencyAlias, AgencyContact, AgencyMerge, OversightRequest, RequestDraft, Seat
from app.models.picklists import ContactPurpose, Role
from tests.accounts.reading import history, text_of


@pytest.fixture
def administrator(given, client):
    person = given.person(None, is_administrator=True)
    client.sign_in(person)
    return person


@pytest.fixture
def twins(given):
    """State, and a twin with something of everything: requests of two offices, one of them limited."""
    state, twin = given.agency("State"), given.agency("DOS", name="State Department")
    minority = given.office("DEMOM")
    owner = given.person(Role.COUNSEL)
    given.request(agency=twin, owner=owner, named=[owner], subject="Hidden word")
    given.request(agency=twin, office=minority)
    given.request(agency=state)
    given.agency("PM", parent=twin)
    given.person(Role.CLERK, home_agency=twin)
    with given.session() as session:
        office_id = session.query(OversightRequest).filter_by(is_limited=True).one().office_id
        session.add_all(
            [
                AgencyAlias(agency_id=twin.id, name="Foggy Bottom"),
                AgencyContact(agency_id=twin.id, office_id=office_id, purpose=ContactPurpose.PRESS, phone="1"),
                RequestDraft(
                    office_id=office_id,
                    agency_id=twin.id,
                    drafted_by_id=owner.id,
                    saved_at=now(),
                    fields={"agency_id": [str(twin.id)]},
                ),
            ]
        )
        session.commit()
    return state, twin


def placed(given) -> dict[str, object]:
    """Where everything that names an agency stands."""
    with given.session() as session:
        return {
            "requests": {row.number: row.agency_id for row in session.query(OversightRequest)},
            "drafts": [(row.agency_id, row.fields) for row in session.query(RequestDraft)],
            "homes": {row.id: row.home_agency_id for row in session.query(Seat)},
            "agencies": {row.short_name: (row.parent_id, row.merged_into_id) for row in session.query(Agency)},
            "aliases": sorted((row.name, row.agency_id) for row in session.query(AgencyAlias)),
            "contacts": [row.agency_id for row in session.query(AgencyContact)],
        }


def merge(client, twin, state):
    return client.submit(f"/agencies/{twin.id}/merger", {"kept_id": str(state.id)})


def undo(given, client, state):
    return client.submit(f"/agencies/mergers/{given.row(AgencyMerge).id}/undo", at=f"/agencies/{state.id}/entry")


def test_a_merge_moves_all_tells_no_subject_and_is_undone_whole(given, client, twins, administrator):
    state, twin = twins
    before = placed(given)
    page = text_of(client.get(f"/agencies/{twin.id}/merger"))
    assert "2 requests of all offices" in page
    assert "Hidden" not in page
    assert merge(client, twin, state).location == f"/agencies/{state.id}"
    after = placed(given)
    assert set(after["requests"].values()) == {state.id}
    assert after["drafts"] == [(state.id, {"agency_id": [str(state.id)]})]
    assert twin.id not in after["homes"].values(), "the detailee stays barred from the agency"
    assert after["agencies"]["PM"] == (state.id, None)
    assert {"State Department", "DOS", "Foggy Bottom"} == {
        name for name, owner in after["aliases"] if owner == state.id
    }
    assert after["contacts"] == [state.id]
    assert client.get(f"/agencies/{twin.id}").location == f"/agencies/{state.id}"
    assert "State Department" not in text_of(client.get("/agencies"))
    told = [event for event in history(given) if event.verb in {"merged", "agency_merged"}]
    assert sorted(event.chain.partition("-")[0] for event in told) == ["installation", "office", "office"]
    assert len({event.act_id for event in told}) == 1

    assert undo(given, client, state).location == f"/agencies/{twin.id}"
    assert placed(given) == before
    with given.session() as session:
        assert not any(finding.is_broken for finding in verify_chains(session))


def test_a_merge_is_not_undone_after_thirty_days_nor_after_an_edit(given, client, twins, administrator):
    state, twin = twins
    merge(client, twin, state)
    client.submit(f"/agencies/{state.id}/names", {"name": "The Department"})
    undo(given, client, state)
    assert "was edited since the merge" in text_of(client.get(f"/agencies/{state.id}"))
    with given.session() as session:
        merged = session.get_one(AgencyMerge, given.row(AgencyMerge).id)
        merged.edition = merged.kept.edition
        merged.merged_at = now() - timedelta(days=31)
        session.commit()
    undo(given, client, state)
    assert "can be undone for 30 days" in text_of(client.get(f"/agencies/{state.id}"))
    assert given.row(Agency, short_name="DOS").merged_into_id == state.id


def test_what_was_given_to_a_third_agency_since_stays_there(given, client, twins, administrator):
    state, twin = twins
    merge(client, twin, state)
    third = given.agency("DOE")
    with given.session() as session:
        moved = session.query(OversightRequest).filter_by(is_limited=True).one()
        moved.agency_id, number = third.id, moved.number
        session.commit()
    undo(given, client, state)
    assert placed(given)["requests"][number] == third.id


def test_a_merge_into_itself_or_into_a_part_of_itself_is_refused(given, client, administrator):
    state = given.agency("State")
    bureau = given.agency("PM", parent=state)
    assert "PM belongs to State" in text_of(merge(client, state, bureau))
    assert "Choose one of these." in text_of(merge(client, state, state))
    assert given.count(AgencyMerge) == 0


def test_names_parents_and_successors_are_kept_by_the_administrator(given, client, administrator):
    state, other = given.agency("State"), given.agency("Other")
    bureau = given.agency("PM", parent=state)
    entry = f"/agencies/{state.id}/entry"
    typed = {"name": "Department of State", "short_name": "State"}
    assert "belongs to State itself" in text_of(client.submit(entry, {**typed, "parent_id": str(bureau.id)}))
    assert "Choose the successor" in text_of(client.submit(entry, {**typed, "succeeded_on": "10/12/2018"}))
    client.submit(entry, {**typed, "successor_id": str(other.id), "succeeded_on": "10/12/2018"})
    assert given.row(Agency, id=state.id).successor_id == other.id
    names = f"/agencies/{state.id}/names"
    client.submit(names, {"name": "Foggy Bottom", "valid_from": "10/12/2018"})
    assert "has Department of State (State) already" in text_of(
        client.submit(f"/agencies/{other.id}/names", {"name": "foggy bottom"})
    )
    assert "State" in text_of(client.get("/agencies?q=foggy"))
    alias = given.row(AgencyAlias)
    client.submit(f"{names}/{alias.id}/removal", at=names)
    assert given.count(AgencyAlias) == 0
    assert [event.verb for event in history(given)] == ["changed", "named", "unnamed"]
