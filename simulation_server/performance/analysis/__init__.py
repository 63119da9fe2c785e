"""What the microstructure of a segmented electrode is worth, and where ions and electrons flow in it."""
