"""One rule of letter grammar a test, each on a small invented letter."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.letters.findings import Findings
from app.letters.reader import read_letter


def letter(
    *,
    head: str = "March 3, 2020\n\nThe Honorable Jane Doe\nDirector\nOffice of Examples\nWashington, DC 20001",
    greeting: str = "Dear Director Doe:",
    body: str = "Please answer these questions by March 17, 2020:\n\n1. Who knew?\n\n2. When?",
    end: str = "Sincerely,\n\nJohn Roe\nUnited States Senator",
) -> Findings:
    return read_letter("\n\n".join(part for part in (head, greeting, body, end) if part))


def due(sentence: str, *, dated: str = "March 3, 2020") -> date | None:
    """The due date of a letter whose closing paragraph is `sentence`."""
    head = f"{dated}\n\nThe Honorable Jane Doe\nDirector\nOffice of Examples" if dated else ""
    return letter(head=head, body=f"Please answer these questions:\n\n1. Who knew?\n\n2. When?\n\n{sentence}").due_date


def numbers(body: str) -> list[str | None]:
    return [item.number for item in letter(body=body).items]


def test_a_whole_letter_is_read() -> None:
    found = letter()
    assert found.as_json() | {"evidence": []} == {
        "is_request": True,
        "date_sent": "2020-03-03",
        "addressees": [{"name": "Jane Doe", "title": "Director", "agency": "Office of Examples"}],
        "signatories": ["John Roe"],
        "signatory_titles": ["United States Senator"],
        "cc": [],
        "subject": None,
        "due_date": "2020-03-17",
        "due_time": None,
        "due_text": "by March 17, 2020",
        "relative_due": None,
        "other_dates": [],
        "items": [
            {"number": "1", "parent": None, "text": "Who knew?"},
            {"number": "2", "parent": None, "text": "When?"},
        ],
        "warnings": [],
        "evidence": [],
    }


def test_evidence_names_page_and_offset() -> None:
    pages = (
        "March 3, 2020\nDear Director Doe:\nPlease tell us:\n",
        "1. Who knew?\n2. When?\nSincerely,\nJohn Roe\nMember of Congress",
    )
    found = read_letter(pages)
    item = next(evidence for evidence in found.evidence if evidence.finding == "item 2")
    assert (item.page, pages[1][item.offset : item.offset + len(item.words)].strip()) == (2, "2. When?")


@pytest.mark.parametrize(
    ("opening", "member"),
    [
        ("This responds to your letter of March 1, 2020, in which you asked questions.", "Dear Senator Roe:"),
        ("Thank you for your letter of March 1, 2020. Please find our answers below.", "Dear Representative Roe:"),
        ("I am writing in response to your inquiry.", "Dear Senator Roe:"),
    ],
)
def test_an_agency_s_reply_is_no_request(opening: str, member: str) -> None:
    found = letter(
        head="March 9, 2020\n\nThe Honorable John Roe\nUnited States Senate\nWashington, DC 20510",
        greeting=member,
        body=f"{opening}\n\n1. Who knew?\n\nThe Director knew.\n\nPlease contact us by March 30, 2020 with any questions.",
    )
    assert (found.is_request, found.items, found.due_date) == (False, (), None)
    assert [person.name for person in found.addressees] == ["John Roe"]


def test_a_press_release_is_no_request() -> None:
    text = (
        "FOR IMMEDIATE RELEASE\nMarch 3, 2020\n\nWASHINGTON, D.C. - Senator John Roe today asked the Director for answers "
        "by March 17, 2020.\n\nThe senator asked your agency to answer these questions:\n\n1. Who knew?\n\n2. When?\n"
    )
    found = read_letter(text)
    assert (found.is_request, found.items, found.due_date) == (False, (), None)


def test_a_letter_of_thanks_is_no_request() -> None:
    assert not letter(body="I write to thank you for your visit. It was a pleasure.").is_request


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("March 3, 2020", date(2020, 3, 3)),
        ("Tuesday, March 3, 2020", date(2020, 3, 3)),
        ("August 1,2005", date(2005, 8, 1)),
        ("MARCH 3, 2020", date(2020, 3, 3)),
        ("3 March 2020", date(2020, 3, 3)),
        ("March 3rd, 2020", date(2020, 3, 3)),
        ("3/3/2020", date(2020, 3, 3)),
        ("2020-03-03", date(2020, 3, 3)),
        ("Date: Mar. 3, 2020", date(2020, 3, 3)),
        ("Washington, D.C.   March 3, 2020", date(2020, 3, 3)),
    ],
)
def test_the_date_is_read_in_every_form(printed: str, day: date) -> None:
    assert letter(head=printed).date_sent == day


@pytest.mark.parametrize("head", ["", "The Honorable Jane Doe\nDirector\nOffice of Examples", "February 30, 2020"])
def test_a_date_that_is_not_printed_is_not_guessed(head: str) -> None:
    assert letter(head=head).date_sent is None


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("The Honorable Jane Doe\nSecretary\nDepartment of Examples", ("Jane Doe", "Secretary", "Department of Examples")),
        ("Hon. Jane Q. Doe, Jr., Director\nExample Bureau", ("Jane Q. Doe, Jr.", "Director", "Example Bureau")),
        ("Dr. Jane Doe, M.D.\nDirector, NIOSH\n200 Main St.", ("Jane Doe", "Director", "NIOSH")),
        ("Mr. John Roe\nCEO\nGreat Plains Air\n1 Airport Way", ("John Roe", "CEO", "Great Plains Air")),
        ("Secretary Jane Doe\nU.S. Department of Labor", ("Jane Doe", "Secretary", "U.S. Department of Labor")),
        ("Jane Doe\nActing Director\nOffice of Examples", ("Jane Doe", "Acting Director", "Office of Examples")),
        ("Jane Doe\nAdministrator\nGeneral Services Administration", ("Jane Doe", "Administrator", "General Services Administration")),
        ("The Honorable Jane Doe  Secretary  Department of Labor  12 C Street, N.W.", ("Jane Doe", "Secretary", "Department of Labor")),
        ("The Honorable Jane Doe Director Example Bureau 12 C Street, N.W.", ("Jane Doe", "Director", "Example Bureau")),
        ("General Jane Doe, USMC (Ret.)\nNational Security Advisor\nThe White House", ("Jane Doe", "National Security Advisor", "The White House")),
    ],
)  # fmt: skip
def test_an_address_block_is_taken_apart(block: str, expected: tuple[str, str, str]) -> None:
    found = letter(head=f"March 3, 2020\n\n{block}\nWashington, DC 20001", greeting="Dear Madam or Sir:")
    assert [(person.name, person.title, person.agency) for person in found.addressees] == [expected]


def test_a_department_that_only_the_title_names_is_marked_as_implied() -> None:
    found = letter(head="March 3, 2020\n\nThe Honorable Jane Doe\nSecretary of the Treasury\nWashington, DC 20001")
    assert found.as_json()["addressees"][0]["agency_implied"] is True
    assert found.addressees[0].agency == "Department of the Treasury"
    assert any("agency isn't printed" in warning for warning in found.warnings)


def test_several_blocks_are_several_addressees() -> None:
    head = (
        "March 3, 2020\nVIA ELECTRONIC MAIL\nThe Honorable Jane Doe\nDirector\nOffice of Examples\n1 A Street\nWashington, DC 20001\n"
        "The Honorable John Roe\nCommissioner\nExample Commission\n2 B Street\nWashington, DC 20002\nRe: The plan"
    )
    found = letter(head=head, greeting="Dear Director Doe and Commissioner Roe:")
    assert [(p.name, p.agency) for p in found.addressees] == [
        ("Jane Doe", "Office of Examples"),
        ("John Roe", "Example Commission"),
    ]
    assert found.subject == "The plan"


def test_the_sender_s_letterhead_is_no_addressee() -> None:
    head = (
        "United States Senate\nCommittee on Examples\nWashington, DC 20510\n\nMarch 3, 2020\n\n"
        "The Honorable Jane Doe\nDirector\nOffice of Examples"
    )
    assert [person.name for person in letter(head=head).addressees] == ["Jane Doe"]


@pytest.mark.parametrize(
    ("greeting", "expected"),
    [
        ("Dear Secretary Doe:", [("Doe", "Secretary")]),
        ("Dear Mr. Secretary:", [(None, "Secretary")]),
        ("Dear Acting Director Doe, Commissioner Roe, and Director Poe:", [("Doe", "Acting Director"), ("Roe", "Commissioner"), ("Poe", "Director")]),
        ("Dear Messrs. Doe and Roe:", [("Doe", None), ("Roe", None)]),
        ("Dear Secretaries Doe and Roe:", [("Doe", "Secretary"), ("Roe", "Secretary")]),
        ("Dear Inspector General Doe,", [("Doe", "Inspector General")]),
        ("Dear Attorney General Doe and Mr. Roe:", [("Doe", "Attorney General"), ("Roe", None)]),
        ("Dear Jane Doe:", [("Jane Doe", None)]),
        ("To Whom It May Concern:", []),
        ("Dear Sir or Madam:", []),
    ],
)  # fmt: skip
def test_a_salutation_alone_names_the_addressees(greeting: str, expected: list[tuple[str | None, str | None]]) -> None:
    found = letter(head="March 3, 2020", greeting=greeting)
    assert [(person.name, person.title) for person in found.addressees] == expected
    assert all(person.agency is None for person in found.addressees)


@pytest.mark.parametrize(
    ("end", "names"),
    [
        ("Sincerely,\n\n________________\nJohn Roe\nUnited States Senator", ["John Roe"]),
        ("Respectfully,\nJohn Roe\nMember of Congress\nAnn Poe\nMember of Congress", ["John Roe", "Ann Poe"]),
        ("Sincerely,\n\nRep. John Roe (CO-03)\n\nRep. Ann B. Poe (TX-21)", ["John Roe", "Ann B. Poe"]),
        ("Sincerely,\nSen. John Roe Sen. Ann B. Poe", ["John Roe", "Ann B. Poe"]),
        ("Sincerely,\nJohn Roe Charles E. Poe\nRanking Member Ranking Member", ["John Roe", "Charles E. Poe"]),
        ("Sincerely,\nJohn Roe          Ann Poe\nChairman          Ranking Member", ["John Roe", "Ann Poe"]),
        ("Cordially yours,\nJohn Roe, Chairman\nAnn Poe, Ranking Member", ["John Roe", "Ann Poe"]),
        ("Sincerely,\n/s/ John Roe\nJohn Roe\nU.S. Senator", ["John Roe"]),
        ("Sincerely,\nSenators John Roe, Ann Poe, and Jane Doe", ["John Roe", "Ann Poe", "Jane Doe"]),
        ("Sincerely,\nMaria Roe William Poe Robert Doe\nUnited States Senator United States Senator United States Senator", ["Maria Roe", "William Poe", "Robert Doe"]),
        ("Sincerely,", []),
        ("", []),
    ],
)  # fmt: skip
def test_signatories_are_read_from_every_layout(end: str, names: list[str]) -> None:
    assert [person.name for person in letter(end=end).signatories] == names


def test_titles_in_columns_go_to_their_signatories() -> None:
    end = (
        "Sincerely,\n\nJohn Roe Charles E. Poe\n\nRanking Member Ranking Member\n\n"
        "Permanent Subcommittee on Investigations Committee on the Budget"
    )
    assert [person.title for person in letter(end=end).signatories] == [
        "Ranking Member, Permanent Subcommittee on Investigations",
        "Ranking Member, Committee on the Budget",
    ]


def test_forty_signatories_are_read() -> None:
    first = "Adam Ben Carl Dan Earl Frank Gary Hal".split()
    last = "Abel Brown Clark Davis Ellis".split()
    names = [f"{a} {b}" for a in first for b in last]
    found = letter(end="Sincerely,\n\n" + "\n\n".join(f"{name}\nMember of Congress" for name in names))
    assert [person.name for person in found.signatories] == names


def test_copies_are_read_with_their_titles() -> None:
    end = (
        "Sincerely,\nJohn Roe\nUnited States Senator\n\nEnclosure\n\ncc: The Honorable Ann Poe\nRanking Member\n"
        "Committee on Examples\nThe Honorable Max Loe, Chairman\n\n1 See the letter of March 1, 2020."
    )
    found = letter(end=end)
    assert found.cc == (
        "The Honorable Ann Poe, Ranking Member, Committee on Examples",
        "The Honorable Max Loe, Chairman",
    )
    assert [person.name for person in found.signatories] == ["John Roe"]


@pytest.mark.parametrize(
    "phrase",
    [
        "by March 17, 2020",
        "no later than March 17, 2020",
        "by no later than March 17,2020",
        "on or before Tuesday, March 17, 2020",
        "no later than Tuesday March 17, 2020",
        "by March 17th, 2020",
        "by the 17th of March, 2020",
        "by 17 March 2020",
        "by 3/17/2020",
        "by COB March 17, 2020",
        "by close of business on March 17, 2020",
        "no later than the close of business on March 17, 2020",
        "no later than 5:00PM on Tuesday, March 17, 2020",
        "by March 17, 2020 at 5 p.m.",
        "by March 17",
        "by Tuesday, March 17",
        "within two weeks",
        "within 14 days",
        "within fourteen (14) calendar days of the date of this letter",
        "within ten working days",
        "within 10 business days of receipt of this letter",
        "no later than 14 days from now",
        "not later than fourteen days from the date of this letter",
    ],
)
def test_a_deadline_is_read_in_every_form(phrase: str) -> None:
    found = letter(body=f"Please answer these questions:\n\n1. Who knew?\n\n2. When?\n\nPlease respond {phrase}.")
    assert found.due_date == date(2020, 3, 17)
    assert found.due_text == phrase


def test_working_days_skip_federal_holidays() -> None:
    assert due("Please respond within five business days.", dated="November 20, 2019") == date(2019, 11, 27)
    assert due("Please respond within six business days.", dated="November 20, 2019") == date(2019, 11, 29)


@pytest.mark.parametrize(("phrase", "day"), [("by Friday", date(2020, 3, 6)), ("by tomorrow", date(2020, 3, 4)), ("by the end of the month", date(2020, 3, 31)), ("within 48 hours", date(2020, 3, 5))])  # fmt: skip
def test_days_that_are_only_named_are_counted_from_the_letter(phrase: str, day: date) -> None:
    assert due(f"Please respond {phrase}.") == day


def test_a_day_without_its_year_may_lie_in_the_next_one() -> None:
    assert due("Please respond by January 10.", dated="December 20, 2019") == date(2020, 1, 10)


def test_only_a_printed_clock_time_is_a_time() -> None:
    body = "Please respond to these questions no later than {} on March 17, 2020:\n\n1. Who?\n\n2. Why?"
    assert letter(body=body.format("5:00 p.m.")).due_time == "17:00"
    assert letter(body=body.format("noon")).due_time == "12:00"
    assert letter(body=body.format("close of business")).due_time is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Thank you for your prompt attention.",
        "On March 14, 2019, the agency promised to finish the work by March 17, 2020.",
        "We asked you on February 1, 2020 to respond by February 15, 2020, and you did not.",
        'The statute says that agencies "shall respond by March 17, 2020".',
        "The law requires the agency to report within 30 days.",
        "The funds expire by September 30, 2020.",
        "Your testimony before the hearing on March 17, 2020 was troubling.",
    ],
)
def test_other_dates_are_no_deadline(sentence: str) -> None:
    assert due(sentence) is None


def test_a_date_inside_a_question_is_no_deadline() -> None:
    assert numbers("Please answer:\n\n1. How much will you spend by December 31, 2020?\n\n2. Why?") == ["1", "2"]
    assert letter(body="Please answer:\n\n1. How much will you provide by May 1, 2020?\n\n2. Why?").due_date is None


def test_a_briefing_has_its_own_date() -> None:
    body = (
        "Please provide written answers by March 17, 2020:\n\n1. Who?\n\n2. Why?\n\nIn addition to responding to these questions, "
        "I request an oral briefing no later than March 10, 2020."
    )
    found = letter(body=body)
    assert found.due_date == date(2020, 3, 17)
    assert [(other.date, other.what) for other in found.other_dates] == [(date(2020, 3, 10), "oral briefing")]


def test_a_year_that_cannot_be_known_needs_the_context() -> None:
    text = "Dear Mr. Secretary:\n\nPlease answer these questions no later than October 6:\n\n1. Who?\n\n2. Why?\n\nSincerely,"
    assert read_letter(text).due_date is None
    assert read_letter(text).due_text == "no later than October 6"
    assert read_letter(text, context_date=date(2023, 10, 3)).due_date == date(2023, 10, 6)


def test_days_are_not_counted_from_a_date_that_is_not_printed() -> None:
    text = "Dear Mr. Secretary:\n\nPlease answer these questions within 30 days:\n\n1. Who?\n\n2. Why?\n\nSincerely,"
    found = read_letter(text, context_date=date(2023, 10, 3))
    assert (found.due_date, found.relative_due) == (None, "within 30 days")


@pytest.mark.parametrize(
    ("sentence", "warning"),
    [
        ("Please respond by March 17, 2019.", "before the letter's date"),
        ("Please respond by Monday, March 17, 2020.", "printed as a Monday"),
        ("Please respond by March 21, 2020.", "is a Saturday"),
        ("Please respond by May 25, 2020.", "Memorial Day"),
        ("Please respond by March 17.", "2020 is inferred"),
        ("Please respond by March 17, 2020. Please schedule a briefing by March 10, 2020.", "Two deadlines"),
        ("Please respond by March 17, 2025.", "more than a year"),
    ],
)
def test_what_looks_odd_is_a_warning(sentence: str, warning: str) -> None:
    found = letter(body=f"Please answer these questions:\n\n1. Who knew?\n\n2. When?\n\n{sentence}")
    assert any(warning in sentence for sentence in found.warnings), found.warnings


def test_numbers_that_skip_or_restart_are_warned_about() -> None:
    skipped = letter(body="Please answer these questions:\n\n1. Who knew?\n\n2. When?\n\n4. Why?")
    assert "The numbering skips from 2 to 4." in skipped.warnings
    body = "Please answer these questions:\n\n1. Who?\n\n2. When?\n\nPlease also provide these documents:\n\n1. The plan.\n\n2. The memo."
    assert numbers(body) == ["1", "2", "1", "2"]
    assert "The number 1 is printed more than once." in letter(body=body).warnings


@pytest.mark.parametrize(
    "lead",
    [
        "In its report, the Inspector General found the following:",
        "The Government Accountability Office made these recommendations:",
        "Section 5 of the Act provides that the agency shall:",
        "On February 1, 2020, we asked the following questions:",
        "The following events have been reported:",
    ],
)
def test_lists_that_state_or_quote_are_no_items(lead: str) -> None:
    body = f"{lead}\n\n1. Provide guidance to staff.\n\n2. Report the results.\n\nPlease tell us:\n\n1. Who knew?\n\n2. When?"
    assert [item.text for item in letter(body=body).items] == ["Who knew?", "When?"]


def test_sub_items_to_three_levels_are_tied_to_their_parents() -> None:
    body = "Please provide the following:\n\n1. All records on:\n\na. the rule, including:\n\ni. drafts; and\n\nii. comments;\n\nb. the hearing.\n\n2. A list."
    assert [(item.number, item.parent) for item in letter(body=body).items] == [
        ("1", None), ("1a", "1"), ("1a.i", "1a"), ("1a.ii", "1a"), ("1b", "1"), ("2", None)
    ]  # fmt: skip


def test_headings_between_items_are_not_part_of_them() -> None:
    body = "Please answer the following questions:\n\nStaff\n\n1. Who?\n\n2. When?\n\nContracts\n\n3. Why?"
    assert [item.text for item in letter(body=body).items] == ["Who?", "When?", "Why?"]


def test_lettered_sections_give_their_letter_to_their_items() -> None:
    body = "Please provide the following:\n\nA. Documents\n\n1. The plan.\n\n2. The memo.\n\nB. People\n\n1. All names."
    assert numbers(body) == ["A1", "A2", "B1"]


def test_items_in_one_sentence_are_read() -> None:
    body = "We respectfully request the following documents: (1) the plan; (2) the memo; and (3) the list."
    assert numbers(body) == ["1", "2", "3"]


def test_questions_that_lost_their_numbers_are_read() -> None:
    body = (
        "We request information on these people and ask you to answer the following:\n\nJohn Roe, who declined to speak.\n\n"
        "Did you call him?\n\nIf so, when?\n\nWho else was called?\n\nThank you. Please respond by March 17, 2020."
    )
    assert [(item.number, item.level, item.text) for item in letter(body=body).items] == [
        (None, 1, "Did you call him?"), (None, 2, "If so, when?"), (None, 1, "Who else was called?")
    ]  # fmt: skip


def test_bullets_are_items_without_numbers() -> None:
    found = letter(body="Please tell us:\n\n• who knew;\n\n• when; and\n\n• why.\n\nThank you.")
    assert [item.text for item in found.items] == ["who knew;", "when; and", "why."]


def test_running_heads_and_page_numbers_are_not_part_of_an_item() -> None:
    pages = (
        "March 3, 2020\n\nThe Honorable Jane Doe\nDirector\nOffice of Examples\n\nDear Director Doe:\n\nPlease answer:\n\n"
        "1. Who knew of the plan that the\n\n1",
        "The Honorable Jane Doe\nMarch 3, 2020\nPage 2\n\nagency made?\n\n2. When?\n\nSincerely,\n\nJohn Roe\nUnited States Senator\n\n2",
    )
    found = read_letter(pages)
    assert [item.text for item in found.items] == ["Who knew of the plan that the agency made?", "When?"]
    assert [person.name for person in found.signatories] == ["John Roe"]


PARTS = [
    "Dear Mr. Secretary:", "Dear ", "Sincerely,", "cc: ", "1. Who?", "(a) what", "•", "by March 3, 2020", "within 99 days", "31/31/99",
    "The Honorable ", "Please provide the following:", "\f", "\u2028", "[1] See", "Page 2", "/s/", "Re: ", "by the end of the month",
    "February 29, 2021", "United States Senator", "Jane Doe", "January 45", "within 999 months",
]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=20), max_size=30), st.sampled_from(["\n", "\n\n", " "]))
def test_no_text_makes_the_reader_stumble(parts: list[str], gap: str) -> None:
    found = read_letter(gap.join(parts))
    assert isinstance(found.as_json()["warnings"], list)


@pytest.mark.parametrize(
    "text", ["", "\f\f", "1. " * 7000, "Dear " * 5000, "by March 3, 2020 " * 2000, "Sincerely,\n" * 3000, "A B " * 5000]
)
def test_long_and_empty_texts_are_read(text: str) -> None:
    assert read_letter(text).date_sent is None
