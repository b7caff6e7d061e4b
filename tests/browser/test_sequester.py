"""A security officer in a browser: finds a word that must not be here, takes it out of sight, erases it, sees who had it."""

import pytest
import sqlalchemy as sa

from app.clock import now
from app.history import verify_chains
from app.models import Base, Message, OversightRequest
from app.models.picklists import MessageKind, Role

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
WORD = "ZEPHYRINE"


def stands_anywhere(site):
    """Rows and files of the installation that hold the word."""
    with site.given.session() as session:
        rows = [row for table in Base.metadata.sorted_tables for row in session.execute(sa.select(table))]
        problems = [found.sentence for found in verify_chains(session) if found.is_broken]
    folder = site.app.extensions["tecum"].data_dir
    files = [path for path in folder.rglob("*") if path.is_file() and WORD.encode() in path.read_bytes()]
    assert problems == []
    return [str(each) for each in [*rows, *files] if WORD in str(each) or each in files]


def spill(site, reader, owner, row, tmp_path):
    """A file and a mail that hold the word; the owner downloads the file."""
    letter = tmp_path / "letter.txt"
    letter.write_text(f"The {WORD} convoy left at dawn.")
    office = site.given.office()
    with site.given.session() as session:
        session.get_one(OversightRequest, row.id).next_step = f"Ask about the {WORD} convoy"
        told = {"subject": f"{WORD} convoy", "text": "See it.", "html": "", "smtp_id": "<a@example.gov>"}
        about = {"office_id": office.id, "request_id": row.id}
        person = {"recipient_id": owner.id, "recipient": owner.email}
        session.add(Message(kind=MessageKind.REMINDER, next_try_at=now(), sent_at=now(), **about, **person, **told))
        session.commit()
    reader.sign_in(owner)
    reader.go(f"{row.url}/files")
    reader.page.locator("label", has_text="No").first.click()
    reader.page.locator("input[type=file]").set_input_files(letter)
    reader.page.get_by_role("button", name="Attach files").click()
    with reader.page.expect_download():
        reader.page.get_by_role("link", name="letter.txt", exact=True).click()
    reader.page.context.clear_cookies()


def test_a_word_that_must_not_be_here_is_found_darkened_and_erased(site, reader, tmp_path):
    owner = site.given.person(name="Owner One")
    officer = site.given.person(Role.CLERK, is_security_officer=True, name="Officer One")
    row = site.given.request(owner=owner, named=[owner, officer])
    spill(site, reader, owner, row, tmp_path)
    reader.sign_in(officer)
    page = reader.page
    page.locator("summary", has_text="Officer One").click()
    page.get_by_role("link", name="Security officer").click()
    reader.look("sequester-empty")
    page.get_by_label("Passage").fill(f"the {WORD.lower()}\nCONVOY")
    page.locator("label", has_text="Read the files, too").click()
    page.get_by_role("button", name="Find it").click()
    assert reader.says("letter.txt")
    reader.look("sequester-found")
    page.get_by_role("button", name="Take out of sight").click()
    assert reader.says("Say why.")
    reader.look("sequester-again")
    reader.go("/sequester")
    page.get_by_label("Passage").fill(f"{WORD}")
    page.locator("label", has_text="Read the files, too").click()
    page.get_by_role("button", name="Find it").click()
    page.get_by_label("Reason").fill("A spill")
    page.get_by_role("button", name="Take out of sight").click()
    assert reader.says("It is out of sight everywhere.")
    reader.look("sequester-act")
    address = page.url.removeprefix(site.url)
    reader.go(row.url)
    assert reader.says("taken out of sight")
    assert reader.says("Call the security officer of DEMO.")
    reader.look("sequester-request")
    reader.go(address)
    page.get_by_label("Type ERASE").fill("ERASE")
    page.get_by_role("button", name="Erase it for good").click()
    assert reader.says("Erased.")
    reader.look("sequester-erased")
    assert stands_anywhere(site) == []
    page.get_by_role("link", name="Who saw it").click()
    assert reader.says("Owner One")
    assert reader.says("File downloaded")
    assert reader.says(owner.email)
    reader.look("sequester-report")
    reader.go("/viewing-log")
    assert reader.says("Report read")
    reader.look("sequester-viewing-log")
