"""The pull of a wall that gives a contact angle, measured on the lattice.

Steady eddies at the contact line carry the liquid share against its diffusion; how strongly depends on the
surface tension over the liquid's viscosity and on the gas's viscosity over the liquid's, and so does the
angle that a pull gives. Measured on 2026-11-22 on menisci at rest between plates 20 cells apart at sharpness
0.8 by `python -m simulation_server.validation.wetting_table` (some minutes), which prints PULLS: the mean of
the angle from the meniscus' circle and from its pressure jump, which differ by up to 3 degrees near 30 and
150 where looked at. The menisci rested 6000 steps first, 20 000 at tensions above 2, where sound dies slowly.
Pulls of 3.4 are the largest tried (20 degrees, brisk): there
the angle stays some degrees above the one asked for.
"""

ANGLES_DEG = (20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0, 110.0, 120.0, 130.0, 140.0, 150.0)
"""Contact angles, in the liquid."""
TENSIONS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 4.0)
"""Surface tensions over the liquid's viscosity, lattice units."""
GAS_SHARES = (1.0 / 3.0, 1.0)
"""Viscosities of the gas over the liquid's."""
PULLS = (
  (
    (0.951, 0.845, 0.721, 0.590, 0.452, 0.307, 0.154, -0.007, -0.165, -0.311, -0.449, -0.578, -0.697, -0.808),
    (0.999, 0.885, 0.747, 0.603, 0.459, 0.309, 0.154, -0.008, -0.166, -0.314, -0.454, -0.586, -0.713, -0.832),
    (1.089, 0.944, 0.782, 0.619, 0.466, 0.310, 0.153, -0.009, -0.167, -0.316, -0.459, -0.595, -0.734, -0.866),
    (1.240, 1.042, 0.831, 0.640, 0.472, 0.310, 0.151, -0.011, -0.168, -0.317, -0.464, -0.609, -0.763, -0.914),
    (1.529, 1.203, 0.906, 0.666, 0.479, 0.309, 0.148, -0.012, -0.167, -0.318, -0.470, -0.628, -0.802, -0.989),
    (2.178, 1.526, 1.030, 0.700, 0.487, 0.307, 0.144, -0.014, -0.166, -0.318, -0.479, -0.655, -0.870, -1.116),
    (3.400, 2.172, 1.248, 0.757, 0.496, 0.302, 0.137, -0.015, -0.161, -0.320, -0.496, -0.697, -0.992, -1.315),
    (3.400, 2.486, 1.344, 0.780, 0.498, 0.301, 0.136, -0.016, -0.163, -0.318, -0.494, -0.713, -1.031, -1.470),
  ),
  (
    (0.913, 0.813, 0.698, 0.579, 0.447, 0.308, 0.159, 0.000, -0.159, -0.308, -0.448, -0.579, -0.699, -0.813),
    (0.940, 0.837, 0.714, 0.586, 0.452, 0.310, 0.160, 0.000, -0.160, -0.310, -0.452, -0.587, -0.715, -0.837),
    (0.984, 0.872, 0.737, 0.597, 0.457, 0.311, 0.160, 0.000, -0.160, -0.312, -0.458, -0.598, -0.739, -0.874),
    (1.056, 0.921, 0.766, 0.610, 0.463, 0.312, 0.160, 0.000, -0.159, -0.313, -0.464, -0.613, -0.770, -0.923),
    (1.178, 0.999, 0.805, 0.626, 0.468, 0.313, 0.158, -0.000, -0.159, -0.314, -0.471, -0.632, -0.811, -1.000),
    (1.390, 1.126, 0.865, 0.648, 0.473, 0.312, 0.157, -0.000, -0.157, -0.315, -0.479, -0.658, -0.877, -1.132),
    (1.799, 1.351, 0.960, 0.676, 0.478, 0.310, 0.153, -0.001, -0.155, -0.314, -0.489, -0.694, -0.979, -1.358),
    (1.987, 1.454, 0.998, 0.687, 0.480, 0.308, 0.152, -0.001, -0.154, -0.314, -0.493, -0.708, -1.019, -1.457),
  ),
)  # fmt: skip
"""Pull (gas shares, tensions, angles)."""
LIFTS_DEG = (0.0, 0.8, 0.9, 0.9, 0.8, 0.6, 0.4, 0.3, 0.1, -0.2, -0.4, -0.5, -0.6, -0.8)
"""What is added to an angle before the table is read (angles,).

Drops on a plate meet it at a lower angle than menisci between plates do, whose eddies the other plate damps:
by 3 degrees at 60, 2 at 90, nothing at 120. With this, plates show 60.2 and drops 57.3 where 60 is set.
"""
