"""How the domain says no: one exception that carries a plain sentence and the field it belongs to."""


class Refused(Exception):
    """A rule was broken; `sentence` is shown to the person, beside `field` where one is named."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Outdated(Refused):
    """Somebody else changed the same thing after this form was opened; the form shows both texts and asks again."""
