"""What is typed on the panel's own keys: a number or a short name, in a headset or by pointing alone."""

from dataclasses import dataclass
from typing import Literal

PadKind = Literal["number", "text"]

BACK, SHIFT, SPACE, CLEAR, CANCEL, DONE = "back", "shift", "space", "clear", "cancel", "done"
"""Keys that are no characters."""

NUMBER_ROWS: tuple[tuple[str, ...], ...] = (
    ("7", "8", "9", BACK),
    ("4", "5", "6", CLEAR),
    ("1", "2", "3", "-"),
    (CANCEL, "0", ".", DONE),
)
TEXT_ROWS: tuple[tuple[str, ...], ...] = (
    tuple("1234567890"),
    tuple("qwertyuiop"),
    (*"asdfghjkl", "-"),
    (SHIFT, *"zxcvbnm", "_", BACK),
    (CANCEL, SPACE, DONE),
)
MOST_DIGITS = 12


@dataclass(slots=True)
class Pad:
    """The keys on show for one field. `first` is true until a key was pressed: that key replaces the text."""

    name: str
    title: str
    text: str
    kind: PadKind = "number"
    most: int = MOST_DIGITS
    first: bool = True
    capitals: bool = False

    def takes(self, letter: str) -> bool:
        """Whether a letter of a keyboard is one that can be typed here."""
        return letter in "0123456789.-" if self.kind == "number" else letter.isprintable()

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The keys, top row first."""
        return NUMBER_ROWS if self.kind == "number" else TEXT_ROWS

    def press(self, key: str) -> bool:
        """Takes a key in; True when it ends the typing, by DONE or CANCEL."""
        if key in (DONE, CANCEL):
            return True
        if key == BACK:
            self.text = self.text[:-1]
        elif key == CLEAR:
            self.text = ""
        elif key == SHIFT:
            self.capitals = not self.capitals
            return False
        else:
            self._write(" " if key == SPACE else key.upper() if self.capitals else key)
        self.first = False
        return False

    def _write(self, letter: str) -> None:
        text = "" if self.first else self.text
        if self.kind == "number" and letter == "-":
            self.text = text[1:] if text.startswith("-") else f"-{text}"
        elif self.kind == "number" and letter == "." and "." in text:
            self.text = text
        else:
            self.text = (text + letter)[: self.most]


def number_of(text: str) -> float | None:
    """The number that a text says, None for none."""
    try:
        return float(text.strip().replace("−", "-").replace(",", "."))
    except ValueError:
        return None
