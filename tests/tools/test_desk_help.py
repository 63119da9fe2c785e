"""The help names every key that does something, and nothing else."""

import pytest

from vr_client.tools.desk import HANDLERS
from vr_client.tools.desk_help import HELP

TEXT = " ".join(keys.lower() for _, rows in HELP for keys, _ in rows)
WORDS = set(TEXT.replace(",", " ").split())


NAMED = ("home", "tab", "esc", "f1", "f12", "enter", "[", "]")


@pytest.mark.parametrize("key", [*"xyzfcvtrimjboklngph12345678", *NAMED])
def test_a_key_is_named(key: str) -> None:
    assert key in WORDS


def test_every_row_says_what_its_keys_do() -> None:
    assert all(what and keys for _, rows in HELP for keys, what in rows)
    titles = [title for title, _ in HELP]
    assert len(titles) == len(set(titles)) and len(HANDLERS) == len(set(HANDLERS))
