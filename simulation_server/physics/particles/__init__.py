"""Granular discrete element method: spheres, contacts with history, walls, a servo-driven plane."""
