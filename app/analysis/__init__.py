"""Analysing a volume from the command line: what it leaves in its folder."""
