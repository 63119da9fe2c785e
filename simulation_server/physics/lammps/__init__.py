"""A second particle engine: LAMMPS, on one core or, by MPI, on many (see system.py).

Nothing is imported here, so that a rank starts without the compiled kernels.
"""
