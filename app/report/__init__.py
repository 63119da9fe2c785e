"""A made electrode on paper: figures as PNG and SVG, and one HTML page that holds everything."""

from .figures import FIGURES, write_figures
from .findings import Findings
from .page import report_html, write_report

__all__ = ["FIGURES", "Findings", "report_html", "write_figures", "write_report"]
