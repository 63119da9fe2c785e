"""Each export opens in the tool it is for, with the particles, volumes, box and units that went in."""

import numpy as np
import pytest
import pyvista
import tifffile
import trimesh
from numpy.testing import assert_allclose

from simulation_server.export import WRITERS, chosen_formats, export
from simulation_server.export.meshes import MAGNIFICATION
from simulation_server.manufacturing.electrode_file import SavedElectrode
from simulation_server.schema.errors import UserError
from simulation_server.schema.recipe_toml import parse_recipe
from simulation_server.schema.states import Phase

from .conftest import BOX, THICKNESS

Folder = pytest.TempPathFactory


@pytest.fixture(scope="session")
def folder(saved: SavedElectrode, tmp_path_factory: Folder):
    """Everything written once; nothing but what is named lies there."""
    made = tmp_path_factory.mktemp("exports")
    written = export(saved, made, ["all"])
    assert sorted(made.iterdir()) == sorted(written)
    return made


def test_pyvista_opens_the_particles(saved: SavedElectrode, folder) -> None:
    points = pyvista.read(folder / "particles.vtp")
    particles = saved.electrode.particles
    assert points.n_points == len(particles.radii_um) == points.n_verts
    assert_allclose(points.points, particles.positions_um, rtol=1e-6)
    for name, array in (
        ("radius_um", particles.radii_um),
        ("phase", particles.phase),
        ("stress_MPa", particles.stress_mpa),
        ("cracking", particles.cracking),
    ):
        assert_allclose(points.point_data[name], array)
    assert_allclose(points.field_data["box_um"], [*BOX, THICKNESS])
    assert parse_recipe(str(points.field_data["recipe"][0])) == saved.recipe


def test_pyvista_opens_the_voxels(saved: SavedElectrode, folder) -> None:
    block = pyvista.read(folder / "voxels.vti")
    assert_allclose(block.bounds, [0.0, BOX[0], 0.0, BOX[1], 0.0, THICKNESS])
    held = block.volume * np.mean(block.cell_data["phase"] == Phase.AM)
    assert held == pytest.approx(saved.electrode.am_volume_um3, rel=1e-3)
    # a cell found by its place is the one of the array's place
    assert saved.voxels is not None
    for place in ((4.5, 4.5, 4.5), (9.5, 9.5, 9.5), (0.3, 39.8, 20.0)):
        index = tuple(int(x / h) for x, h in zip(place, block.spacing, strict=True))
        assert block.cell_data["phase"][block.find_containing_cell(place)] == saved.voxels.phase[index]


def test_tifffile_opens_the_stack(saved: SavedElectrode, folder) -> None:
    assert saved.voxels is not None
    nx, ny, nz = saved.voxels.phase.shape
    with tifffile.TiffFile(folder / "voxels.tif") as stack:
        assert stack.is_imagej and stack.series[0].axes == "ZYX"
        pages = stack.asarray()
        about = stack.imagej_metadata
        across, along = (stack.pages[0].tags[name].value for name in ("XResolution", "YResolution"))
    assert pages.dtype == np.uint8
    np.testing.assert_array_equal(pages, saved.voxels.phase.transpose(2, 1, 0))
    assert about is not None and about["unit"] == "um"
    assert about["spacing"] * nz == pytest.approx(THICKNESS)
    assert nx * across[1] / across[0] == pytest.approx(BOX[0], rel=1e-6)
    assert ny * along[1] / along[0] == pytest.approx(BOX[1], rel=1e-6)
    assert parse_recipe(about["Info"]) == saved.recipe


@pytest.mark.parametrize(("name", "solid"), [("active_material", "am"), ("carbon_binder", "cbd")])
def test_trimesh_opens_closed_surfaces_of_the_true_volume(
    saved: SavedElectrode, folder, name: str, solid: str
) -> None:
    mesh = trimesh.load_mesh(folder / f"{name}.stl")
    assert mesh.is_watertight and mesh.is_winding_consistent
    assert mesh.volume == pytest.approx(getattr(saved.electrode, f"{solid}_volume_um3"), rel=0.006)
    low, high = mesh.bounds
    assert (low > -1e-3).all() and (high < np.array([*BOX, THICKNESS]) + 1e-3).all()


def test_a_sphere_keeps_its_place_and_size(folder) -> None:
    mesh = trimesh.load_mesh(folder / "active_material.stl")
    distance = np.linalg.norm(mesh.vertices - 4.5, axis=1)  # from the centre of a sphere of 4 um
    nearest = distance[distance < 5.0]
    assert len(nearest) > 500
    assert nearest.mean() == pytest.approx(4.0, abs=0.025)  # a twentieth of a voxel
    assert nearest.std() < 0.01


def test_trimesh_opens_the_gltf_scene_magnified_and_upright(saved: SavedElectrode, folder) -> None:
    scene = trimesh.load_scene(folder / "electrode.glb")
    assert set(scene.geometry) == {"active_material", "carbon_binder"}
    assert scene.bounds[1] - scene.bounds[0] == pytest.approx(
        1e-6 * MAGNIFICATION * np.array([BOX[0], THICKNESS, BOX[1]]), rel=0.1
    )
    shown = scene.to_geometry().volume / (1e-6 * MAGNIFICATION) ** 3
    whole = saved.electrode.am_volume_um3 + saved.electrode.cbd_volume_um3
    assert shown == pytest.approx(whole, rel=0.006)
    looks = [mesh.visual.material.baseColorFactor for mesh in scene.geometry.values()]
    assert not np.array_equal(*looks)


def test_formats_are_named_in_lists_and_mistakes_are_refused() -> None:
    assert chosen_formats(["vtk, tiff", "stl", "vtk"]) == ("vtk", "tiff", "stl")
    assert chosen_formats(["all"]) == tuple(WRITERS)
    assert chosen_formats([]) == ()
    with pytest.raises(UserError, match=r"'vkt': expected lammps, vtk, tiff, stl, gltf or all"):
        chosen_formats(["vkt"])
