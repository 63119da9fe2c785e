"""Filling a volume from the command line: the lattice, the run, and what it leaves."""
