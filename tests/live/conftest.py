"""A session for the tests that steer one."""

import pytest

from .steered import Steered


@pytest.fixture
def steered(monkeypatch: pytest.MonkeyPatch) -> Steered:
    return Steered(monkeypatch)
