"""The HTML page stands alone, is marked up for screen readers and escapes everything."""

import html5lib
import pytest

from app.documents import as_html
from app.documents.model import Column, Facts, Figure, Figures, Heading, Link, Paragraph, Table

EVIL = '"><img src=x onerror=alert(1)></style></title><script>alert(1)</script>{{ 7*7 }}'


@pytest.fixture(scope="module")
def page(make_document):
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(as_html.write(make_document()))


def test_it_has_language_title_and_one_main_heading(page):
    assert page.get("lang") == "en-US"
    assert page.findtext("head/title") == "Summary of oversight requests"
    assert [h.text for h in page.iter("h1")] == ["Summary of oversight requests"]


def test_every_table_has_a_caption_and_every_header_cell_a_scope(page):
    tables = list(page.iter("table"))
    assert len(tables) == 3
    assert all(table.findtext("caption") for table in tables)
    assert {th.get("scope") for th in page.iter("th")} == {"col", "row"}


def test_it_asks_nothing_of_any_network_and_holds_no_inline_code(page):
    names = {element.tag for element in page.iter()}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "form"}
    attributes = {name for element in page.iter() for name in element.attrib}
    assert "style" not in attributes
    assert "src" not in attributes
    assert not [name for name in attributes if name.startswith("on")]
    style = page.findtext("head/style")
    assert "url(" not in style
    assert "@import" not in style


def test_the_handling_line_stands_first_and_last(page):
    banners = [p.text for p in page.iter("p") if p.get("class") == "banner"]
    assert banners == ["COMMITTEE INTERNAL – do not forward · Demonstration data"] * 2


def test_days_and_moments_can_be_read_by_machines(page):
    times = [time.get("datetime") for time in page.iter("time")]
    assert "2018-08-01" in times
    assert "2018-10-12T17:00:00-04:00" in times


def test_everything_is_escaped(make_document):
    blocks = (
        Heading(1, EVIL),
        Paragraph(EVIL),
        Facts(((EVIL, EVIL),)),
        Figures((Figure(EVIL, EVIL, EVIL),), EVIL),
        Table(EVIL, (Column("a", EVIL),), ((EVIL,), (Link(EVIL, "https://x.example/" + EVIL),)), name=EVIL),
        Table(EVIL, (Column("a", EVIL),), (), when_empty=EVIL),
    )
    document = make_document(
        title=EVIL, subtitle=EVIL, office=EVIL, handling=EVIL, author=EVIL, language=EVIL, method=(EVIL,), blocks=blocks
    )
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    page = parser.parse(as_html.write(document))
    assert not {element.tag for element in page.iter()} & {"script", "img"}
    assert next(page.iter("h2")).text == EVIL
    assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]


def test_only_safe_addresses_are_live(make_document):
    urls = (
        "https://example.gov/",
        "mailto:a@example.gov",
        "JAVASCRIPT:x",
        "java\nscript:x",
        "data:text/html,x",
        "http://[",
    )
    table = Table("T", (Column("a", "A", "link"),), tuple((Link("go", url),) for url in urls))
    page = html5lib.parse(as_html.write(make_document(blocks=(table,))), namespaceHTMLElements=False)
    assert [a.get("href") for a in page.iter("a")] == ["https://example.gov/", "mailto:a@example.gov"]
