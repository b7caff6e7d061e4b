"""To whom a letter goes, who signed it, who gets a copy."""

from collections.abc import Callable

import pytest

from app.letters.findings import Findings

Letter = Callable[..., Findings]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (
            "The Honorable Jane Doe\nSecretary\nDepartment of Examples",
            ("Jane Doe", "Secretary", "Department of Examples"),
        ),
        ("Hon. Jane Q. Doe, Jr., Director\nExample Bureau", ("Jane Q. Doe, Jr.", "Director", "Example Bureau")),
        ("Dr. Jane Doe, M.D.\nDirector, NIOSH\n200 Main St.", ("Jane Doe", "Director", "NIOSH")),
        ("Mr. John Roe\nCEO\nGreat Plains Air\n1 Airport Way", ("John Roe", "CEO", "Great Plains Air")),
        ("Secretary Jane Doe\nU.S. Department of Labor", ("Jane Doe", "Secretary", "U.S. Department of Labor")),
        ("Jane Doe\nActing Director\nOffice of Examples", ("Jane Doe", "Acting Director", "Office of Examples")),
        (
            "Jane Doe\nAdministrator\nGeneral Services Administration",
            ("Jane Doe", "Administrator", "General Services Administration"),
        ),
        (
            "The Honorable Jane Doe  Secretary  Department of Labor  12 C Street, N.W.",
            ("Jane Doe", "Secretary", "Department of Labor"),
        ),
        (
            "The Honorable Jane Doe Director Example Bureau 12 C Street, N.W.",
            ("Jane Doe", "Director", "Example Bureau"),
        ),
        (
            "General Jane Doe, USMC (Ret.)\nNational Security Advisor\nThe White House",
            ("Jane Doe", "National Security Advisor", "The White House"),
        ),
    ],
)
def test_an_address_block_is_taken_apart(letter: Letter, block: str, expected: tuple[str, str, str]) -> None:
    found = letter(head=f"March 3, 2020\n\n{block}\nWashington, DC 20001", greeting="Dear Madam or Sir:")
    assert [(person.name, person.title, person.agency) for person in found.addressees] == [expected]


def test_a_department_that_only_the_title_names_is_marked_as_implied(letter: Letter) -> None:
    found = letter(head="March 3, 2020\n\nThe Honorable Jane Doe\nSecretary of the Treasury\nWashington, DC 20001")
    assert found.as_json()["addressees"][0]["agency_implied"] is True
    assert found.addressees[0].agency == "Department of the Treasury"
    assert any("agency isn't printed" in warning for warning in found.warnings)


def test_several_blocks_are_several_addressees(letter: Letter) -> None:
    head = (
        "March 3, 2020\nVIA ELECTRONIC MAIL\nThe Honorable Jane Doe\nDirector\nOffice of Examples\n1 "
        "A Street\nWashington, DC 20001\n"
        "The Honorable John Roe\nCommissioner\nExample Commission\n2 B Street\nWashington, DC 20002\nRe: The plan"
    )
    found = letter(head=head, greeting="Dear Director Doe and Commissioner Roe:")
    assert [(p.name, p.agency) for p in found.addressees] == [
        ("Jane Doe", "Office of Examples"),
        ("John Roe", "Example Commission"),
    ]
    assert found.subject == "The plan"


def test_the_sender_s_letterhead_is_no_addressee(letter: Letter) -> None:
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
        (
            "Dear Acting Director Doe, Commissioner Roe, and Director Poe:",
            [("Doe", "Acting Director"), ("Roe", "Commissioner"), ("Poe", "Director")],
        ),
        ("Dear Messrs. Doe and Roe:", [("Doe", None), ("Roe", None)]),
        ("Dear Secretaries Doe and Roe:", [("Doe", "Secretary"), ("Roe", "Secretary")]),
        ("Dear Inspector General Doe,", [("Doe", "Inspector General")]),
        ("Dear Attorney General Doe and Mr. Roe:", [("Doe", "Attorney General"), ("Roe", None)]),
        ("Dear Jane Doe:", [("Jane Doe", None)]),
        ("To Whom It May Concern:", []),
        ("Dear Sir or Madam:", []),
    ],
)
def test_a_salutation_alone_names_the_addressees(
    letter: Letter, greeting: str, expected: list[tuple[str | None, str | None]]
) -> None:
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
        (
            (
                "Sincerely,\nMaria Roe William Poe Robert Doe\nUnited States Senator United States "
                "Senator United States Senator"
            ),
            ["Maria Roe", "William Poe", "Robert Doe"],
        ),
        ("Sincerely,", []),
        ("", []),
    ],
)
def test_signatories_are_read_from_every_layout(letter: Letter, end: str, names: list[str]) -> None:
    assert [person.name for person in letter(end=end).signatories] == names


def test_titles_in_columns_go_to_their_signatories(letter: Letter) -> None:
    end = (
        "Sincerely,\n\nJohn Roe Charles E. Poe\n\nRanking Member Ranking Member\n\n"
        "Permanent Subcommittee on Investigations Committee on the Budget"
    )
    assert [person.title for person in letter(end=end).signatories] == [
        "Ranking Member, Permanent Subcommittee on Investigations",
        "Ranking Member, Committee on the Budget",
    ]


def test_forty_signatories_are_read(letter: Letter) -> None:
    first = ["Adam", "Ben", "Carl", "Dan", "Earl", "Frank", "Gary", "Hal"]
    last = ["Abel", "Brown", "Clark", "Davis", "Ellis"]
    names = [f"{a} {b}" for a in first for b in last]
    found = letter(end="Sincerely,\n\n" + "\n\n".join(f"{name}\nMember of Congress" for name in names))
    assert [person.name for person in found.signatories] == names


def test_copies_are_read_with_their_titles(letter: Letter) -> None:
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


def test_addressees_in_two_columns_are_taken_apart(letter: Letter) -> None:
    head = (
        "March 3, 2020\n\nThe Honorable Jane Doe      The Honorable John Roe\n"
        "Secretary                   Administrator\n"
        "Department of Labor         Example Agency\n1 A Street                  2 B Street"
    )
    found = letter(head=head, greeting="Dear Secretary Doe and Administrator Roe:")
    assert [(p.name, p.title, p.agency) for p in found.addressees] == [
        ("Jane Doe", "Secretary", "Department of Labor"),
        ("John Roe", "Administrator", "Example Agency"),
    ]


def test_names_that_run_over_two_lines_are_joined(letter: Letter) -> None:
    block = "The Honorable Jane Doe\nAssistant Secretary for Planning\nand Evaluation\n"
    block += "Department of Health and\nHuman Services"
    person = letter(head=f"March 3, 2020\n{block}", greeting="Dear Ms. Doe:").addressees[0]
    assert person.title == "Assistant Secretary for Planning and Evaluation"
    assert person.agency == "Department of Health and Human Services"
