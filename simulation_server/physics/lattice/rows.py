"""The scratch of a block of eight cells, in rows of eight floats: what stands where.

One array holds it all, which lets the compiler see that no row is another.
"""

ARRIVED = 0  # 19 populations as they arrived
DONE = 19  # the same collided, each in its opposite's row
SHARE = 38  # C of the cell and its 18 neighbours
FLUX = 57  # 3 of liquid
EXCESS = 60  # sum of the populations
MASS = 61  # of liquid
FACE = 62  # 6 to the neighbours along the axes
ROWS = 68
