"""The files of assets/materials: complete, sourced, consistent with each other; and what is made of them."""

import re
from math import inf
from pathlib import Path

import numpy as np
import pytest

from simulation_server.manufacturing.formulation import formulate
from simulation_server.manufacturing.materials import (
    AM_KIND,
    CBD_KIND,
    CONTACT_KEYS,
    FOIL_KIND,
    ROLL_KIND,
    cbd,
    contact_materials,
    crushing_strength_mpa,
    foil,
    material,
    polarity,
    solvent,
)
from simulation_server.physics.material_files import FOLDER
from simulation_server.schema.errors import FileError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import SETTINGS, changed

ACTIVES = SETTINGS["formulation.active_material"].choices
BINDERS = SETTINGS["formulation.binder"].choices
FILES = sorted(FOLDER.glob("*.toml"))

CONTACT = {f"contact.{key}" for key in CONTACT_KEYS if key != "hardening"}
REQUIRED: dict[str, set[str]] = {
    "active": {
        "name", "density_g_cm3", "electronic_conductivity_s_m",
        "sizes.d10_d50_d90_um", "sizes.diameter_um", "sizes.count", "crushing.strength_mpa",
        "cell.polarity", "cell.specific_capacity_mah_g", "cell.max_concentration_mol_m3", "cell.full_v",
        "cell.empty_v", "cell.open_circuit_set", "cell.kinetics_set", "cell.set_electrode",
        *CONTACT,
    },
    "binder": {"name", "density_g_cm3", "solvent", *CONTACT},
    "solvent": {"name", "density_g_cm3", "viscosity_mpa_s", "molar_mass_g_mol"},
    "foil": {"name", "thickness_um", *CONTACT},
    "roll": {"name", *CONTACT},
    "carbon": {"name", "density_g_cm3"},
    "cbd": {
        "name", "apparent_density_g_cm3", "conductivity_s_m", "sphere.diameter_um", "sphere.solvent_share",
    },
}  # fmt: skip
OPTIONAL = {
    "active": {"cell.lower_cutoff_v", "cell.primary_radius_um", "cell.fills_from", "contact.hardening"},
    "binder": {"contact.hardening"},
}
KINDS = {
    **dict.fromkeys((name.lower() for name in ACTIVES), "active"),
    **dict.fromkeys((name.lower() for name in BINDERS), "binder"),
    "nmp": "solvent", "water": "solvent", "aluminium": "foil", "copper": "foil", "roll": "roll",
    "carbon-black": "carbon", "cbd": "cbd",
}  # fmt: skip
MAY_BE_ZERO = {"contact.cohesion_mpa"}


def flat(name: str) -> dict[str, object]:
    """The tables of a file as dotted keys."""
    found: dict[str, object] = {}
    for key, value in material(name).items():
        if isinstance(value, dict):
            found |= {f"{key}.{inner}": each for inner, each in value.items()}
        else:
            found[key] = value
    return found


def test_there_is_a_file_for_everything_a_recipe_can_name_and_no_other() -> None:
    assert {path.stem for path in FILES} == set(KINDS)


