"""A session turned by hand, without sockets."""

from typing import Any

import numpy as np
import pytest

from simulation_server.live.orders import Order
from simulation_server.live.session import LiveSession
from simulation_server.schema.messages import SetRecipe, Simulated
from simulation_server.schema.recipe import Recipe

from . import fake_chain
from .serving import SMALL


class Steered:
    """A session turned by hand; what it emits is kept."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(fake_chain, "STATE_S", 0.0)
        self.emitted: list[Any] = []
        self.arrays: list[dict[str, np.ndarray]] = []
        self.chains: list[fake_chain.Chain] = []
        self._orders: list[Order] = []
        self._step = 0
        self.session = LiveSession(self._new_chain, self._emit, self._take)

    def _new_chain(self, recipe: Recipe) -> fake_chain.Chain:
        self.chains.append(fake_chain.Chain(recipe))
        return self.chains[-1]

    def _emit(self, message: Any, arrays: dict[str, np.ndarray], _time_us: float) -> None:
        self.emitted.append(message)
        self.arrays.append(arrays)

    def _take(self, _timeout_s: float) -> list[Order]:
        orders, self._orders = self._orders, []
        return orders

    def order(self, kind: type, **fields: Any) -> int:
        self._step += 1
        self._orders.append(Order(command=kind(id=0, **fields), step_id=self._step))
        return self._step

    def turn(self, times: int = 1) -> None:
        for _ in range(times):
            self.session.turn_once()

    def until(self, kind: type, **values: Any) -> Any:
        for _ in range(1000):
            self.turn()
            for message in reversed(self.emitted):
                if isinstance(message, kind) and all(getattr(message, k) == v for k, v in values.items()):
                    return message
        raise AssertionError(f"no {kind.__name__} with {values}")

    def made(self, recipe: Recipe = SMALL) -> None:
        step = self.order(SetRecipe, recipe=recipe)
        self.until(Simulated, step_id=step, complete=True)

    @property
    def calls(self) -> list[str]:
        return self.chains[-1].calls

    def all(self, kind: type) -> list[Any]:
        return [message for message in self.emitted if isinstance(message, kind)]
