"""Battery Parameter eXchange (BPX, bpxstandard.com): cells in from other tools, and out to them."""

from .reading import BpxCell, MeasuredDischarge, read_bpx
from .writing import bpx_document, write_bpx

__all__ = ["BpxCell", "MeasuredDischarge", "bpx_document", "read_bpx", "write_bpx"]
