"""Short texts that stand in the room: upright, facing the eye, as large to it from near and from afar."""

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from vispy import gloo

from vr_client.stage.transforms import Matrix

from .light import Eye
from .lines import Lines, Strokes, joined_strokes
from .palette import Rgb
from .quad import TexturedQuad, board_matrix
from .text import TextCard, label_image

TEXT_DMM = 20.0
"""Height of the type in a headset: millimetres at a metre."""
FONT_PX = 40
"""Height of that type in its texture."""
DESK_TEXT = 0.02
"""Height of the type at a desk, whatever the lens: share of the picture's height."""
LEADER_PX = 0.7
KEPT = 48
"""Textures kept for texts that may come again."""
NEAREST_M = 0.02
UPRIGHT: NDArray[np.float64] = np.array([0.0, 1.0, 0.0])


@dataclass(frozen=True, slots=True)
class Label:
    """A text beside (or, `centred`, right above) a point of the electrode; lines parted by newlines."""

    text: str
    point_um: tuple[float, float, float]
    colour: Rgb
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A label's board before one eye: its card, how deep it is, its pose (4, 4) in the world, its width."""

    card: TextCard
    depth_m: float
    pose: Matrix
    width_m: float

    @property
    def height_m(self) -> float:
        """Of the board."""
        return self.width_m * self.card.size[1] / self.card.size[0]

    def raised(self, heights: float) -> "Placed":
        """The same board so many of its heights further up."""
        pose = self.pose.copy()
        pose[:3, 3] += heights * self.height_m * pose[:3, 1]
        return Placed(self.card, self.depth_m, pose, self.width_m)


class Labels:
    """Draws labels; keeps their textures."""

    def __init__(self) -> None:
        self._quad = TexturedQuad()
        self._leaders = Lines()
        self._cards: OrderedDict[tuple[str, Rgb, int], TextCard] = OrderedDict()
        self._raised: dict[Label, int] = {}
        self._laid_out = False

    def begin(self) -> None:
        """A new frame: its first eye finds where no label hides another, the second takes the same places."""
        self._laid_out = False

    def draw(self, eye: Eye, labels: list[Label], text_scale: float, *, headset: bool) -> None:
        """Over everything in the bound framebuffer, the nearest last; `text_scale` times the usual size.

        In a `headset` the type has an angle, at a desk a share of the picture's height.
        """
        boards = {label: self._placed(eye, label, text_scale, headset) for label in labels if label.text}
        boards = {label: board for label, board in boards.items() if board.depth_m > NEAREST_M}
        to_clip = eye.projection @ eye.view
        if not self._laid_out:
            self._raised, self._laid_out = parted(boards, to_clip), True
        raised = {label: board.raised(1.06 * self._raised.get(label, 0)) for label, board in boards.items()}
        moved = [_leader(eye, label, board) for label, board in raised.items() if self._raised.get(label)]
        self._leaders.set(joined_strokes(moved))
        self._leaders.draw(eye)
        gloo.flush()
        for board in sorted(raised.values(), key=lambda one: -one.depth_m):
            matrix = to_clip @ board_matrix(board.pose, board.width_m, board.card.size)
            self._quad.draw(board.card.texture, matrix, premultiplied=True)

    def close(self) -> None:
        """Frees the OpenGL objects."""
        for card in self._cards.values():
            card.close()
        self._quad.close()

    def _card(self, label: Label, font_px: int) -> TextCard:
        key = (label.text, label.colour, font_px)
        if key not in self._cards:
            while len(self._cards) >= KEPT:
                self._cards.popitem(last=False)[1].close()
            red, green, blue = (round(255 * part) for part in label.colour)
            card = self._cards[key] = TextCard()
            card.show(label_image(label.text, font_px, (red, green, blue)))
        self._cards.move_to_end(key)
        return self._cards[key]

    def _placed(self, eye: Eye, label: Label, text_scale: float, headset: bool) -> Placed:
        point = np.array([*label.point_um, 1.0])
        depth_m = -float((eye.model_view @ point)[2])
        at_m = (eye.model @ point)[:3]
        if headset:
            card, eye_m = self._card(label, FONT_PX), -eye.view[:3, :3].T @ eye.view[:3, 3]
            width_m = label_width_m(card.size, float(np.linalg.norm(at_m - eye_m)), text_scale)
            pose = facing(eye.view, at_m, eye_m - at_m)
        else:  # as fine as the picture, and flat in it
            font_px = max(round(DESK_TEXT * text_scale * eye.viewport_px[1]), 6)
            card = self._card(label, font_px)
            width_m = card.size[0] / eye.px_per_radian * max(depth_m, NEAREST_M)
            pose = facing(eye.view, at_m, eye.view[2, :3])
        board = Placed(card, depth_m, pose, width_m)
        aside = 0.0 if label.centred else 0.5 * board.width_m + 0.25 * board.height_m
        pose[:3, 3] += aside * pose[:3, 0] + 0.75 * board.height_m * pose[:3, 1]
        return board


