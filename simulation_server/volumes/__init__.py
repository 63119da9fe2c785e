"""Users' segmented volumes: read from the field's formats, checked, brought to our axes and phases."""

from .labelling import Labels
from .reading import SUFFIXES, read_volume
from .volume import Volume
from .way_through import Way, require_way, ways

__all__ = ["SUFFIXES", "Labels", "Volume", "Way", "read_volume", "require_way", "ways"]
