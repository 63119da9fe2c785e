"""What draws: a graphics card, or the processor in its place."""

from OpenGL import GL

SOFTWARE = ("llvmpipe", "softpipe", "swrast", "software", "swiftshader")
"""Words in the names of drivers that need no graphics card."""


def is_software() -> bool:
    """Whether the processor draws, so that samples are dear."""
    name = (GL.glGetString(GL.GL_RENDERER) or b"").decode().lower()
    return any(word in name for word in SOFTWARE)
