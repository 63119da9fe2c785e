"""Help and notices over the picture: whole, legible, in the colours and the size a person has chosen."""

from collections.abc import Iterator

import numpy as np
import pytest

from vr_client.panel.help_card import HelpCard, in_columns
from vr_client.panel.notice_card import NoticeCard
from vr_client.stage.settings import TEXT_SCALES, Settings
from vr_client.stage.stage import Stage
from vr_client.tools.desk_help import HELP

from .hand import pixels

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def card(context: None) -> Iterator[HelpCard]:
    made = HelpCard()
    yield made
    made.close()


@pytest.mark.parametrize("scale", TEXT_SCALES)
@pytest.mark.parametrize("room", [(1600, 900), (1280, 720), (800, 600)])
def test_the_help_is_seen_whole_in_every_window(card: HelpCard, scale: float, room: tuple[int, int]) -> None:
    now = Stage(settings=Settings(text_scale=scale))
    card.frame(now, HELP, room)
    assert card.size[0] < room[0]
    assert card.size[1] < room[1]
    picture = pixels(card).astype(int)
    edge = 6
    ground = picture[edge, card.size[0] // 2]
    for strip in (picture[:edge, edge:-edge], picture[-edge:, edge:-edge], picture[edge:-edge, -edge:]):
        assert np.abs(strip[..., :3] - ground[:3]).max() < 40, "nothing is cut off at an edge"
    assert picture[..., 1].std() > 10.0


def test_larger_letters_make_a_larger_card_and_light_a_light_one(card: HelpCard) -> None:
    few = HELP[:2]
    sizes, shades = [], []
    for settings in (Settings(), Settings(text_scale=1.5), Settings(theme="light")):
        card.frame(Stage(settings=settings), few, (1600, 900))
        sizes.append(card.size)
        shades.append(pixels(card)[..., :3].mean())
    assert sizes[1][0] == pytest.approx(1.5 * sizes[0][0], rel=0.05)
    assert shades[2] > shades[0] + 100


def test_no_row_of_the_help_stands_twice() -> None:
    assert len({title for title, _ in HELP}) == len(HELP)
    rows = [row for _, rows in HELP for row in rows]
    assert len(set(rows)) == len(rows)
    assert all(keys and what for keys, what in rows)


def test_columns_keep_the_order_and_are_about_even() -> None:
    groups = [(str(k), tuple(("key", "what") for _ in range(k))) for k in (3, 1, 4, 1, 5)]
    for columns in (1, 2, 3):
        placed = in_columns(groups, columns)
        assert [group for column in placed for group in column] == groups
        assert len(placed) <= columns
    heights = [sum(len(rows) + 2 for _, rows in column) for column in in_columns(groups, 2)]
    assert abs(heights[0] - heights[1]) <= 7


def test_notices_come_go_and_wrap() -> None:
    card, now = NoticeCard(), Stage()
    assert not card.frame(now)
    now.say("saved a picture")
    assert card.frame(now)
    one = card.size
    now.say("refused: " + "a number from 0 to 200 MPa " * 8, "error")
    assert card.frame(now)
    assert card.size[1] > 2 * one[1]
    assert card.size[0] < 700
    red = pixels(card).astype(int)
    assert np.any((red[..., 0] > 200) & (red[..., 2] < 150)), "an error has its own colour and its own symbol"
    now.now_s += 60.0
    assert not card.frame(now)
    card.close()
    card.close()
