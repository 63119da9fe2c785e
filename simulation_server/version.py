"""The one version of everything that is shown, saved or sent."""

__version__ = "0.1.0"
