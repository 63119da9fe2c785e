"""The resolved cell against theory where theory has an answer."""

import numpy as np
import pytest

from simulation_server.physics.electrochemistry.constants import FARADAY, THERMAL_V
from simulation_server.physics.electrochemistry.lattice import INNER
from simulation_server.physics.electrochemistry.model import CellModel, StepFailed
from simulation_server.physics.electrochemistry.sei import Growth, Interphase
from simulation_server.schema.errors import PhysicsError

from .setups import (
    CONDUCTIVITY_S_M,
    DIFFUSIVITY_M2_S,
    EXCHANGE_A_M2,
    SALT_DIFFUSIVITY_M2_S,
    TRANSFERENCE,
    WIRE,
    ball,
    cell,
    on_a_wire,
    plate,
)


def _held(field: np.ndarray) -> float:
    return float(field[INNER].sum())


def _crank(r: np.ndarray, radius: float, flux: float, diffusivity: float, time: float) -> np.ndarray:
    """Rise of concentration in a sphere under constant flux: Crank, The Mathematics of Diffusion, 6.45."""
    roots = np.array([4.493409, 7.725252, 10.904122, 14.066194, 17.220755])
    at, tau = r / radius, diffusivity * time / radius**2
    series = sum(np.sin(q * at) / (q**2 * at * np.sin(q)) * np.exp(-tau * q**2) for q in roots)
    return flux * radius / diffusivity * (3.0 * tau + 0.5 * at**2 - 0.3 - 2.0 * series)


def test_lithium_in_a_sphere_follows_crank() -> None:
    radius, size = 6.0, 14
    edge = 0.5e-6
    model = cell(on_a_wire(radius, size), edge)
    area = float(model.surface.area_m2.sum())
    current = 0.5 * area  # A: half an ampere a square metre
    r_m, steps = radius * edge, 20
    duration = 0.15 * r_m**2 / DIFFUSIVITY_M2_S
    start = model.state.lithium_mol_m3[INNER].copy()
    for _ in range(steps):
        model.step(duration / steps, current)
    ball = (
        model.network.active & (np.arange(model.network.active.shape[0]) >= WIRE + 3)[:, None, None]
    )  # clear of the wire
    rise = (model.state.lithium_mol_m3[INNER] - start)[ball]
    z, x, y = np.nonzero(ball)
    r = edge * np.sqrt(
        (z + 0.5 - WIRE - radius) ** 2 + (x + 0.5 - 0.5 * size) ** 2 + (y + 0.5 - 0.5 * size) ** 2
    )
    flux = current / area / FARADAY
    expected = _crank(r, r_m, flux, DIFFUSIVITY_M2_S, duration)
    assert np.abs(rise - expected).max() < 0.05 * expected.max()
    assert np.sqrt(np.mean((rise - expected) ** 2)) < 0.02 * expected.max()


def test_salt_between_lithium_and_a_plate_settles_on_a_straight_line() -> None:
    model = cell(plate(2, 4), separator_layers=8)
    current = 40.0 * model.lattice.area_m2
    for _ in range(12):
        model.step(5.0, current)
    profile = model.state.salt_mol_m3[INNER][2:].mean(axis=(1, 2))
    slope = (1.0 - TRANSFERENCE) * 40.0 / (FARADAY * SALT_DIFFUSIVITY_M2_S)
    assert np.diff(profile) / model.lattice.edge_m == pytest.approx(slope, rel=1e-4)
    assert profile.mean() == pytest.approx(1000.0, rel=1e-9)


def test_a_small_current_meets_the_resistances_in_series() -> None:
    model = cell(plate(2, 3), separator_layers=5, lithium_exchange_a_m2=50.0)
    density = 0.01
    rest, rough = model.state.voltage_v, float(model.surface.area_m2.sum()) / model.lattice.area_m2
    model.step(1e-6, density * model.lattice.area_m2)  # so short that no concentration changes
    drop = rest - model.state.voltage_v
    electrolyte = 7.5e-6 / CONDUCTIVITY_S_M  # from the centre of the pore on the plate up to the lithium
    solid = 1.5e-6 / 10.0  # from the collector to the centre of the plate's upper cell
    kinetics = THERMAL_V / (EXCHANGE_A_M2 * rough) + THERMAL_V / 50.0
    assert drop / density == pytest.approx(electrolyte + solid + kinetics, rel=1e-4)


def test_a_large_current_follows_butler_volmer() -> None:
    model = cell(plate(1, 1), separator_layers=2, lithium_exchange_a_m2=1e6)
    density = 100.0
    rest, rough = model.state.voltage_v, float(model.surface.area_m2.sum()) / model.lattice.area_m2
    model.step(1e-6, density * model.lattice.area_m2)
    ohmic = density * (2.5e-6 / CONDUCTIVITY_S_M + 0.5e-6 / 10.0)
    expected = 2.0 * THERMAL_V * np.arcsinh(density / (2.0 * EXCHANGE_A_M2 * rough))
    assert rest - model.state.voltage_v - ohmic == pytest.approx(expected, abs=1e-4)


