"""Lists as people print them are read back as what they were."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.markers import to_roman
from app.numbering import NumberedItem, as_path, clean, read_items


def numbers(text: str) -> list[str | None]:
    return [item.number for item in read_items(text)]


def texts(text: str) -> list[str]:
    return [item.text for item in read_items(text)]


@pytest.mark.parametrize(
    "style",
    [
        "{}. ",
        "{}) ",
        "({}) ",
        "{}.) ",
        "{}). ",
        "{}.",
        "[{}] ",
        "Question {}: ",
        "Request No. {}. ",
        "  {}.\t",
        "{}.\n",
    ],
)
def test_every_style_of_number_is_read(style: str) -> None:
    lines = "\n".join(style.format(n) + f"What is matter {n}?" for n in range(1, 13))
    assert numbers(lines) == [str(n) for n in range(1, 13)]
    assert texts(lines)[11] == "What is matter 12?"


@pytest.mark.parametrize("style", ["{}. ", "({}) ", "{}) "])
def test_letters_and_romans_are_read_as_levels(style: str) -> None:
    text = "\n".join(
        ["1. Plans:"] + [style.format(letter) + "Plan" for letter in "ab"] + ["(i) Cost", "(ii) Time"] * 1 + ["2. More"]
    )
    if style == "({}) ":
        assert numbers(text) == ["1", "1a", "1b", "1b.i", "1b.ii", "2"]
    else:
        assert [item.level for item in read_items(text)] == [1, 2, 2, 3, 3, 1]


def test_an_i_after_an_h_is_a_letter() -> None:
    lines = "1. List:\n" + "\n".join(f"{letter}. Name {letter};" for letter in "abcdefghij")
    assert numbers(lines) == ["1", *(f"1{letter}" for letter in "abcdefghij")]


def test_an_i_after_an_a_is_a_sub_item() -> None:
    assert numbers("1. One\na. Alpha\ni. First\nii. Second\nb. Beta") == ["1", "1a", "1a.i", "1a.ii", "1b"]


def test_an_i_after_an_h_that_leads_to_ii_is_a_sub_item() -> None:
    lines = "\n".join(f"{letter}. Name {letter}." for letter in "abcdefgh")
    assert numbers(lines + "\ni. First.\nii. Second.\ni. Ninth.\nj. Tenth.")[-4:] == ["h.i", "h.ii", "i", "j"]


def test_words_may_follow_the_mark_without_a_space() -> None:
    assert texts("1.Did you know?\n2.Have you told?") == ["Did you know?", "Have you told?"]


def test_abbreviations_and_figures_are_no_marks() -> None:
    assert read_items("U.S. forces left. Why?") == (NumberedItem(None, "", 1, None, "U.S. forces left. Why?", 0, 22),)
    assert numbers("3.5 million dollars were paid.") == [None]


def test_wrapped_lines_are_joined_and_cut_words_mended() -> None:
    assert texts("1. Provide all docu-\n   ments on long-\nterm plans.\n2. Provide more.")[0] == (
        "Provide all documents on long-term plans."
    )


def test_a_wrapped_line_that_starts_with_a_figure_is_no_item() -> None:
    text = (
        "1. Explain why the Department did not answer the letter that the Committee sent on March\n"
        "12. The letter asked for documents that the Department holds and has not yet produced to us.\n"
        "2. Explain the rest."
    )
    assert numbers(text) == ["1", "2"]


def test_a_reference_to_a_paragraph_is_no_item() -> None:
    text = "1. Explain how the agency reads the duty set out in section 5 and in subsection\n(b) of the Act.\n2. Next."
    assert numbers(text) == ["1", "2"]


def test_sections_restart() -> None:
    text = "Questions\n1. Who?\n2. When?\n\nDocuments\n\n1. The plan.\n2. The memo."
    assert numbers(text) == ["1", "2", "1", "2"]
    assert numbers("A. Papers\n1. The plan\n2. The memo\nB. People\n1. Names") == ["A", "A1", "A2", "B", "B1"]


def test_paragraphs_without_marks_become_items_without_numbers() -> None:
    assert read_items("Who knew?\n\nWhen was it\nknown?")[1] == NumberedItem(
        None, "", 1, None, "When was it known?", 11, 29
    )
    assert numbers("Please provide:\n\nThe plan.\n\nThe memo.") == [None, None]
    assert texts("Who knew?\nWhen was it known?") == ["Who knew?", "When was it known?"]


def test_paragraphs_below_a_colon_are_sub_items() -> None:
    items = read_items("1. On the plan:\n\nWho wrote it?\n\nWho read it?\n\n2. Why?")
    assert [(item.number, item.parent, item.level) for item in items] == [
        ("1", None, 1), (None, "1", 2), (None, "1", 2), ("2", None, 1)
    ]  # fmt: skip


def test_bullets_have_levels_and_no_numbers() -> None:
    items = read_items("1. Provide:\n• the plan;\n• the memo:\n  - drafts\n  - final\n2. Why?")
    assert [(item.printed, item.level, item.parent) for item in items] == [
        ("1.", 1, None), ("•", 2, "1"), ("•", 2, "1"), ("-", 3, "1"), ("-", 3, "1"), ("2.", 1, None)
    ]  # fmt: skip


def test_items_in_one_sentence_are_taken_apart() -> None:
    assert texts("We ask for: (1) the plan; (2) the memo; and (3) the list.") == [
        "the plan;",
        "the memo; and",
        "the list.",
    ]
    assert numbers("3. Provide: (a) the plan; and (b) the memo.\n4. Why?") == ["3", "3a", "3b", "4"]
    assert texts("1. Who knew? 2. When? 3. Why?") == ["Who knew?", "When?", "Why?"]


def test_a_mark_that_prints_its_whole_address_is_read() -> None:
    assert numbers("1. Plans\n1.1 Cost\n1.2 Time\n2. Why?") == ["1", "1.1", "1.2", "2"]
    assert numbers("3(b)(i) Cost\n3(b)(ii) Time") == ["3b.i", "3b.ii"]


def test_skipped_and_repeated_numbers_are_kept_as_printed() -> None:
    assert numbers("1. Who?\n2. When?\n4. Why?\n4. How?") == ["1", "2", "4", "4"]


def test_a_paste_may_start_in_the_middle() -> None:
    assert numbers("7. Who?\n8. When?") == ["7", "8"]


@pytest.mark.parametrize(
    ("number", "path"),
    [("3", "3"), ("3b", "3(b)"), ("3b.ii", "3(b)(ii)"), ("A1", "A(1)"), ("3.1", "3(1)"), ("II.a", "II(a)"), ("", "")],
)
def test_a_number_has_one_address(number: str, path: str) -> None:
    assert as_path(number) == path


@pytest.mark.parametrize(
    "text",
    [
        "(1) x; " * 3000,
        "a " * 500_000,
        "1. a\n" * 20_000,
        "(((1)" * 4000,
        "1.1.1.1" * 3000,
        "a-\nb" * 50_000,
        "•" * 20_000,
    ],
)
def test_long_texts_are_read_in_linear_time(text: str) -> None:
    began = time.process_time()
    read_items(text)
    # A quadratic reading of these takes minutes; a busy machine and a full heap make a linear one take seconds.
    assert time.process_time() - began < 10


WORDS = [
    "provide",
    "records",
    "the",
    "plan",
    "of",
    "costs",
    "Agency",
    "meeting",
    "2019",
    "staff",
    "emails",
    "section",
    "notes",
]
MARKS = ["{}. ", "{}) ", "({}) ", "{}.) ", "{}). "]


@st.composite
def lists(draw: st.DrawFn) -> tuple[str, list[tuple[str, int, str]]]:
    """A random list: its print, and (number, level, text) of each item."""
    kinds = draw(st.permutations(["decimal", "lower", "roman"]))
    if kinds[0] == "roman":
        kinds = [kinds[1], kinds[0], kinds[2]]
    marks = draw(st.lists(st.sampled_from(MARKS), min_size=3, max_size=3, unique=True))
    gap = draw(st.sampled_from(["\n", "\n\n"]))
    out: list[str] = []
    items: list[tuple[str, int, str]] = []

    def add(prefix: tuple[str, ...], depth: int) -> None:
        for n in range(1, draw(st.integers(2, 5 if depth else 12)) + 1):
            label = {"decimal": str(n), "lower": chr(96 + n), "roman": to_roman(n)}[kinds[depth]]
            words = [draw(st.sampled_from(WORDS)) for _ in range(draw(st.integers(2, 14)))]
            text = " ".join(words) + draw(st.sampled_from(["?", ".", ";"]))
            text = text[0].upper() + text[1:]
            has_children = depth < 2 and draw(st.integers(0, 4)) == 0
            text = text[:-1] + ":" if has_children else text
            wrapped = text.replace(" ", "\n    ", 1) if draw(st.booleans()) and len(text) > 60 else text
            out.append("  " * depth + marks[depth].format(label) + wrapped)
            items.append((_number((*prefix, label)), depth + 1, text))
            if has_children:
                add((*prefix, label), depth + 1)

    add((), 0)
    return gap.join(out), items


def _number(labels: tuple[str, ...]) -> str:
    number = labels[0]
    for level, label in enumerate(labels[1:]):
        plain = level == 0 and number.isdigit() != label.isdigit()
        number += label if plain else f".{label}"
    return number


@settings(max_examples=100, deadline=None)
@given(lists())
def test_a_composed_list_is_read_back(composed: tuple[str, list[tuple[str, int, str]]]) -> None:
    text, items = composed
    assert [(item.number, item.level, item.text) for item in read_items(text)] == items


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("12ab(i)v.•- \n:;?AZx\u2028\u00a0\u00b2"), max_size=120) | st.text(max_size=200)
)
def test_no_text_makes_it_stumble(text: str) -> None:
    for item in read_items(text):
        assert 0 <= item.start <= item.end <= len(text)
        assert 1 <= item.level <= 3
        assert as_path(item.number or "") is not None
    assert "\n" not in clean(text)
