"""What axe-core finds wrong with a page that Chromium shows."""

import os
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (1280, 320)
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Looking at colours takes more time than all other rules together. The walk through every page does it at one width, and
# in `make proof` at both.
COLOURS_AT = WIDTHS if os.environ.get("PROOF") else ()


def faults(page: Page, width: int, *, colours: bool) -> list[str]:
    """Each violation with the element that it was found on, at a width that the page has already."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    options: dict[str, Any] = {
        "runOnly": STANDARDS,
        "resultTypes": ["violations"],
        "rules": {"color-contrast": {"enabled": colours}},
    }
    found = page.evaluate("options => axe.run(options).then(told => told.violations)", options)
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]
