"""The options of every command that reads a user's own segmented volume."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation_server.schema.errors import UserError

if TYPE_CHECKING:
    from simulation_server.volumes import Volume

_PANEL = "The volume"

VolumePath = Annotated[
    Path,
    typer.Argument(
        metavar="VOLUME",
        help="Segmented volume (.tif, .npy, .h5, .vti, folder of .tif), or the folder of a run.",
    ),
]
VoxelUm = Annotated[
    float | None,
    typer.Option(help="Edge of a voxel; what the file says when left out.", rich_help_panel=_PANEL),
]
Pore = Annotated[str, typer.Option(help="Value of the pores, or several: 0,3.", rich_help_panel=_PANEL)]
Active = Annotated[str, typer.Option(help="Value or values of the active material.", rich_help_panel=_PANEL)]
Cbd = Annotated[str, typer.Option(help="Value or values of the carbon-binder.", rich_help_panel=_PANEL)]
Dataset = Annotated[
    str | None,
    typer.Option(help="Which array of an HDF5 or VTI file, which series of a TIFF.", rich_help_panel=_PANEL),
]
Axes = Annotated[
    str | None,
    typer.Option(
        help="The file's axes in order, z the thickness; zyx (TIFF) or xyz (others) when left out.",
        rich_help_panel=_PANEL,
    ),
]
Flip = Annotated[
    bool, typer.Option("--flip", help="The collector is at the far end of z.", rich_help_panel=_PANEL)
]
CbdNanoporosity = Annotated[
    float | None,
    typer.Option(
        min=0.0,
        max=0.9,
        help="Pore share inside the carbon-binder; 0 makes it impermeable.",
        rich_help_panel=_PANEL,
    ),
]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a volume is to be read, as the options say it; nothing of the physics is loaded for it."""

    voxel_um: float | None = None
    values: tuple[tuple[int, ...], ...] = ((), (), ())  # of pores, active material, carbon-binder
    dataset: str | None = None
    axes: str | None = None
    flip: bool = False
    cbd_nanoporosity: float | None = None

    def open(self, path: Path) -> "Volume":
        """The volume; raises FileError or UserError where it is not what was said."""
        from simulation_server.volumes import Labels, read_volume

        labels = Labels(*self.values)
        return read_volume(
            path, self.voxel_um, labels=labels, dataset=self.dataset, axes=self.axes, flip=self.flip
        )


def reading(
    voxel_um: float | None,
    pore: str,
    active: str,
    cbd: str,
    dataset: str | None,
    axes: str | None,
    flip: bool,
    cbd_nanoporosity: float | None,
) -> Reading:
    """The options together; raises UserError where a list of values is none."""
    values = tuple(
        _values(name, text) for name, text in (("--pore", pore), ("--active", active), ("--cbd", cbd))
    )
    return Reading(voxel_um, values, dataset, axes, flip, cbd_nanoporosity)


def folder_name(volume: Path) -> str:
    """What results of a volume are kept under: the run's name for an electrode of ours."""
    whole = volume.resolve()
    return whole.parent.name if volume.name == "electrode.h5" else whole.stem


def _values(name: str, text: str) -> tuple[int, ...]:
    try:
        return tuple(int(word) for word in text.split(",") if word.strip())
    except ValueError:
        raise UserError(f"{name} {text!r}: expected whole numbers with commas, as in 1,3") from None
