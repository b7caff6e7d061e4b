"""Random letters, composed here without the reader's rules, are read back as what went into them."""

import os
import random
import textwrap
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from app.letters.reader import read_letter

FIRST = [
    "Alice",
    "Bruce",
    "Carla",
    "Dennis",
    "Elena",
    "Frank",
    "Grace",
    "Hector",
    "Irene",
    "Jack",
    "Karen",
    "Luis",
    "Maria",
    "Nathan",
    "Olivia",
    "Peter",
    "Rosa",
    "Samuel",
]
LAST = [
    "Abbott",
    "Brandt",
    "Castillo",
    "Dunmore",
    "Ellsworth",
    "Fairbanks",
    "Gutierrez",
    "Holloway",
    "Ingram",
    "Jefferson",
    "Kowalski",
    "Lindqvist",
]
TITLES = ["Secretary", "Director", "Administrator", "Commissioner", "Inspector General", "Acting Director", "Chairman"]
AGENCIES = [
    "Department of the Interior", "U.S. Department of Labor", "Federal Trade Commission", "Bureau of Land Management",
    "Small Business Administration", "Food and Drug Administration", "Office of Personnel Management",
    "U.S. Coast Guard",
    "Centers for Disease Control and Prevention", "National Park Service", "Acme Airlines, Inc.", "Peace Corps",
]  # fmt: skip
STREETS = ["1849 C Street, N.W.", "200 Independence Avenue, SW", "P.O. Box 1200", "600 Pennsylvania Ave NW, Suite 400"]
CITIES = ["Washington, D.C. 20240", "Washington, DC 20201", "Atlanta, GA 30329", "Arlington, Virginia 22202"]
STYLES = ["{}.", "{})", "({})", "{}.)", "{})."]
ASKS = [
    "Please provide written answers to the following questions {due}:",
    "We respectfully request that you respond to the following questions {due}.",
    "Accordingly, I ask that you provide the following information {due}:",
    "In order to better understand this matter, please answer the questions below {due}.",
]
LATE_ASKS = [
    "Please provide your response {due}.",
    "We look forward to your reply {due}.",
    "I would appreciate your response {due}.",
]
PROSE = [
    "On {date}, the agency announced a new plan for the program, which has troubled many of the people we represent.",
    "The Inspector General found in {year} that the program had lost track of more than 40 percent of its contracts.",
    "This is not the first time that the agency has failed to keep Congress informed about the costs of the program.",
    "According to a report published on {date}, staff were told to finish the work by {date} at any cost.",
    "We wrote to you on {date} and asked for a response by {date}, but we received none.",
]
SUBJECTS = [
    "the program",
    "the contract",
    "the plan",
    "the staff",
    "the budget",
    "the grants",
    "the review",
    "the database",
]
VERBS = ["approve", "delay", "cancel", "review", "announce", "fund", "audit", "change"]
CLOSINGS = ["Sincerely,", "Respectfully,", "Very truly yours,", "Sincerely yours,"]
OFFICES = ["United States Senator", "Member of Congress", "Chairman", "Ranking Member"]


@dataclass
class Composed:
    """A letter and what the reader must find in it."""

    text: str
    sent: date | None
    due: date | None
    addressees: list[tuple[str, str, str]]
    signatories: list[str]
    items: list[tuple[str | None, str | None, str]] = field(default_factory=list)


def _day(day: date, rng: random.Random) -> str:
    plain = f"{day:%B} {day.day}, {day.year}"
    return rng.choice([plain, plain, f"{day:%A}, {plain}", f"{day:%B} {day.day:02}, {day.year}", plain])


def _name(rng: random.Random) -> str:
    return f"{rng.choice(FIRST)} {rng.choice(['', rng.choice('ABCDEFGHJK') + '. '])}{rng.choice(LAST)}"


def _question(rng: random.Random) -> str:
    subject, verb = rng.choice(SUBJECTS), rng.choice(VERBS)
    forms = [
        f"Why did the agency {verb} {subject} in {rng.randint(2005, 2024)}?",
        f"Provide all documents and communications about the decision to {verb} {subject}.",
        f"When did you first decide to {verb} {subject}? Who was told, and by {rng.choice(['whom', 'what means'])}?",
        f"Please describe how much money was spent to {verb} {subject} by December 31, 2019.",
        f"It is our understanding that you plan to {verb} {subject}. Is that correct?",
        f"A list of all officials who took part in the decision to {verb} {subject}.",
    ]
    return rng.choice(forms)


def _sub(rng: random.Random) -> str:
    return (
        f"{rng.choice(['Who', 'When', 'Why', 'How', 'Where'])} did the agency {rng.choice(VERBS)} "
        f"{rng.choice(SUBJECTS)}?"
    )


def _roman(n: int) -> str:
    return ["i", "ii", "iii", "iv", "v", "vi"][n - 1]


