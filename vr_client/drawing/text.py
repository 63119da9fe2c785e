"""Short texts as textures, set by Pillow: the labels in the room."""

from functools import cache

import numpy as np
from matplotlib import font_manager
from OpenGL import GL
from PIL import Image, ImageDraw, ImageFont


@cache
def _font(px: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    wanted = font_manager.FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")
    return ImageFont.truetype(font_manager.findfont(wanted), px)


def label_image(text: str, px: int, colour: tuple[int, int, int]) -> Image.Image:
    """Premultiplied RGBA picture of a short bold text, its lines in the middle of a tight dark card."""
    font, step = _font(px, bold=True), round(1.25 * px)
    lines = text.split("\n")
    widths = [round(font.getlength(line)) for line in lines]
    edge_x, edge_y = round(0.45 * px), round(0.25 * px)
    size = (max(widths) + 2 * edge_x, step * len(lines) + 2 * edge_y)
    image = Image.new("RGBA", size)
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), round(0.4 * px), fill=(16, 20, 26, 215))
    for row, (line, width) in enumerate(zip(lines, widths, strict=True)):
        middle = edge_y + (row + 0.5) * step
        draw.text(((size[0] - width) / 2, middle), line, font=font, fill=(*colour, 255), anchor="lm")
    return _premultiplied(image)


def _premultiplied(image: Image.Image) -> Image.Image:
    texels = np.asarray(image).astype(np.float32)
    texels[..., :3] *= texels[..., 3:] / 255.0
    return Image.fromarray(np.round(texels).astype(np.uint8))


class TextCard:
    """A texture that shows a card."""

    def __init__(self) -> None:
        self.texture = int(GL.glGenTextures(1))
        self.size: tuple[int, int] = (0, 0)

    def show(self, image: Image.Image) -> None:
        """Takes a picture, premultiplied RGBA."""
        self.size = image.size
        data = np.ascontiguousarray(np.asarray(image)[::-1])
        GL.glBindTexture(GL.GL_TEXTURE_2D, self.texture)
        GL.glPixelStorei(GL.GL_UNPACK_ALIGNMENT, 1)
        GL.glTexImage2D(
            GL.GL_TEXTURE_2D, 0, GL.GL_RGBA8, *image.size, 0, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE, data
        )
        for name, value in (
            (GL.GL_TEXTURE_MIN_FILTER, GL.GL_LINEAR), (GL.GL_TEXTURE_MAG_FILTER, GL.GL_LINEAR),
            (GL.GL_TEXTURE_WRAP_S, GL.GL_CLAMP_TO_EDGE), (GL.GL_TEXTURE_WRAP_T, GL.GL_CLAMP_TO_EDGE),
        ):  # fmt: skip
            GL.glTexParameteri(GL.GL_TEXTURE_2D, name, value)
        GL.glBindTexture(GL.GL_TEXTURE_2D, 0)

    def close(self) -> None:
        """Frees the texture."""
        GL.glDeleteTextures(1, [self.texture])
