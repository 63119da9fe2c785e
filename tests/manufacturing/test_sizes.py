"""Size distributions: the named ones, and a user's own."""

from pathlib import Path

import numpy as np
import pytest

from simulation_server.manufacturing.sizes import read_sizes, sizes
from simulation_server.schema.errors import FileError, RecipeError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed


def named(name: str) -> Recipe:
    return changed(Recipe(), {"formulation.size_distribution": name})


def test_the_measured_powder_has_its_published_median() -> None:
    assert sizes(Recipe()).median_um == pytest.approx(9.0, rel=0.06)  # six bins stand for the powder


@pytest.mark.parametrize(("name", "scale"), [("fine", 2 / 3), ("coarse", 3 / 2)])
def test_fine_and_coarse_are_scaled_copies(name: str, scale: float) -> None:
    measured, scaled = sizes(Recipe()), sizes(named(name))
    np.testing.assert_allclose(scaled.diameters_um, scale * measured.diameters_um)
    np.testing.assert_array_equal(scaled.counts, measured.counts)
    assert scaled.mean_volume_um3 == pytest.approx(scale**3 * measured.mean_volume_um3)


def test_narrow_particles_all_have_the_median_size() -> None:
    narrow = sizes(named("narrow"))
    assert narrow.diameters_um.tolist() == [pytest.approx(sizes(Recipe()).median_um)]


def test_a_user_s_file_becomes_the_recipe_s_distribution(tmp_path: Path) -> None:
    path = tmp_path / "sizes.csv"
    path.write_text("\ufeffdiameter_um, count\n8.0, 40\n\n3.5,100\n", encoding="utf-8")
    read = read_sizes(path)
    custom: dict[str, str | tuple[float, ...]] = {
        "formulation.size_distribution": "custom",
        "formulation.custom_diameters_um": tuple(read.diameters_um.tolist()),
        "formulation.custom_counts": tuple(read.counts.tolist()),
    }
    found = sizes(changed(Recipe(), custom))
    assert found.diameters_um.tolist() == [3.5, 8.0]
    assert found.counts.tolist() == [100.0, 40.0]
    assert found.volume_shares.sum() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "begins with 'nothing'.*diameter_um,count"),
        ("size,number\n3,4\n", "begins with 'size,number'.*diameter_um,count"),
        ("diameter_um,count,note\n3,4,x\n", "begins with 'diameter_um,count,note'"),
        ("diameter_um,count\n", "0 classes; expected 1 to 40"),
        ("diameter_um,count\n3,4\n0,5\n", "line 3: diameter_um = '0'; expected a number from 0.5 to 60"),
        ("diameter_um,count\n-3,4\n", "line 2: diameter_um = '-3'"),
        ("diameter_um,count\n3,0\n", "line 2: count = '0'; expected a number above 0"),
        ("diameter_um,count\n3,-1\n", "line 2: count = '-1'"),
        ("diameter_um,count\nnan,1\n", "line 2: diameter_um = 'nan'"),
        ("diameter_um,count\n3,inf\n", "line 2: count = 'inf'"),
        ("diameter_um,count\nthree,1\n", "line 2: diameter_um = 'three'"),
        ("diameter_um,count\n3,1,7\n", "line 2: 3 values; expected two"),
        ("diameter_um,count\n3\n", "line 2: 1 values; expected two"),
        ("diameter_um,count\n900,1\n", "diameter_um = '900'; expected a number from 0.5 to 60"),
        ("diameter_um,count\n" + "3,1\n" * 41, "41 classes; expected 1 to 40"),
    ],
)
def test_a_file_that_is_no_distribution_is_refused_with_the_line(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "sizes.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match=said):
        read_sizes(path)


def test_a_missing_or_binary_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="No such file"):
        read_sizes(tmp_path / "none.csv")
    binary = tmp_path / "sizes.csv"
    binary.write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(FileError, match="expected a CSV file"):
        read_sizes(binary)


def test_sizes_too_unequal_for_one_box_are_refused() -> None:
    custom: dict[str, str | tuple[float, ...]] = {
        "formulation.size_distribution": "custom",
        "formulation.custom_diameters_um": (1.0, 25.0),
        "formulation.custom_counts": (1.0, 1.0),
    }
    with pytest.raises(RecipeError, match=r"from 1 to 25 um: expected at most 20 times"):
        sizes(changed(Recipe(), custom))
