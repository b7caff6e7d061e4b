"""The macros: what people hear, see and send on a page that holds every one of them."""

import re

import pytest
from werkzeug.datastructures import MultiDict

from tests.pages import parse, read_page, words
from tests.web.style_guide import GuideForm, page

TYPED = {"due_on": "31/31/2018", "subject": "<b>Grid</b>", "agency": "DOE", "items": ["DOE"], "due_at": "5"}


@pytest.fixture
def whole(app):
    with app.test_request_context("/requests?page=2&sort=due&agency=DOE"):
        return parse(page(app))


@pytest.fixture
def with_errors(app):
    with app.test_request_context("/requests", method="POST"):
        form = GuideForm(MultiDict([(name, each) for name, typed in TYPED.items() for each in listed(typed)]))
        form.validate()
        form.form_errors.append("Somebody else moved this deadline.")
        text = page(app, form)
        read_page(text)
        return parse(text)


def listed(value):
    return value if isinstance(value, list) else [value]


def find(tree, tag, **attributes):
    return [
        element
        for element in tree.iter(tag)
        if all(element.get(name.replace("_", "-").rstrip("-")) == value for name, value in attributes.items())
    ]


def classed(tree, name):
    return [element for element in tree.iter() if name in (element.get("class") or "").split()]


def said(element):
    return " ".join(words(element).split())


def test_the_page_with_every_macro_reads_well(app):
    with app.test_request_context("/requests"):
        read_page(page(app))


def test_every_description_that_a_field_names_stands_on_the_page(with_errors):
    ids = {element.get("id") for element in with_errors.iter() if element.get("id")}
    named = [target for element in with_errors.iter() for target in (element.get("aria-describedby") or "").split()]
    assert len(named) > 6
    assert set(named) <= ids


def test_the_error_summary_leads_to_each_field_and_says_the_same_words(with_errors):
    ids = {element.get("id") for element in with_errors.iter() if element.get("id")}
    summary = next(element for element in with_errors.iter() if element.get("data-error-summary") is not None)
    assert "There is a problem" in said(summary)
    assert "Somebody else moved this deadline." in said(summary)
    links = [(link.get("href")[1:], said(link)) for link in summary.iter("a")]
    assert ("due_on", "There is no month 31. Write the month first, like 10/12/2018.") in links
    assert ("reach-0", "Choose who may see it.") in links
    assert {anchor for anchor, _ in links} <= ids
    beside = " ".join(said(element) for element in classed(with_errors, "usa-error-message"))
    assert all(sentence in beside for _, sentence in links)


def test_a_page_without_errors_has_no_summary_and_no_error_title(whole, with_errors):
    assert not [element for element in whole.iter() if element.get("data-error-summary") is not None]
    assert said(find(whole, "title")[0]) == "Style guide - Tecum"
    assert said(find(with_errors, "title")[0]) == "Error: Style guide - Tecum"


def test_what_was_typed_survives_and_is_never_markup(with_errors):
    assert find(with_errors, "input", id="subject")[0].get("value") == "<b>Grid</b>"
    assert find(with_errors, "input", id="due_on")[0].get("value") == "31/31/2018"
    assert find(with_errors, "input", id="due_on")[0].get("data-typed") == "31/31/2018"
    assert find(with_errors, "input", id="due_at")[0].get("value") == "5"
    assert find(with_errors, "input", id="items-0")[0].get("checked") is not None
    chosen = [said(option) for option in find(with_errors, "option") if option.get("selected") is not None]
    assert "Department of Energy" in chosen


def test_every_form_leaves_checking_to_the_server(whole):
    assert all(form.get("novalidate") is not None for form in find(whole, "form"))


def test_hidden_fields_carry_no_id_so_that_forms_can_stand_together(whole):
    hidden = find(whole, "input", type="hidden")
    assert {"csrf_token", "id"} <= {element.get("name") for element in hidden}
    assert all(element.get("id") is None for element in hidden)


def test_what_need_not_be_filled_is_called_optional_and_nothing_else(whole):
    labels = {element.get("for"): said(element) for element in find(whole, "label")}
    assert labels["subject"] == "Subject"
    assert labels["sent_on"] == "Sent (optional)"
    assert labels["instrument"] == "Instrument (optional)"
    assert labels["long_list"] == "Bureau"
    assert labels["is_limited"].startswith("Limit to named people")
    assert "(optional)" not in labels["is_limited"]


