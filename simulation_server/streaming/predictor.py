"""The surrogate beside the server's loop: loaded in a thread of its own, then asked directly."""

import logging
import threading
from collections.abc import Callable
from typing import Protocol

from simulation_server.schema.errors import MesonautError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Prediction

_log = logging.getLogger(__name__)


class Predicts(Protocol):
    """What a surrogate does."""

    def predict(self, recipe: Recipe) -> Prediction:
        """The prediction for a recipe."""


def load_surrogate() -> Predicts:
    """The surrogate that is shipped."""
    from simulation_server.learning.surrogate import Surrogate

    return Surrogate.load()


class Predictor:
    """Gives predictions once the surrogate is loaded; until then, or without one, says why not."""

    def __init__(self, load: Callable[[], Predicts] = load_surrogate) -> None:
        self._load = load
        self._surrogate: Predicts | None = None
        self.why_not = "the surrogate is still being loaded: ask again in a moment"
        self._thread = threading.Thread(target=self._fetch, name="surrogate", daemon=True)
        self._thread.start()

    @property
    def is_ready(self) -> bool:
        """Whether predictions can be had."""
        return self._surrogate is not None

    def predict(self, recipe: Recipe) -> Prediction | None:
        """The prediction; None when there is none, and `why_not` then says why."""
        if self._surrogate is None:
            return None
        try:
            return self._surrogate.predict(recipe)
        except MesonautError as error:
            self.why_not = str(error)
        except Exception as error:  # a fault here must not end the server and what people stand in
            self.why_not = f"the prediction failed: {type(error).__name__}: {error}"
            _log.exception("no prediction")
        return None

    def _fetch(self) -> None:
        try:
            self._surrogate = self._load()
        except MesonautError as error:
            self.why_not = f"no predictions: {error}"
            _log.warning(self.why_not)
        except Exception as error:  # the physics goes on without
            self.why_not = f"no predictions: the surrogate was not loaded, {type(error).__name__}: {error}"
            _log.exception(self.why_not)
