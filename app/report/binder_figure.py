"""Where the binder is in the dry film."""

from matplotlib.figure import Figure

from .findings import Findings
from .look import Look, name_axes, new_figure


def binder_figure(findings: Findings, look: Look) -> Figure | None:
    """Binder content through the dry film, 1 for its mean; None where no profile was reported."""
    drying = findings.outcome.line.drying
    if drying is None or len(drying.binder) < 2:
        return None
    figure, axes = new_figure(look)
    axes.axvline(1.0, color=look.quiet, linewidth=1.2, linestyle=(0, (4, 2)))
    axes.plot(drying.binder, drying.height, color=look.simulated, linewidth=2)
    axes.fill_betweenx(drying.height, 1.0, drying.binder, color=look.simulated, alpha=0.12, linewidth=0)
    away = max(0.1, 1.15 * max(abs(content - 1.0) for content in drying.binder))
    axes.set_xlim(max(0.0, 1.0 - away), 1.0 + away)
    axes.set_ylim(0.0, 1.0)
    axes.annotate(
        f"top over foot {drying.binder_ratio:.2f}\nPéclet number {drying.peclet:.2g}",
        (0.03, 0.97),
        xycoords="axes fraction",
        va="top",
        color=look.text,
    )
    name_axes(axes, look, "Binder content over its mean", "Height (0 collector, 1 surface)")
    return figure