def test_a_long_list_can_be_typed_into_and_a_short_one_is_a_plain_select(whole):
    boxes = classed(whole, "usa-combo-box")
    assert [box.get("data-default-value") for box in boxes] == ["A7"]


def test_a_group_of_choices_has_a_legend_and_unique_ids(whole):
    legends = [said(legend) for legend in find(whole, "legend")]
    assert legends == ["Who may see it", "Items it settles (optional)"]
    assert [element.get("type") for element in find(whole, "input", name="reach")] == ["radio", "radio"]
    assert [element.get("type") for element in find(whole, "input", name="items")] == ["checkbox", "checkbox"]


def test_a_file_is_taken_by_a_native_field_under_the_warning(whole):
    field = find(whole, "input", id="files")[0]
    assert field.get("type") == "file"
    assert field.get("multiple") is not None
    assert "files-warning" in field.get("aria-describedby")
    warning = find(whole, "p", id="files-warning")[0]
    assert said(warning) == "Do not upload classified material. Record its control number and location instead."
    assert not classed(whole, "usa-file-input")


def test_repeated_buttons_carry_the_name_of_their_object(whole):
    names = [said(button) for button in find(whole, "button") if said(button).startswith("Log reply")]
    assert names == ["Log reply to DEMO-115-0142", "Log reply to DEMO-115-0101"]
    change = [said(link) for link in find(whole, "a", href="/edit")]
    assert change == ["Change agency"]


def test_the_count_stands_with_its_other_states_and_as_a_bar(whole):
    line = said(classed(whole, "tecum-count")[0])
    assert line == "3 of 6 satisfied 1 partial 1 agency says done 1 withheld or refused"
    bar = classed(whole, "tecum-bar")[0]
    assert bar.get("aria-label") == "3 of 6 satisfied; 1 partial; 1 agency says done; 1 withheld or refused"
    assert sum(int(element.get("width")) for element in bar) == 6


def test_dates_are_machine_readable_too(whole):
    times = {element.get("datetime"): said(element) for element in find(whole, "time")}
    assert times["2018-10-12"] == "Fri, Oct 12, 2018"
    assert times["2018-10-01T14:04:00+00:00"] == "Mon, Oct 1, 2018, 10:04 a.m. ET"


def test_tags_say_in_words_what_they_colour(whole):
    assert [said(tag) for tag in classed(whole, "tecum-tag")][-2:] == ["Due soon", "Reply to classify"]
    assert all(said(tag) for tag in classed(whole, "tecum-tag"))


def test_the_sorted_column_says_so_and_its_link_turns_the_order(whole):
    due, number = (element for element in find(whole, "th", scope="col") if list(element.iter("a")))
    assert due.get("aria-sort") == "ascending"
    assert number.get("aria-sort") is None
    assert next(due.iter("a")).get("href") == "/requests?agency=DOE&sort=-due"
    assert next(number.iter("a")).get("href") == "/requests?agency=DOE&sort=number"


def test_pages_keep_the_rest_of_the_address_and_name_themselves(whole):
    nav = next(element for element in find(whole, "nav") if element.get("aria-label") == "Pages")
    links = {said(link): link for link in nav.iter("a")}
    assert links["Previous page"].get("href") == "/requests?sort=due&agency=DOE&page=1"
    assert links["Next page"].get("href") == "/requests?sort=due&agency=DOE&page=3"
    assert links["2"].get("aria-current") == "page"


def test_filters_answer_in_the_address_and_each_can_be_taken_away(whole):
    form = next(element for element in find(whole, "form") if element.get("method") == "get")
    assert form.get("aria-label") == "Filters"
    chips = [said(chip) for chip in classed(whole, "tecum-chip")]
    assert chips == ["Remove filter: Energy ×", "Remove filter: Awaiting reply ×"]


def test_no_macro_writes_style_or_script_into_the_page(app):
    with app.test_request_context("/requests"):
        text = page(app)
    assert not re.search(r"\sstyle=|<style|javascript:|\son[a-z]+=", text)
