"""A picked particle's data in words."""

from simulation_server.schema.states import Phase
from vr_client.stage.picked import Picked

from .figures import plain

Row = tuple[str, str, str]
"""Label, value with its unit, meaning."""


def picked_rows(picked: Picked) -> list[Row]:
    """All that is known of it; lithiation and cracking of active material only."""
    is_active = picked.phase == Phase.AM
    x, y, z = (plain(part, 1) for part in picked.position_um)
    active, binder, foil = picked.contacts
    touched = [f"{active} active", f"{binder} binder", *(["foil"] if foil else [])]
    rows = [
        ("Phase", "active material" if is_active else "carbon-binder", "What the particle is made of."),
        ("Diameter", f"{plain(picked.diameter_um, 2)} µm", "Of the sphere that stands for it."),
        ("Position", f"{x}, {y}, {z} µm", "Of its centre: x, y, and z above the foil."),
        ("Contacts", f"{active + binder + foil}: {', '.join(touched)}", "Particles that touch it, by phase."),
        ("Contact stress", f"{plain(picked.stress_mpa, 1)} MPa", "Mean pressure its contacts carry."),
        (
            "Displacement",
            f"{plain(picked.displacement_um, 2)} µm",
            "From where it was when the present step of the line began.",
        ),
    ]
    if is_active:
        word = "cracked" if picked.cracking > 1.0 else "whole"
        meaning = "Largest crushing stress so far over the strength; above 1 it has cracked."
        rows.append(("Crushing over strength", f"{plain(picked.cracking, 2)}, {word}", meaning))
    if picked.lithiation is not None:
        meaning = "Mean over its volume, of the most the active material holds."
        rows.append(("Lithiation", plain(picked.lithiation, 3), meaning))
    return rows
