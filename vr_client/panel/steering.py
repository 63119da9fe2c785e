"""Which buttons can be pressed in a state of the server, and why not."""

from dataclasses import dataclass

from simulation_server.schema.messages import Status
from simulation_server.schema.states import Stage

LOST = "Not connected to the server."


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether a button can be pressed, with the sentence its tooltip says."""

    possible: bool
    why: str
    resumes: bool = False


def fill_offer(status: Status, *, connected: bool) -> Offer:
    """Filling can be asked for at any time but while it runs: the server fills once the electrode is made."""
    if not connected:
        return Offer(False, LOST)
    if status.stage == Stage.FILLING:
        return Offer(False, "The electrolyte is flowing in now.")
    return Offer(True, "Lets electrolyte into the electrode once it is made.")


def shear_offer(status: Status, *, connected: bool) -> Offer:
    """Shearing can be asked for at any time: the electrode waits meanwhile."""
    if not connected:
        return Offer(False, LOST)
    if status.stage == Stage.SHEARING:
        return Offer(True, "The slurry is being sheared; this begins it anew.")
    if status.stage in (Stage.SLURRY, "compiling"):
        return Offer(True, "Measures the slurry's viscosity as soon as it is mixed; the film then dries.")
    return Offer(True, "Measures the viscosity of this recipe's slurry; the electrode is kept meanwhile.")


def discharge_offer(status: Status, *, connected: bool) -> Offer:
    """Discharging in three dimensions can be asked for at any time: it waits for the electrode."""
    if not connected:
        return Offer(False, LOST)
    if status.stage == Stage.CELL:
        return Offer(True, "It is being discharged; this begins it anew at the rate beside.")
    return Offer(
        True,
        "Lithium in every particle and salt in every pore, at the rate beside, once the electrode is made. "
        "The colours under View show it.",
    )


def hold_offer(status: Status, *, connected: bool) -> Offer:
    """One button for both: it resumes what is paused."""
    paused = status.stage == "paused"
    if not connected:
        return Offer(False, LOST, paused)
    if paused:
        return Offer(True, "Lets the physics go on.", True)
    if status.stage in ("ready", "stopped"):
        return Offer(False, "Nothing is running.")
    return Offer(True, "Holds the physics; the instant prediction still follows the sliders.")
