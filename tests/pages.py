"""A test client that reads every page it fetches, as a strict reader would."""

from typing import Any

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from app.clock import now
from app.extensions import db
from app.models import BrowserSession, User
from tests.factories import Person

UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


class PageReadingClient(FlaskClient):
    """Checks title, one h1, labels, form tokens, unique ids, and that nothing is inline."""

    def sign_in(self, person: Person, *, is_fresh: bool = False) -> "PageReadingClient":
        """Signed in as after a while, or (`is_fresh`) as just now, when identity is not asked for again."""
        key = begin_session(self.application, person.id, is_fresh=is_fresh)
        with self.session_transaction() as session:
            session["_user_id"] = person.uniquifier
            session["_fresh"] = True
            session["_id"] = None
            session["key"] = key
            session["seen"] = int(now().timestamp())
        return self

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        reads_page = kwargs.pop("reads_page", True)
        response = super().open(*args, **kwargs)
        if reads_page and response.mimetype == "text/html" and response.get_data():
            read_page(response.get_data(as_text=True))
        return response

    def token(self, url: str) -> str:
        """The cross-site token of a page, to post with."""
        return token_of(self.get(url).get_data(as_text=True))

    def submit(
        self, url: str, data: dict[str, Any] | None = None, *, at: str | None = None, **kwargs: Any
    ) -> TestResponse:
        """Post a form as a browser does: its page is fetched first, its hidden fields go along."""
        page = self.get(at or url)
        fields = hidden_fields(page.get_data(as_text=True), url) if page.status_code == 200 else {}
        return self.post(url, data={**fields, **(data or {})}, **kwargs)

    def fields(self, url: str) -> dict[str, str]:
        """The fields of the page's own form with what stands in them, as a browser would send it unchanged."""
        page = parse(self.get(url).get_data(as_text=True))
        form = next(each for each in page.iter("form") if each.get("method") == "post" and not each.get("action"))
        return dict(form.form_values())

    def form_names(self, url: str) -> list[str]:
        """The names of all fields of the page's own form, chosen or not."""
        page = parse(self.get(url).get_data(as_text=True))
        form = next(each for each in page.iter("form") if each.get("method") == "post" and not each.get("action"))
        return list(
            dict.fromkeys(each.get("name") for each in form.iter("input", "select", "textarea") if each.get("name"))
        )


def begin_session(app: Any, person_id: int, *, is_fresh: bool = False) -> str:
    """A session of this person; the text that its cookie holds."""
    with app.app_context():
        person = db.session.get_one(User, person_id)
        begun, key = BrowserSession.begin(person, browser="A browser of the tests", at=now())
        begun.proved_at = now() if is_fresh else None
        db.session.add(begun)
        db.session.commit()
        return key


def parse(text: str) -> Any:
    return html.document_fromstring(text)


def token_of(text: str) -> str:
    for element in parse(text).iter("input"):
        if element.get("name") == "csrf_token":
            return str(element.get("value"))
    raise AssertionError("the page holds no form with a token")


def hidden_fields(text: str, url: str) -> dict[str, str]:
    """The hidden fields of the page's form that posts to `url` (or to the page itself)."""
    forms = [form for form in parse(text).iter("form") if form.get("method", "").lower() == "post"]
    matching = [form for form in forms if form.get("action") == url] or [
        form for form in forms if not form.get("action")
    ]
    found: dict[str, str] = {}
    for form in matching[:1]:
        for element in form.iter("input"):
            if element.get("type") == "hidden" and element.get("name"):
                found[element.get("name")] = element.get("value") or ""
    return found


def read_page(text: str) -> None:
    """Raise AssertionError with what is wrong on the page."""
    page = parse(text)
    titles = [words(element) for element in page.iter("title")][:1]
    assert "".join(titles).strip(), "the page has no title"
    headings = [words(element) for element in page.iter("h1")]
    assert len(headings) == 1, f"a page has one h1, this one has {headings}"
    labelled, seen = set(), set()
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag
        assert not (tag == "script" and not element.get("src")), "an inline script"
        assert tag != "style", "an inline style sheet"
        inline = [
            name for name in element.attrib if name == "style" or (isinstance(name, str) and name.startswith("on"))
        ]
        assert not inline, f"inline {inline} on <{tag}>"
        identity = element.get("id")
        assert identity is None or identity not in seen, f"the id {identity} stands twice"
        seen.add(identity)
        if tag == "label" and element.get("for"):
            labelled.add(element.get("for"))
        if tag == "form":
            read_form(element)
    for element in page.iter():
        if isinstance(element.tag, str) and element.tag in {"input", "select", "textarea"}:
            kind = element.get("type", "text")
            named = element.get("aria-label") or element.get("aria-labelledby") or element.get("id") in labelled
            assert kind in UNLABELLED or named, f"the field {element.get('name')} has no label"


def read_form(form: Any) -> None:
    method = (form.get("method") or "get").lower()
    names = {element.get("name") for element in form.iter("input")}
    if method == "post":
        assert "csrf_token" in names, f"the form to {form.get('action')} has no token"
    else:
        assert "csrf_token" not in names, "a GET form would show its token in the address"


def words(element: Any) -> str:
    return "".join(element.itertext())