@pytest.mark.parametrize("stem", sorted(KINDS))
def test_a_file_has_the_keys_of_its_kind_with_positive_values(stem: str) -> None:
    found, kind = flat(stem), KINDS[stem]
    assert REQUIRED[kind] <= set(found) <= REQUIRED[kind] | OPTIONAL.get(kind, set())
    for key, value in found.items():
        numbers = value if isinstance(value, list) else [value]
        for number in numbers:
            if isinstance(number, float | int):
                assert number > 0.0 or (key in MAY_BE_ZERO and number == 0.0), key
                assert number < inf or key == "contact.hardness_mpa", key


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_number_says_where_it_is_from(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        if re.match(r"\w+ *= *[\[\d.-]", line) or re.match(r"\w+ *= *inf", line):
            assert re.search(r"# \S.{5,}", line), line


@pytest.mark.parametrize("name", ACTIVES)
def test_numbers_of_an_active_material_are_of_the_right_order(name: str) -> None:
    found = material(name)
    assert 2.0 < found["density_g_cm3"] < 5.5
    assert 0.2 < found["contact"]["poisson"] < 0.5
    assert 0.0 < found["contact"]["restitution"] < 1.0
    # never more lithium than the host has room for: 5 % above the crystal at the most
    grams_per_mole = {"LFP": 157.76, "LCO": 97.87, "NMC111": 96.46, "NMC622": 96.93, "NMC811": 97.28}
    room = 1e6 * found["density_g_cm3"] / grams_per_mole.get(name, 72.06)
    assert found["cell"]["max_concentration_mol_m3"] < 1.06 * room


@pytest.mark.parametrize("name", ACTIVES)
def test_the_bins_are_the_powder(name: str) -> None:
    sizes = material(name)["sizes"]
    diameters, counts = np.array(sizes["diameter_um"]), np.array(sizes["count"])
    assert 3 <= len(diameters) == len(counts) <= 8
    assert (np.diff(diameters) > 0.0).all()
    volumes = counts * diameters**3
    middle = (np.cumsum(volumes) - 0.5 * volumes) / volumes.sum()
    quantiles = np.interp([0.1, 0.5, 0.9], middle, diameters)
    if name == "NMC111":  # the published bins stop at 10.35 um
        assert quantiles[:2] == pytest.approx(sizes["d10_d50_d90_um"][:2], rel=0.15)
    else:
        assert quantiles == pytest.approx(sizes["d10_d50_d90_um"], rel=0.05)


def test_the_reference_page_gives_the_files_values() -> None:
    page = FOLDER.parents[1] / "docs" / "reference" / "materials.md"
    names: list[str] = []
    seen: set[tuple[str, str]] = set()
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| Key "):
            names = cells[1:]
        elif line.startswith("| `"):
            key = cells[0].strip("`")
            for name, shown in zip(names, cells[1:], strict=True):
                value = flat(name.replace(" ", "-")).get(key)
                numbers = value if isinstance(value, list) else [value]
                expected = ", ".join(
                    "" if n is None else n if isinstance(n, str) else f"{n:g}" for n in numbers
                )
                assert shown == expected, (name, key)
                seen.add((name.replace(" ", "-").lower(), key))
    stems = {path.stem for path in FILES}
    wanted = {(stem, key) for stem in stems for key in flat(stem) if key != "name"}
    assert wanted <= seen, sorted(wanted - seen)


def test_cathodes_are_coated_on_aluminium_and_anodes_on_copper() -> None:
    assert {name for name in ACTIVES if polarity(name) == "anode"} == {"graphite", "graphite-SiOx"}
    assert foil("LFP")["name"] == "Al foil" and foil("graphite")["name"] == "Cu foil"


def test_each_binder_comes_in_its_solvent() -> None:
    assert solvent("PVDF")["name"] == "NMP" and solvent("CMC-SBR")["name"] == "water"


def test_the_default_carbon_binder_is_the_published_one() -> None:
    assert cbd().apparent_density_g_cm3 == pytest.approx(0.94)
    assert cbd().nanoporosity == pytest.approx(0.47, abs=0.005)
    assert cbd().conductivity_s_m == pytest.approx(375.0)


@pytest.mark.parametrize("binder", BINDERS)
@pytest.mark.parametrize("share", [20.0, 50.0, 80.0])
def test_volumes_of_carbon_and_binder_add(binder: str, share: float) -> None:
    domain = cbd(binder, share)
    volume = share / material(binder)["density_g_cm3"] + (100.0 - share) / 1.80
    assert domain.solid_density_g_cm3 == pytest.approx(100.0 / volume)
    assert domain.apparent_density_g_cm3 == pytest.approx((1.0 - domain.nanoporosity) * 100.0 / volume)


def test_more_rubber_makes_the_domain_lighter_and_less_conducting() -> None:
    lean, rich = cbd("CMC-SBR", 20.0), cbd("CMC-SBR", 80.0)
    assert rich.apparent_density_g_cm3 < lean.apparent_density_g_cm3
    assert rich.conductivity_s_m < 0.1 * lean.conductivity_s_m


def test_contacts_are_those_of_the_files() -> None:
    found = contact_materials()
    assert [found[AM_KIND].density, found[CBD_KIND].density] == pytest.approx([4.65, 0.94])
    assert found[FOIL_KIND].young_kpa == 69e6 and found[ROLL_KIND].young_kpa == 200e6
    assert contact_materials("graphite")[FOIL_KIND].young_kpa == 120e6
    softer = contact_materials("NMC811", "CMC-SBR", softness=0.1, wet=True, friction=False)
    assert softer[AM_KIND].young_kpa == pytest.approx(0.1 * 50e6)
    assert softer[CBD_KIND].cohesion_kpa == 0.0 and softer[CBD_KIND].hardness_kpa == inf
    assert softer[AM_KIND].friction == 0.0


def test_a_fit_replaces_the_reference_s_values_and_moves_the_others_in_proportion() -> None:
    fit = {"active": {"hardness_mpa": 2700.0, "cohesion_mpa": 5.0}, "cbd": {"hardness_mpa": 90.0}}
    nmc = contact_materials(overrides=fit)
    assert nmc[AM_KIND].hardness_kpa == pytest.approx(2700e3)
    assert nmc[AM_KIND].cohesion_kpa == pytest.approx(5e3)
    assert nmc[CBD_KIND].hardness_kpa == pytest.approx(90e3)
    other, as_filed = (
        contact_materials("graphite", "CMC-SBR", overrides=fit),
        contact_materials("graphite", "CMC-SBR"),
    )
    assert other[AM_KIND].hardness_kpa == pytest.approx(2.0 * as_filed[AM_KIND].hardness_kpa)
    assert other[CBD_KIND].hardness_kpa == pytest.approx(1.5 * as_filed[CBD_KIND].hardness_kpa)
    assert other[AM_KIND].friction == as_filed[AM_KIND].friction


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"powder": {"friction": 0.3}}, "'powder'"),
        ({"cbd": {"stickiness": 1.0}}, "cbd.stickiness"),
        ({"cbd": {"friction": -0.1}}, "cbd.friction = -0.1"),
        ({"cbd": {"young_gpa": float("nan")}}, "cbd.young_gpa = nan"),
    ],
)
def test_a_fit_that_cannot_be_is_refused(wrong: dict[str, dict[str, float]], said: str) -> None:
    with pytest.raises(FileError, match=re.escape(said)):
        contact_materials(overrides=wrong)


def test_an_unknown_material_names_those_there_are() -> None:
    with pytest.raises(FileError, match=r"unobtainium.*expected one of .*graphite-siox.*nmc111"):
        material("unobtainium")


@pytest.mark.parametrize("name", ACTIVES)
@pytest.mark.parametrize("binder", BINDERS)
def test_the_default_recipe_can_be_made_of_every_material(name: str, binder: str) -> None:
    recipe = changed(Recipe(), {"formulation.active_material": name, "formulation.binder": binder})
    mix = formulate(recipe)
    true_volume_um3 = mix.box_um**2 * mix.loading_mg_cm2 * 10.0 / material(name)["density_g_cm3"]
    assert true_volume_um3 == pytest.approx(mix.am_volume_um3)


def test_particles_of_every_material_can_be_crushed() -> None:
    assert all(10.0 < crushing_strength_mpa(name) < 500.0 for name in ACTIVES)
