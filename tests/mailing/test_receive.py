"""`mail receive`: a mail that came back stands as failed, its address is held, and one person is told once."""

import pytest

from app.models import AddressHold, Event, Message
from app.models.picklists import MessageKind, Role
from tests.mailing.samples import FAILURES, IGNORED, PERSON
from tests.reminders.conftest import eastern


@pytest.fixture
def receive(app):
    def receive(text, smtp_id):
        return app.test_cli_runner().invoke(args=["mail", "receive", "-"], input=text.replace("{id}", smtp_id).encode())

    return receive


def sent(given, kind=MessageKind.REMINDER):
    with given.session() as session:
        return session.query(Message).filter_by(kind=kind).order_by(Message.created_at, Message.recipient).all()


def told(given):
    return [message.recipient for message in sent(given, MessageKind.RETURNED)]


@pytest.mark.parametrize("which", FAILURES)
def test_a_returned_reminder_is_shown_told_of_once_and_holds_the_address(given, office, sink, client, receive, which):
    owner, backup = given.person(name="Owner"), given.person(name="Backup")
    row = given.request(owner=owner, backup_id=backup.id)
    office.morning(eastern(10, 9))
    first = next(message for message in sent(given) if message.recipient == backup.email)
    result = receive(FAILURES[which], first.smtp_id)
    assert (result.exit_code, "Owner is told." in result.output) == (0, True), result.output
    assert given.row(Message, id=first.id).state == "failed"
    assert receive(FAILURES[which], first.smtp_id).output == "This mail is known to have come back; nothing changed.\n"
    assert told(given) == [owner.email]
    page = client.sign_in(owner).get(row.url).get_data(as_text=True)
    assert "Failed" in page
    assert "5.1.1" in page
    assert f"Mail to {backup.email} came back." in page
    assert "Mail did not arrive" in client.get("/").get_data(as_text=True)
    sink.received.clear()
    tally = office.morning(eastern(10, 11))
    assert (tally.sent, tally.dropped) == (2, 1), "the owner's reminder and notice; nothing to the backup"
    assert set(sink.recipients) == {owner.email}
    notice = next(letter for letter in sink.letters if letter["Subject"].startswith("Mail came back"))
    for part in notice.iter_parts():
        words = part.get_content()
        assert "DEMO-115-0001" in words
        assert backup.email in words
        assert "Vendor contracts" not in words


def test_where_the_owners_own_mail_came_back_the_next_one_is_told_until_nobody_is_left(given, office, sink, receive):
    owner, director = given.person(name="Owner"), given.person(Role.STAFF_DIRECTOR, name="Director")
    given.request(owner=owner)
    office.morning(eastern(10, 9))
    [reminder] = sent(given)
    assert "Director is told." in receive(FAILURES["RFC 3464"], reminder.smtp_id).output
    office.deliver()
    [notice] = sent(given, MessageKind.RETURNED)
    assert notice.recipient == director.email
    assert "Nobody could be told by mail." in receive(FAILURES["RFC 3464"], notice.smtp_id).output
    assert len(told(given)) == 1
    assert given.count(AddressHold) == 2


@pytest.mark.parametrize("which", IGNORED)
def test_machines_and_our_own_mail_leave_no_trace(given, office, sink, receive, which):
    given.request()
    office.morning(eastern(10, 9))
    [reminder] = sent(given)
    before = given.count(Event), given.count(Message)
    result = receive(IGNORED[which], reminder.smtp_id)
    assert result.exit_code == 0, result.output
    assert "nothing is answered" in result.output
    assert (given.count(Event), given.count(Message), given.count(AddressHold)) == (*before, 0)
    assert given.row(Message).state == "sent"


def test_a_notice_about_somebody_elses_mail_changes_nothing(given, receive):
    result = receive(FAILURES["RFC 3464"], "<another@example.gov>")
    assert (result.exit_code, given.count(AddressHold)) == (0, 0)


def test_a_persons_mail_is_refused_with_a_sentence(receive):
    result = receive(PERSON, "<another@example.gov>")
    assert result.exit_code == 1
    assert "not a notice of a mail server" in result.output


def test_marked_words_of_a_server_are_not_kept(given, office, sink, receive):
    given.request()
    office.morning(eastern(10, 9))
    [reminder] = sent(given)
    marked = FAILURES["RFC 3464"].replace("User unknown", "TOP SECRET//NOFORN")
    assert receive(marked, reminder.smtp_id).exit_code == 0
    assert "NOFORN" not in given.row(Message, id=reminder.id).server_words
