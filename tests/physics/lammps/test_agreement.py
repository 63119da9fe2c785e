"""A slurry and a packing: both engines give the same bulk."""

from dataclasses import replace

import pytest

from simulation_server.physics.lammps import agreement


def test_engines_agree_on_a_slurry_and_a_packing() -> None:
    deviations = agreement.agreement(seed=2)
    assert len(deviations) == 8
    for found in deviations:
        assert found.deviation <= found.bar, found


def test_the_comparison_notices_another_law(monkeypatch: pytest.MonkeyPatch) -> None:
    """LAMMPS with a contact a fifth softer is no longer in agreement."""
    true_laws = agreement.LammpsSystem.use

    def softer(self: agreement.LammpsSystem, laws: object, **step: float) -> None:
        true_laws(self, [replace(law, kn_kpa=0.8 * law.kn_kpa) for law in laws], **step)  # type: ignore[attr-defined]

    monkeypatch.setattr(agreement.LammpsSystem, "use", softer)
    assert any(found.deviation > found.bar for found in agreement.slurry_agreement(seed=2))