def _list(rng: random.Random) -> tuple[list[str], list[tuple[str | None, str | None, str]]]:
    """Paragraphs of a list with up to three levels, and its items."""
    styles = rng.sample(STYLES, 3)
    lines: list[str] = []
    items: list[tuple[str | None, str | None, str]] = []
    for n in range(1, rng.randint(3, 14)):
        text = _question(rng)
        lines.append(f"{styles[0].format(n)} {text}")
        items.append((str(n), None, text))
        if rng.random() < 0.25:
            for k in range(1, rng.randint(3, 5)):
                sub = _sub(rng)
                lines.append(f"   {styles[1].format(chr(96 + k))} {sub}")
                items.append((f"{n}{chr(96 + k)}", str(n), sub))
                if rng.random() < 0.2:
                    for m in range(1, rng.randint(3, 5)):
                        deep = _sub(rng)
                        lines.append(f"      {styles[2].format(_roman(m))} {deep}")
                        items.append((f"{n}{chr(96 + k)}.{_roman(m)}", f"{n}{chr(96 + k)}", deep))
    return lines, items


def compose(seed: int) -> Composed:
    rng = random.Random(seed)
    sent = date(2004, 1, 5) + timedelta(days=rng.randint(0, 8000))
    dated = rng.random() < 0.85
    due = sent + timedelta(days=rng.randint(5, 35))
    with_due = rng.random() < 0.9
    phrase = rng.choice(
        ["by {}", "no later than {}", "by no later than {}", "by close of business on {}", "on or before {}"]
    )
    printed = _day(due, rng)
    if not with_due:
        phrase, printed = rng.choice(["promptly", "as soon as possible"]), ""
    elif dated and rng.random() < 0.2:
        days = (due - sent).days
        phrase, printed = (
            rng.choice(["within {} days", "no later than {} days from the date of this letter"]),
            str(days),
        )
    elif dated and rng.random() < 0.2:
        printed = f"{due:%B} {due.day}"
    addressees = [(_name(rng), rng.choice(TITLES), agency) for agency in rng.sample(AGENCIES, rng.choice([1, 1, 1, 2]))]
    signers = [(_name(rng), rng.choice(OFFICES)) for _ in range(rng.choice([1, 1, 2, 3, 12]))]
    listed, items = _list(rng)
    in_lead = rng.random() < 0.5
    asked = phrase.format(printed)
    lead = (
        rng.choice(ASKS).format(due=asked)
        if in_lead
        else rng.choice(ASKS).format(due="").replace(" :", ":").replace(" .", ".")
    )
    closing = ["Thank you for your attention to this matter."]
    if not in_lead:
        closing.insert(rng.randint(0, 1), rng.choice(LATE_ASKS).format(due=asked))
    prose = [
        text.format(date=_day(sent - timedelta(days=rng.randint(20, 900)), rng), year=sent.year - 2)
        for text in rng.sample(PROSE, rng.randint(1, 3))
    ]
    head: list[str] = [_day(sent, rng), ""] if dated else []
    for name, title, agency in addressees:
        head += [f"The Honorable {name}", title, agency, rng.choice(STREETS), rng.choice(CITIES), ""]
    greeted = [f"{title} {name.split()[-1]}" for name, title, _ in addressees]
    head += [f"Dear {' and '.join(greeted)}{rng.choice([':', ','])}", ""]
    wrap = rng.choice([0, 0, 90, 76])
    gap = [""] if not wrap or rng.random() < 0.7 else []
    body: list[str] = []
    for paragraph in [*prose, lead, *listed, *closing]:
        body += textwrap.wrap(paragraph, wrap) if wrap else [paragraph]
        body += gap
    tail = [rng.choice(CLOSINGS), ""]
    for name, office in signers:
        tail += [name, office, ""]
    if rng.random() < 0.3:
        tail += ["cc: The Honorable Jane Doe, Ranking Member"]
    text = "\n".join([*head, *body, "", *tail])
    return Composed(
        text, sent if dated else None, due if with_due else None, addressees, [name for name, _ in signers], items
    )


def wrong(letter: Composed) -> list[str]:
    found = read_letter(letter.text)
    checks = {
        "request": found.is_request,
        "sent": found.date_sent == letter.sent,
        "due": found.due_date == letter.due,
        "addressees": [(p.name, p.title, p.agency) for p in found.addressees] == letter.addressees,
        "signatories": [p.name for p in found.signatories] == letter.signatories,
        "items": [(i.number, i.parent, i.text) for i in found.items] == letter.items,
    }
    return [name for name, right in checks.items() if not right]


@pytest.mark.proof
def test_random_letters_are_read_back() -> None:
    count = 1000 if os.environ.get("PROOF") else 200
    failures = {seed: problems for seed in range(count) if (problems := wrong(compose(seed)))}
    assert len(failures) <= 0.02 * count, failures
