"""A person's hands: every click is counted, so that a journey fails once it takes more of them."""

import re
from typing import Any

from playwright.sync_api import Locator, Page


class Hands:
    """Clicks on what a person sees, by its words; choosing from a list counts as one click."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, found: Locator) -> None:
        found.click()
        self.clicks += 1

    def follow(self, found: Locator) -> None:
        """A click that leads to another page."""
        with self.page.expect_navigation():
            self.click(found)

    def press(self, name: str | re.Pattern[str], *, within: Any = None) -> None:
        """The first button that bears this name leads to another page."""
        self.follow((within or self.page).get_by_role("button", name=name).first)

    def tick(self, words: str) -> None:
        """The radio button or checkbox whose label begins with these words."""
        labels = self.page.locator(".usa-radio__label, .usa-checkbox__label")
        self.click(labels.filter(has_text=re.compile(rf"^\s*{re.escape(words)}\b")).first)

    def select(self, name: str, value: str) -> None:
        self.page.locator(f"select[name={name}]").select_option(value, force=True)
        self.clicks += 1
