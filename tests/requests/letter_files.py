"""Letters for tests: their words, and the same typeset as a PDF."""

import json

import typst

FOOT = """
Thank you for your attention to this matter.

Sincerely,

Jane Roe
Chairwoman

John Doe
Ranking Member
"""
TO_ENERGY = """The Honorable Rick Perry
Secretary
U.S. Department of Energy
1000 Independence Avenue, SW
Washington, DC 20585
"""
TO_JUSTICE = """The Honorable Ann Poe
Attorney General
U.S. Department of Justice
950 Pennsylvania Avenue, NW
Washington, DC 20530
"""
ITEMS = """1. All contracts between the Department and any vendor of grid software since January 1, 2016.

2. Documents sufficient to show who approved each contract, including:

a. the name of each official; and

b. the date of each approval.

3. A list of all vendors that were rejected, with the reasons for each.

4. Did any official of the Department object to a contract? If so, who, and when?

5. All communications between the Department and the vendors about the security of the software.

6. The total amount paid to each vendor in each fiscal year.

7. Please explain how the Department checks the software before it is installed.
"""


def letter_text(*, to: str = TO_ENERGY, dear: str = "Secretary Perry", items: str = ITEMS) -> str:
    return f"""October 5, 2018

{to}
Dear {dear}:

We write about the vendor contracts of the grid office. This letter follows our letter of September 12, 2018, which asked for the same contracts.

Please provide the following documents and information no later than 5:00 p.m. on October 26, 2018:

{items}{FOOT}"""


def letter_pdf(text: str | None = None, *, page: str = '"us-letter"') -> bytes:
    lines = [
        f"#{json.dumps(line)}\n" if line.strip() else "#v(0.9em)\n" for line in (text or letter_text()).splitlines()
    ]
    style = f"#set page({page}, margin: 1in)\n#set par(leading: 0.6em, spacing: 0.6em)\n"
    return typst.compile((style + "\n".join(lines)).encode())
