"""LAMMPS input in named parts: one that has changed is given again after undoing what it defined."""

from collections.abc import Iterable

from .ranks import Ranks

_UNDO = {
    "fix": "unfix {}",
    "compute": "uncompute {}",
    "variable": "variable {} delete",
    "group": "group {} delete",
}


class Script:
    """What one LAMMPS has been told."""

    def __init__(self, ranks: Ranks) -> None:
        self._ranks = ranks
        self._said: dict[str, str] = {}

    def now(self, text: str) -> None:
        """Gives lines at once, unnamed."""
        self._ranks.call("commands", text)

    def said(self, part: str) -> str:
        """The part as it stands; empty when not given."""
        return self._said.get(part, "")

    def say(self, part: str, text: str, *, resets: Iterable[str] = ()) -> None:
        """Gives the part if it is new or changed; the parts in `resets` then have to be given anew."""
        before = self.said(part)
        if text == before:
            return
        for other in resets:
            self.say(other, "")
        undone = [undo for line in reversed(before.splitlines()) if (undo := _undo(line))]
        self._said[part] = ""
        if lines := [*undone, *text.splitlines()]:
            self.now("\n".join(lines))
        self._said[part] = text


def _undo(line: str) -> str | None:
    words = line.split(maxsplit=2)
    return _UNDO[words[0]].format(words[1]) if len(words) > 2 and words[0] in _UNDO else None
