"""Editing the letter's facts, and two people who do so at once."""

from datetime import date

import pytest

from app.models import EventPayload, Matter, OversightRequest
from app.models.picklists import Role
from tests.pages import parse


def text_of(answer) -> str:
    return answer.get_data(as_text=True).replace("&#39;", "'")


def fields_of(answer) -> dict[str, str]:
    """Everything a browser would post from the page's first form with an edition."""
    for form in parse(answer.get_data(as_text=True)).iter("form"):
        found = {}
        for element in form.iter():
            if not isinstance(element.tag, str) or not element.get("name"):
                continue
            tag = element.tag
            if tag == "input" and (element.get("type") not in {"radio", "checkbox"} or "checked" in element.attrib):
                found[element.get("name")] = element.get("value") or ""
            elif tag == "textarea":
                found[element.get("name")] = (element.text or "").removeprefix("\n")
            elif tag == "select":
                options = list(element.iter("option"))
                chosen = [option for option in options if "selected" in option.attrib] or options[:1]
                found[element.get("name")] = chosen[0].get("value") or ""
        if "edition" in found:
            return found
    raise AssertionError("no form with an edition")


@pytest.fixture
def made(given):
    return given.request(dated_on=date(2018, 10, 1), transmitted_on=date(2018, 10, 5))


@pytest.fixture
def two(given, clients, made):
    """Two colleagues who have opened the same form: (client, fields) each."""
    found = []
    for role in (Role.COUNSEL, Role.CLERK):
        client = clients().sign_in(given.person(role))
        found.append((client, fields_of(client.get(f"{made.url}/edit"))))
    return found


def save(client, made, fields, **changed):
    return client.post(f"{made.url}/edit", data={**fields, **changed})


def test_an_edit_changes_the_facts_and_is_told_in_the_history(given, two, made):
    client, fields = two[0]
    answer = save(client, made, fields, subject="New subject", addressee="Jane Roe", signatories="Al Poe, Chairman")
    assert answer.location == made.url
    row = given.row(OversightRequest)
    assert (row.subject, row.addressee, row.edition) == ("New subject", "Jane Roe", 2)
    assert row.signatories == [{"name": "Al Poe", "title": "Chairman"}]
    payload = given.row(EventPayload)
    assert payload.changes["subject"] == ["Vendor contracts", "New subject"]
    assert payload.summary == "Edited: subject, addressee, signatories."
    assert row.mail_topic == "Vendor contracts"


def test_saving_without_a_change_tells_nothing(given, two, made):
    client, fields = two[0]
    assert save(client, made, fields).location == made.url
    assert given.count(EventPayload) == 0
    assert given.row(OversightRequest).edition == 1


def test_what_both_changed_is_asked_about_and_nothing_is_lost(given, two, made):
    (first, seen), (second, stale) = two
    save(first, made, seen, subject="Theirs")
    clash = save(second, made, stale, subject="Mine", cc="Also mine")
    assert clash.status_code == 409
    page = text_of(clash)
    for words in ("Theirs", "Mine", "Keep theirs", "Use mine", "Also mine"):
        assert words in page
    assert given.row(OversightRequest).subject == "Theirs"
    settled = save(second, made, fields_of(clash))
    assert settled.location == made.url
    row = given.row(OversightRequest)
    assert (row.subject, row.cc, row.edition) == ("Mine", "Also mine", 3)


def test_theirs_can_be_kept(given, two, made):
    (first, seen), (second, stale) = two
    save(first, made, seen, subject="Theirs", dated_on="10/2/2018", instrument="QFR")
    clash = save(second, made, stale, subject="Mine", dated_on="10/3/2018", instrument="GAO", cc="Also mine")
    kept = dict.fromkeys(("keep_subject", "keep_dated_on", "keep_instrument"), "theirs")
    assert save(second, made, fields_of(clash), **kept).location == made.url
    row = given.row(OversightRequest)
    assert (row.subject, row.dated_on, row.instrument.value, row.cc) == (
        "Theirs",
        date(2018, 10, 2),
        "QFR",
        "Also mine",
    )


def test_changes_of_different_fields_are_both_kept_without_a_question(given, two, made):
    (first, seen), (second, stale) = two
    save(first, made, seen, subject="Theirs")
    answer = save(second, made, stale, addressee="Mine")
    assert answer.status_code == 302
    assert "A colleague changed other details meanwhile; both are kept." in text_of(second.get(made.url))
    row = given.row(OversightRequest)
    assert (row.subject, row.addressee) == ("Theirs", "Mine")


def test_a_stale_edit_that_does_not_say_what_it_saw_is_asked_about_every_difference(given, two, made):
    (first, seen), (second, stale) = two
    save(first, made, seen, subject="Theirs")
    for nonsense in ("", "[]", "{", '{"subject": 1}'):
        clash = save(second, made, {**stale, "was": nonsense}, addressee="Mine")
        assert clash.status_code == 409
        assert "Theirs" in text_of(clash)


def test_a_third_edit_meanwhile_is_asked_about_again(given, two, made):
    (first, seen), (second, stale) = two
    save(first, made, seen, subject="Theirs")
    clash = save(second, made, stale, subject="Mine")
    save(first, made, fields_of(first.get(f"{made.url}/edit")), subject="Theirs again")
    again = save(second, made, fields_of(clash))
    assert again.status_code == 409
    assert "Theirs again" in text_of(again)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("subject", "", "Enter the subject."),
        ("subject", "x" * 10_240, "Use at most 300 characters"),
        ("agency_id", "77", "Choose an agency from the list."),
        ("dated_on", "10/8/2018", "The letter was sent before this date."),
        ("dated_on", "10/12/0024", "Enter a date between 1900 and 2100."),
        ("cc", "a\x00b", "There are control characters in this text."),
        ("edition", "nonsense", ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(given, two, made, field, typed, sentence):
    client, fields = two[0]
    answer = save(client, made, fields, **{"addressee_title": "Kept", field: typed})
    if sentence:
        assert answer.status_code == 200
        assert sentence in text_of(answer)
        assert "Kept" in text_of(answer)
        assert given.count(EventPayload) == 0


def test_marked_text_changes_nothing(given, two, made):
    client, fields = two[0]
    answer = save(client, made, fields, subject="TOP SECRET//SI//NOFORN")
    assert "seems to carry a classification marking" in text_of(answer)
    assert given.row(OversightRequest).subject == "Vendor contracts"


def test_another_offices_matter_is_refused_and_the_own_is_kept(given, two, made):
    with given.session() as session:
        rows = [
            Matter(id=number, office_id=given.office(name).id, slug=f"{name.lower()}-x", title=f"Matter of {name}")
            for number, name in ((11, "DEMO"), (13, "DEMOM"))
        ]
        session.add_all(rows)
        session.commit()
    client, fields = two[0]
    refused = save(client, made, fields, matter_id="13")
    assert "Choose a matter of your office." in text_of(refused)
    assert "Matter of DEMOM" not in text_of(refused)
    assert save(client, made, fields, matter_id="11").status_code == 302
    assert given.row(OversightRequest).matter_id == 11


def test_the_owner_and_the_deadline_are_not_edited_here(given, two, made):
    client, fields = two[0]
    before = given.row(OversightRequest)
    save(client, made, fields, subject="New", owner_id="1", due_on="10/30/2018", is_limited="y", number="X")
    after = given.row(OversightRequest)
    assert (after.owner_id, after.due_on, after.is_limited, after.number) == (
        before.owner_id,
        before.due_on,
        False,
        made.number,
    )
