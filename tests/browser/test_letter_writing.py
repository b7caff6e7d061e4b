"""A follow-up is written from the request's page, edited, taken as a file and recorded as cleared; with and without scripts."""

import pytest

from app.demo import services as demo
from app.extensions import db
from app.letters.loading import pages_of
from app.letters.reader import read_letter
from app.models import LetterStep, User, WrittenLetter
from app.models.letter_picklists import LetterStage
from app.policies import SYSTEM, look
from tests.factories import Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("letter-writing")]
NUMBER = "DEMO-115-0001"


@pytest.fixture
def director(site) -> Person:
    with site.app.app_context():
        look(db.session, SYSTEM)
        demo.load()
        user = db.session.query(User).filter_by(email="director@demo.example.gov").one()
        return Person(user.id, user.name, user.email, user.fs_uniquifier)


def clear(director: Person) -> None:
    """All steps before the last, as if others had recorded them."""
    letter = db.session.query(WrittenLetter).order_by(WrittenLetter.created_at.desc()).limit(1).one()
    told = {"edition": letter.edition, "dated_on": letter.dated_on, "recorded_by_id": director.id}
    for stage in (LetterStage.COUNSEL, LetterStage.DIRECTOR, LetterStage.PRINCIPAL):
        db.session.add(LetterStep(letter_id=letter.id, stage=stage, actor="Chairman Roe", **told))
    db.session.commit()


def test_a_letter_is_written_from_the_record_without_scripts(plain_reader, director):
    reader, page = plain_reader, plain_reader.page
    reader.sign_in(director)
    reader.go(f"/requests/{NUMBER}")
    page.locator(".tecum-more--menu > summary").click()
    page.get_by_role("link", name=f"Letters for {NUMBER}").click()
    page.get_by_role("link", name="Write a letter").click()
    page.get_by_text("Deficiency letter").click()
    page.get_by_label("Answer asked for by").fill("12/14/2030")
    page.get_by_role("button", name="Show the letter").click()
    assert reader.says("December 14, 2030")
    page.get_by_role("link", name="Edit this letter").click()
    page.get_by_label("Addressee", exact=False).first.fill("Jane Doe")
    page.get_by_role("button", name="Save the letter").click()
    assert reader.says("Letter saved.")
    with page.expect_download() as coming:
        page.get_by_role("link", name="PDF file of this letter").click()
    found = read_letter(pages_of(coming.value.path().read_bytes()))
    assert [person.name for person in found.addressees] == ["Jane Doe"]
    assert found.items
    page.get_by_role("button", name="Record: cleared by counsel").click()
    assert reader.says("Another person must clear this text for counsel: you wrote it.")


def test_the_pages_of_letters_are_sound_in_both_widths(site, reader, director):
    page = reader.page
    reader.sign_in(director)
    reader.go(f"/requests/{NUMBER}/letters/new")
    reader.look("letter-new")
    page.locator("label", has_text="Deficiency letter").click()
    page.locator("input[id=answer_on]").last.fill("12/14/2030")
    page.get_by_role("button", name="Show the letter").click()
    page.wait_for_url("**/letters/*")
    reader.look("letter-shown")
    with site.app.app_context():
        look(db.session, SYSTEM)
        clear(director)
    page.reload()
    reader.look("letter-to-send")
    page.get_by_role("link", name="Edit this letter").click()
    reader.look("letter-edit")
    reader.go(f"/requests/{NUMBER}/letters")
    reader.look("letter-index")
    reader.go("/offices/DEMO/letters")
    reader.look("letter-words")
    reader.go("/offices/DEMO/letters/REQUEST")
    page.get_by_label("Text").fill("About {{ grade }}")
    page.get_by_role("button", name="Keep these words").click()
    assert reader.says("{{ grade }} is no field.")
    reader.look("letter-words-refused")
    reader.go("/agencies")
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="Outstanding requests letter").click()
    reader.look("letter-outstanding")
