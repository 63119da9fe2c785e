"""The discharge in three dimensions that is asked for, under way or done, and what a change means to it."""


class Discharging:
    """Rates in 1/h. A wish is kept until its discharge ends; a done one is made again for another cell."""

    def __init__(self) -> None:
        self._asked: float | None = None
        self._done: float | None = None

    @property
    def is_asked(self) -> bool:
        """Whether there is a discharge to come or under way."""
        return self._asked is not None

    @property
    def c_rate(self) -> float:
        """The rate of the one that is asked for."""
        return 1.0 if self._asked is None else self._asked

    def ask(self, c_rate: float) -> None:
        """Wants a discharge at this rate, in place of any other."""
        self._asked = c_rate

    def end(self) -> None:
        """The one under way is complete."""
        self._asked, self._done = None, self._asked

    def fail(self) -> None:
        """The one under way is impossible."""
        self._asked = None

    def leave(self, *, begun: bool) -> None:
        """The electrode is no more: what has begun or was done goes with it, a wish for the next stays."""
        self._done = None
        if begun:
            self._asked = None

    def redo(self) -> None:
        """The cell is another: what was done holds no more and is to be made again."""
        if self._asked is None:
            self._asked = self._done
        self._done = None
