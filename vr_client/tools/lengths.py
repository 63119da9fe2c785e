"""Lengths as marks and cards say them."""


def length_text(length_um: float) -> str:
    """Three significant digits or so, in micrometres."""
    return f"{length_um:.1f} µm" if length_um >= 9.995 else f"{length_um:.2f} µm"
