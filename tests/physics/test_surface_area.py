"""Areas from voxels against spheres' own, at any position and next to other phases."""

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation_server.physics.voxels import active_surface_per_um, interface_areas
from simulation_server.schema.states import Phase, Voxels

from .reference_files import reference_file


def ball(cells: int, centre: NDArray[np.float64], radius: float) -> NDArray[np.bool_]:
    """Voxels of a periodic cube within `radius` of `centre`."""
    axes = [np.arange(cells) + 0.5 - c for c in centre]
    x, y, z = np.meshgrid(*[a - cells * np.round(a / cells) for a in axes], indexing="ij")
    return x**2 + y**2 + z**2 <= radius**2


@pytest.mark.parametrize(("diameter", "bar"), [(10, 0.03), (20, 0.01), (40, 0.005)])
def test_sphere(diameter: int, bar: float) -> None:
    cells = diameter + 12
    theory = np.pi * diameter**2 / cells**3
    for seed in range(4):
        centre = cells / 2 + np.random.default_rng(seed).random(3)
        phase = ball(cells, centre, diameter / 2).astype(np.uint8)
        assert interface_areas(phase, 2)[0, 1] == pytest.approx(theory, rel=bar)


def exposed_area(centres: NDArray[np.float64], radius: float, cells: int) -> float:
    """Area of a union of equal spheres: the share of points on them that no other sphere covers."""
    rng = np.random.default_rng(11)
    normals = rng.standard_normal((400, 3))
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    bare = 0
    for number, centre in enumerate(centres):
        points = centre + radius * normals
        apart = points[:, None, :] - np.delete(centres, number, axis=0)
        apart -= cells * np.round(apart / cells)
        bare += np.count_nonzero(((apart**2).sum(axis=-1) > radius**2).all(axis=1))
    return float(4.0 * np.pi * radius**2 * bare / len(normals))


def test_overlapping_spheres() -> None:
    """The narrow ends of creases, under a voxel wide, are lost: the error falls with the voxel."""
    errors = []
    for cells in (64, 128):
        radius = cells / 8.0
        centres = np.random.default_rng(3).random((90, 3)) * cells
        phase = np.any([ball(cells, centre, radius) for centre in centres], axis=0).astype(np.uint8)
        found = interface_areas(np.tile(phase, (1, 1, 3)), 2)[0, 1]
        errors.append(found / (exposed_area(centres, radius, cells) / cells**3) - 1.0)
    assert abs(errors[1]) < 0.03
    assert abs(errors[1]) < 0.7 * abs(errors[0])


def test_touching_spheres_converge_to_the_published_theory() -> None:
    """Twelve contacts a sphere: gaps under a voxel are lost, so the error halves as the voxel does."""
    table = np.genfromtxt(reference_file("fcc_touching_spheres_area.txt"), names=True)
    np.testing.assert_allclose(table["a_theo"] * table["pixels"], 2.0 * np.pi, rtol=1e-6)
    errors = []
    for cells in (28, 56):
        theory = 2.0 * np.pi / cells
        radius = cells / np.sqrt(8.0)
        corners = cells * np.array([(0, 0, 0), (0, 0.5, 0.5), (0.5, 0, 0.5), (0.5, 0.5, 0)])
        phase = np.any([ball(cells, corner + 0.37, radius) for corner in corners], axis=0)
        found = interface_areas(np.tile(phase.astype(np.uint8), (1, 1, 4)), 2)[0, 1]
        errors.append(found / theory - 1.0)
    assert -0.15 < errors[0] < 0.0
    assert errors[1] / errors[0] == pytest.approx(0.5, abs=0.1)


def test_estimate_is_nearer_than_the_published_ones_for_a_sphere() -> None:
    table = np.genfromtxt(reference_file("sphere_area.txt"), names=True)
    row = table[table["Radius"] == 10][0]
    cells = round((4.0 / 3.0 * np.pi * 10**3 / float(row["vol_theo"])) ** (1 / 3))
    found = interface_areas(ball(cells, np.full(3, cells / 2 + 0.5), 10.0).astype(np.uint8), 2)[0, 1]
    ours = abs(found / float(row["a_theo"]) - 1.0)
    theirs = [abs(float(row[name] / row["a_theo"]) - 1.0) for name in ("a_marching", "a_gradient")]
    assert ours < 0.03
    assert ours < min(theirs)


def test_carbon_binder_covers_but_does_not_take_active_surface() -> None:
    phase = ball(40, np.full(3, 20.3), 10.0).astype(np.uint8)
    bare = active_surface_per_um(Voxels(phase.copy(), 0.5))
    covered = phase.copy()
    covered[20:][covered[20:] == Phase.PORE] = Phase.CBD
    areas = interface_areas(covered, 3)
    assert areas[Phase.AM, Phase.CBD] == pytest.approx(areas[Phase.AM, Phase.PORE], rel=0.1)
    assert active_surface_per_um(Voxels(covered, 0.5)) == pytest.approx(bare)
    assert bare == pytest.approx(np.pi * 20**2 / 40**3 / 0.5, rel=0.01)


def test_ends_of_z_are_no_surface() -> None:
    phase = np.zeros((12, 12, 9), dtype=np.uint8)
    phase[:6] = Phase.AM
    found = interface_areas(phase, 3)[Phase.PORE, Phase.AM]
    full = interface_areas(np.tile(phase, (1, 1, 5)), 3)[Phase.PORE, Phase.AM]
    assert found == pytest.approx(full)
    assert interface_areas(np.full((8, 8, 8), Phase.AM, dtype=np.uint8), 3).sum() == 0.0
