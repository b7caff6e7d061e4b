"""A false alarm of the guard is released for one text or file, in one office, with a reason; nothing of it is kept before."""

import io

import pytest
import sqlalchemy as sa

from app.models import Attachment, Base, IntelligenceItem, MarkingHit
from app.models.picklists import Role

WORD = "ZEPHYRINE"
MARKED = f"SECRET//NOFORN\n{WORD} is a perfume house's own banner."
FACTS = {
    "is_marked": "no", "title": "A report", "source_class": "MEDIA", "source": "A paper", "obtained": "Read",
    "handling": "COMMITTEE_INTERNAL", "relation": "SUPPORTS",
}  # fmt: skip
SORTS = {
    "text": lambda: {"title": MARKED.replace("\n", " ")},
    "file": lambda: {"files": [(io.BytesIO(MARKED.encode()), "perfume.txt")]},
    "file name": lambda: {"files": [(io.BytesIO(b"Perfume"), f"SECRET__NOFORN {WORD}.txt")]},
}


def log(client, sort):
    return client.submit("/intelligence/new", {**FACTS, **SORTS[sort]()})


@pytest.mark.parametrize("sort", list(SORTS))
def test_what_was_refused_passes_once_its_own_office_has_released_it(given, clients, sort):
    sender = clients().sign_in(given.person(name="Sender One"))
    officer = clients().sign_in(given.person(Role.CLERK, is_security_officer=True))
    assert "classification marking" in log(sender, sort).text
    assert "classification marking" in log(sender, sort).text
    assert given.count(MarkingHit) == 1
    hit = given.row(MarkingHit)
    assert (hit.sort, hit.released_at) == (sort, None)
    with given.session() as session:
        for table in Base.metadata.sorted_tables:
            assert not [row for row in session.execute(sa.select(table)) if WORD in str(row)]
    assert "Sender One" in officer.get("/marking-hits").text
    url = f"/marking-hits/{hit.id}"
    assert "Say why." in officer.submit(url, {"reason": ""}).text
    assert officer.submit(url, {"reason": "Their own banner"}).status_code == 302
    assert "released already" in officer.get(url).text
    assert log(sender, sort).status_code == 302
    assert given.count(IntelligenceItem) == 1
    assert given.count(Attachment) == (sort != "text")

    elsewhere = given.office("OTHER")
    stranger = clients().sign_in(given.person(office=elsewhere))
    assert "classification marking" in log(stranger, sort).text
    assert given.count(IntelligenceItem) == 1


def test_another_offices_officer_sees_and_releases_nothing(given, clients):
    log(clients().sign_in(given.person(name="Sender One")), "text")
    other = given.office("OTHER")
    officer = clients().sign_in(given.person(Role.CLERK, office=other, is_security_officer=True))
    assert "Sender One" not in officer.get("/marking-hits").text
    assert officer.get(f"/marking-hits/{given.row(MarkingHit).id}").status_code == 404


def test_what_differs_by_a_letter_is_refused_as_before(given, clients):
    sender = clients().sign_in(given.person())
    log(sender, "text")
    officer = clients().sign_in(given.person(Role.CLERK, is_security_officer=True))
    officer.submit(f"/marking-hits/{given.row(MarkingHit).id}", {"reason": "Their own banner"})
    title = MARKED.replace("\n", " ") + " More."
    assert "classification marking" in sender.submit("/intelligence/new", {**FACTS, "title": title}).text