def label_width_m(size_px: tuple[int, int], distance_m: float, text_scale: float) -> float:
    """Width of a card of `size_px` at which its type is TEXT_DMM high, times `text_scale`."""
    return size_px[0] / FONT_PX * TEXT_DMM * 1e-3 * text_scale * distance_m


def facing(view: Matrix, at_m: NDArray[np.float64], back: NDArray[np.float64]) -> Matrix:
    """(4, 4) pose at a point of the world (3,), its face (+z) towards `back` (3,), upright in the world.

    Where `back` is about upright itself the board is upright in the picture of `view` (4, 4) instead.
    """
    back = back / max(float(np.linalg.norm(back)), 1e-12)
    right = np.cross(UPRIGHT, back)
    if np.linalg.norm(right) < 0.05:
        right = view[0, :3] - (view[0, :3] @ back) * back
    right = right / np.linalg.norm(right)
    pose = np.eye(4)
    pose[:3, :3] = np.column_stack([right, np.cross(back, right), back])
    pose[:3, 3] = at_m
    return pose


def parted(boards: dict[Label, Placed], to_clip: Matrix) -> dict[Label, int]:
    """By how many of its heights each board is raised so that none hides another, the lowest staying."""
    taken: list[NDArray[np.float64]] = []
    found: dict[Label, int] = {}
    for label, board in sorted(boards.items(), key=lambda pair: _extent(pair[1], to_clip)[1]):
        steps = next(
            k for k in range(len(boards) + 1)
            if not any(_overlap(_extent(board.raised(1.06 * k), to_clip), other) for other in taken)
            or k == len(boards)
        )  # fmt: skip
        found[label] = steps
        taken.append(_extent(board.raised(1.06 * steps), to_clip))
    return found


def _leader(eye: Eye, label: Label, board: Placed) -> Strokes:
    """A thin line from a label that was moved to what it is about."""
    foot_m = board.pose[:3, 3] - 0.5 * board.height_m * board.pose[:3, 1]
    foot_um = (np.linalg.inv(eye.model) @ np.array([*foot_m, 1.0]))[:3]
    look = np.array([[*label.colour, LEADER_PX]], np.float32)
    return Strokes(np.array([label.point_um], np.float32), foot_um.astype(np.float32)[None], look)


def _extent(board: Placed, to_clip: Matrix) -> NDArray[np.float64]:
    """(4,) left, foot, right, top of a board in the picture."""
    corners = np.array([(-1, -1, 0, 1), (1, -1, 0, 1), (-1, 1, 0, 1), (1, 1, 0, 1)], np.float64)
    clip = corners @ (to_clip @ board_matrix(board.pose, board.width_m, board.card.size)).T
    at = clip[:, :2] / np.maximum(clip[:, 3:], 1e-9)
    return np.concatenate([at.min(axis=0), at.max(axis=0)])


def _overlap(a: NDArray[np.float64], b: NDArray[np.float64]) -> bool:
    return bool((a[:2] < b[2:]).all() and (b[:2] < a[2:]).all())
