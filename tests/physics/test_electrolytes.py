"""The electrolytes' files are whole, and a recipe's choice finds its own."""

from pathlib import Path

import msgspec
import pytest

from simulation_server.physics.electrolytes import FOLDER, electrolyte, electrolyte_file
from simulation_server.schema.errors import FileError
from simulation_server.schema.recipe import Infiltration
from simulation_server.schema.recipe_toml import SETTINGS

CHOICES = [name for name in SETTINGS["infiltration.electrolyte"].choices if name != "custom"]


def test_each_choice_has_a_file_and_each_file_a_choice() -> None:
    assert sorted(file.stem.upper() for file in FOLDER.glob("*.toml")) == sorted(CHOICES)


@pytest.mark.parametrize("name", CHOICES)
def test_a_preset_is_a_carbonate_liquid(name: str) -> None:
    liquid = electrolyte(msgspec.convert({"electrolyte": name}, Infiltration))
    assert liquid.name == name and ("LiPF6" in liquid.composition) == (name != "EMC")
    assert 0.5 <= liquid.viscosity_mpa_s <= 8.0
    assert 25.0 <= liquid.surface_tension_mn_m <= 45.0
    assert liquid.density_g_cm3 is not None and 0.95 <= liquid.density_g_cm3 <= 1.4


def test_salt_and_ring_carbonates_make_it_thicker() -> None:
    viscosities = [electrolyte_file(name).viscosity_mpa_s for name in ("EMC", "LP57", "LP30", "LP40")]
    assert viscosities == sorted(viscosities)


def test_every_value_has_its_source_beside_it() -> None:
    for file in FOLDER.glob("*.toml"):
        for line in file.read_text().splitlines():
            assert "=" not in line.split("#")[0] or line.startswith(("name", "composition")) or "# " in line


def test_the_reference_page_says_what_the_files_say() -> None:
    page = (FOLDER.parents[1] / "docs" / "reference" / "electrolytes.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip(" `") for cell in line.strip("|").split("|")]
        for line in page.splitlines()
        if line.startswith("|")
    ]
    names = rows[0][1:]
    assert sorted(names) == sorted(CHOICES)
    for column, name in enumerate(names, start=1):
        liquid = electrolyte_file(name)
        shown = {row[0]: row[column] for row in rows[2:]}
        assert shown.pop("composition") == liquid.composition
        assert shown == {
            key: f"{getattr(liquid, key):g}"
            for key in ("viscosity_mpa_s", "surface_tension_mn_m", "density_g_cm3")
        }


def test_a_custom_one_takes_the_recipes_values() -> None:
    liquid = electrolyte(Infiltration(electrolyte="custom", viscosity_mpa_s=7.0, surface_tension_mn_m=45.0))
    assert (liquid.viscosity_mpa_s, liquid.surface_tension_mn_m, liquid.density_g_cm3) == (7.0, 45.0, None)


@pytest.mark.parametrize(
    "text", ["viscosity_mpa_s = -1.0", 'name = "A"\ncomposition = "b"\nviscosity_mpa_s = -1.0', "not toml"]
)
def test_a_bad_file_is_one_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(text)
    with pytest.raises(FileError, match=r"electrolyte 'BAD': .* expected one of bad") as refused:
        electrolyte_file("BAD", tmp_path)
    assert "\n" not in str(refused.value)
