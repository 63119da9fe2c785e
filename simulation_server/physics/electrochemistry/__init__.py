"""Electrochemistry on voxels: potentials, lithium, salt and reactions on the faces between them."""