def test_lithium_salt_and_charge_are_conserved() -> None:
    model = cell(ball(4.0, 10), open_circuit_v=(4.4, 3.4))
    current = 3.0 * float(model.surface.area_m2.sum())
    volume = model.lattice.edge_m**3
    salt = _held(model.state.salt_mol_m3)
    lithium = _held(model.state.lithium_mol_m3)
    for dt in (1.0, 5.0, 20.0, 20.0):
        model.step(dt, current)
    gained = (_held(model.state.lithium_mol_m3) - lithium) * volume
    assert gained == pytest.approx(46.0 * current / FARADAY, rel=1e-7, abs=0.0)
    assert _held(model.state.salt_mol_m3) == pytest.approx(salt, rel=1e-10)
    through = float(np.dot(model.state.total_a_m2, model.surface.area_m2))
    assert through == pytest.approx(-current, rel=1e-10, abs=0.0)
    assert model.charge_miss < 1e-6


def test_a_sphere_s_faces_have_its_surface() -> None:
    radius = 9.0
    surface = cell(on_a_wire(radius, 24)).surface
    wire = 4 * WIRE
    assert surface.area_m2.sum() * 1e12 == pytest.approx(4.0 * np.pi * radius**2 + wire, rel=0.03)


def _film(growth: Growth) -> Interphase:
    return Interphase(
        growth=growth, initial_m=4e-9, exchange_a_m2=1e-4, potential_v=0.4, solvent_flux_mol_m_s=1e-16,
        rate_m_s=1e-9, ec_mol_m3=4500.0, ec_diffusivity_m2_s=2e-20, molar_volume_m3=9.6e-5,
        lithium_per_mol=2.0, resistivity_ohm_m=2e5,
    )  # fmt: skip


def _grown_nm(model: CellModel, hours: int) -> list[float]:
    thickness = []
    for _ in range(hours):
        for _ in range(60):
            model.step(60.0, 1e-3 * model.lattice.area_m2)
        thickness.append(1e9 * float(model.state.thickness_m.mean()))
    return thickness


def test_an_interphase_limited_by_diffusion_grows_with_the_square_root_of_time() -> None:
    film = _film(Growth.SOLVENT_DIFFUSION)
    model = cell(plate(4, 2), open_circuit_v=(0.2, 0.1), interphase=film)
    after = _grown_nm(model, 4)
    rate = 2.0 * film.solvent_flux_mol_m_s * film.molar_volume_m3 / film.lithium_per_mol * 1e18
    hours = np.arange(1, 5)
    assert after == pytest.approx(np.sqrt(16.0 + rate * 3600.0 * hours), rel=0.01)
    assert after[-1] > 10.0


def test_an_interphase_limited_by_both_lies_below_either_limit() -> None:
    grown = {
        growth: _grown_nm(cell(plate(4, 2), open_circuit_v=(0.2, 0.1), interphase=_film(growth)), 1)[0]
        for growth in Growth
    }
    assert grown[Growth.REACTION] > 4.0
    film = _film(Growth.BOTH)
    rate = 2.0 * film.ec_mol_m3 * film.ec_diffusivity_m2_s * film.molar_volume_m3 / film.lithium_per_mol
    diffusion_alone = np.sqrt(16.0 + rate * 3600.0 * 1e18)
    assert 4.0 < grown[Growth.BOTH] < diffusion_alone


def test_lithium_in_the_interphase_is_counted() -> None:
    film = _film(Growth.SOLVENT_DIFFUSION)
    model = cell(plate(4, 2), open_circuit_v=(0.2, 0.1), interphase=film)
    start = _held(model.state.lithium_mol_m3) * model.lattice.edge_m**3
    current = 0.05 * model.lattice.area_m2
    for _ in range(10):
        model.step(60.0, current)
    held = (model.state.thickness_m - film.initial_m) * film.lithium_per_mol / film.molar_volume_m3
    inside = _held(model.state.lithium_mol_m3) * model.lattice.edge_m**3 - start
    outside = float(np.dot(held, model.surface.area_m2))
    assert outside > 0.0
    assert inside + outside == pytest.approx(600.0 * current / FARADAY, rel=1e-6, abs=0.0)


def test_a_step_that_cannot_be_made_leaves_the_state_as_it_was() -> None:
    model = cell(plate(2, 2), open_circuit_v=(4.4, 3.4))
    model.step(1.0, model.lattice.area_m2)
    before = model.state
    with pytest.raises(StepFailed):
        model.step(1.0, np.inf)
    assert model.state is before


def test_particles_that_touch_nothing_are_refused_in_words() -> None:
    part = plate(0, 8)
    part[4, 1, 1] = 1
    with pytest.raises(PhysicsError, match="connected both to the collector"):
        cell(part)
