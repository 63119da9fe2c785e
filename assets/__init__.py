"""Data that ships with Mesonaut: materials, shaders, trained surrogates."""
