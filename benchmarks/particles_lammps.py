"""Runs one of the particle benchmarks' systems with LAMMPS: a program of its own, so that MPI can start two.

Usage: python particles_lammps.py START.npz, where benchmarks/particles.py has put the system; prints what
came of it as JSON.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from particles_systems import (
    BED_DT_US,
    DENSITY,
    FRICTION,
    GAMMA_N,
    GAMMA_T_OVER_N,
    GRAIN,
    KN,
    KT_OVER_KN,
    SKIN_UM,
    SLURRY_DT_US,
    SLURRY_SKIN_UM,
    Start,
)

from simulation_server.physics.lammps.library import load_lammps


def box(start: Start, types: int, boundary: str) -> str:
    """Opening commands: cores share the box along x and y alone, so that none has only empty height."""
    margin = 0.01 if boundary == "f" else 0.0
    return f"""
        units lj
        atom_style sphere
        boundary p p {boundary}
        newton off
        comm_modify vel yes
        processors * * 1
        region box block 0 {start.edge_um} 0 {start.edge_um} {-margin} {start.height_um + margin}
        create_box {types} box
    """


def bed_commands(start: Start) -> str:
    """The bed between a wall and a wall that comes down."""
    law = f"{KN} {KN * KT_OVER_KN} {GAMMA_N} {GAMMA_N * GAMMA_T_OVER_N} {FRICTION} 1"
    speed = (start.height_um - start.end_um) / (start.steps * BED_DT_US)
    return f"""
        pair_style gran/hertz/history {law}
        pair_coeff * *
        neighbor {SKIN_UM} bin
        neigh_modify delay 0 every 1 check yes
        timestep {BED_DT_US}
        fix move all nve/sphere
        fix bottom all wall/gran hertz/history {law} zplane 0.0 NULL
        variable down equal {-speed}*step*{BED_DT_US}
        region top plane 0 0 {start.height_um} 0 0 -1 move NULL NULL v_down
        fix plane all wall/gran/region hertz/history {law} region top
    """


def slurry_commands(sizes: np.ndarray) -> str:
    """The suspension, a type for each size."""
    kn, gamma = GRAIN.kn_kpa, GRAIN.gamma_n_per_us_um
    law = f"{kn} {kn * GRAIN.kt_over_kn} {gamma} {gamma * GRAIN.gamma_t_over_n} {GRAIN.friction} 1"
    lines = [f"pair_style hybrid/overlay lj/smooth/linear 1.0 gran/hertz/history {law}"]
    lines += ["pair_coeff * * gran/hertz/history"]
    for i, a in enumerate(sizes):
        for j, b in enumerate(sizes[i:], start=i):
            depth, mean = GRAIN.attraction_kpa_um2 * 2.0 * np.sqrt(a * b), a + b
            lines.append(
                f"pair_coeff {i + 1} {j + 1} lj/smooth/linear {depth} {GRAIN.sigma_over_d * mean} "
                f"{GRAIN.cutoff_over_d * mean}"
            )
    return (
        "\n".join(lines)
        + f"""
        neighbor {SLURRY_SKIN_UM} multi
        neigh_modify delay 0 every 1 check yes
        timestep {SLURRY_DT_US}
        fix move all nve/sphere
    """
    )


def main() -> None:
    """Makes the particles, runs them and prints the outcome from the first rank."""
    with np.load(Path(sys.argv[1])) as file:
        start = Start(*(file[name] if file[name].ndim else file[name].item() for name in Start._fields))
        periodic = bool(file["periodic"])
    sizes, size = np.unique(start.radii_um, return_inverse=True) if periodic else (np.ones(1), np.zeros(1))
    lammps = load_lammps()(cmdargs=["-screen", "none", "-log", "none"])
    lammps.commands_string(box(start, len(sizes), "p" if periodic else "f"))
    count = len(start.radii_um)
    types = list(1 + size) if periodic else [1] * count
    lammps.create_atoms(count, list(range(1, count + 1)), types, start.positions_um.ravel().tolist())
    here = lammps.extract_global("nlocal")
    mine = lammps.numpy.extract_atom("id")[:here] - 1
    contact = GRAIN.contact_over_d if periodic else 1.0
    lammps.numpy.extract_atom("radius")[:here] = contact * start.radii_um[mine]
    lammps.numpy.extract_atom("rmass")[:here] = 4.0 / 3.0 * np.pi * start.radii_um[mine] ** 3 * DENSITY
    lammps.commands_string(slurry_commands(sizes) if periodic else bed_commands(start))
    lammps.commands_string("compute energy all ke\ncompute turning all erotate/sphere\nvariable z atom z")
    lammps.commands_string("compute height all reduce ave v_z\nrun 0")
    before = time.perf_counter()
    lammps.command(f"run {start.steps} pre no")
    seconds = time.perf_counter() - before
    energy, turning, height = (lammps.extract_compute(name, 0, 0) for name in ("energy", "turning", "height"))
    if lammps.extract_setting("world_rank") == 0:
        print(json.dumps({"seconds": seconds, "mean_height_um": height, "kinetic": energy + turning}))
    lammps.close()


if __name__ == "__main__":
    main()
