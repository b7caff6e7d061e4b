"""Failure pages: plain words, a next step, and nothing of what broke."""

import pytest


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def signed_in(given, client):
    return client.sign_in(given.person())


def test_an_unknown_address_is_not_found_and_says_what_to_do(signed_in):
    answer = signed_in.get("/nothing")
    assert answer.status_code == 404
    assert "<title>Page not found - Tecum</title>" in text_of(answer)
    assert "Go to Today" in text_of(answer)


def test_a_failure_page_keeps_the_frame_of_the_person(given, client):
    person = given.person(name="Clerk of the day")
    page = text_of(client.sign_in(person).get("/nothing"))
    assert "Clerk of the day" in page
    assert "Sign out" in page
    assert 'href="/help"' in page


def test_the_frame_of_a_failure_page_asks_no_more_than_a_page_that_works(signed_in, selects):
    with selects() as at_work:
        assert signed_in.get("/help").status_code == 200
    with selects() as at_failure:
        assert signed_in.get("/nothing").status_code == 404
    assert len(at_failure) <= len(at_work)


def test_a_visitor_is_led_to_sign_in_and_back(client):
    answer = client.get("/?a=1")
    assert answer.status_code == 302
    assert answer.location == "/signin?next=/?a%3D1"


def test_a_person_without_a_seat_learns_whom_to_ask(given, client):
    answer = client.sign_in(given.person(role=None)).get("/")
    assert answer.status_code == 403
    assert "ask your administrator for a seat" in text_of(answer)


def test_opening_an_address_that_takes_forms_only_is_explained(signed_in):
    answer = signed_in.get("/signout")
    assert answer.status_code == 405
    assert "only takes what a form sends" in text_of(answer)


def test_too_large_a_file_names_the_limit(signed_in, app, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 2 * 1024 * 1024)
    token = signed_in.token("/help")
    answer = signed_in.post("/read", data=b"x" * (2 * 1024 * 1024 + 1), headers={"X-CSRFToken": token})
    assert answer.status_code == 413
    assert "larger than 2 MB" in text_of(answer)


def test_a_form_without_its_token_says_that_the_page_was_open_too_long(signed_in):
    answer = signed_in.post("/refuse")
    assert answer.status_code == 400
    assert "This page was open too long" in text_of(answer)


def test_a_refusal_without_a_form_shows_its_sentence(signed_in):
    answer = signed_in.get("/refuse")
    assert answer.status_code == 422
    assert "This request is void." in text_of(answer)


def test_a_fault_shows_an_id_and_none_of_its_words(signed_in, caplog):
    answer = signed_in.get("/break")
    assert answer.status_code == 500
    page = text_of(answer)
    assert "the words of the fault" not in page
    fault, line = caplog.records[-2:]
    assert fault.exc_info is not None
    assert fault.args[0] == line.request_id == answer.headers["X-Request-ID"]
    assert line.request_id in page


def test_a_fault_page_asks_the_database_nothing(signed_in, selects):
    with selects() as whole:
        signed_in.get("/break")
    with selects() as found:
        signed_in.get("/refuse")
    assert len(whole) <= len(found)


def test_a_database_that_is_gone_still_gives_a_page(signed_in, monkeypatch):
    def gone(*_args, **_named):
        raise OSError("no connection")

    monkeypatch.setattr("app.accounts.security.look_for", gone)
    monkeypatch.setattr("app.web.shell.shell_of", gone)
    answer = signed_in.get("/help")
    assert answer.status_code == 500
    assert "Sorry, there is a problem with the service" in text_of(answer)


def test_any_other_failure_says_its_code(signed_in):
    answer = signed_in.get("/unavailable")
    assert answer.status_code == 503
    assert "code 503" in text_of(answer)
