"""A lesson's question: the prediction first, then what the physics gives beside it."""

from imgui_bundle import imgui

from simulation_server.schema.scene import Question
from vr_client.stage.lesson import Answer, StepState, verdict
from vr_client.stage.stage import Stage
from vr_client.stage.teaching import give_answer, waits_for

from .figures import decimals_for_range
from .fonts import SMALL_PX
from .lesson_wording import foreseen_text, found_text, guess_text, said_text, verdict_text
from .look import Look
from .paragraphs import gap, paragraph
from .slider import slim_slider
from .widgets import button, inside_mark, spinner

NAMES_PX = 118.0
"""Width of the first column of what was said and found, at scale 1."""


def question_section(look: Look, stage: Stage, question: Question, state: StepState) -> None:
    """Asks; once answered, tells the answers apart."""
    paragraph(look, question.asks, bold=True)
    if state.answer is not None:
        _answered(look, stage, question, state, state.answer)
        return
    if question.guess is not None:
        _number(look, stage, question, state)
    else:
        for index, words in enumerate(question.choices):
            if _wide(look, f"lesson.choice.{index + 1}", words):
                give_answer(stage, Answer(choice=index))
    if _wide(look, "lesson.pass", "I would rather see"):
        give_answer(stage, Answer())


def _wide(look: Look, name: str, label: str) -> bool:
    return button(look, name, label, imgui.get_content_region_avail().x)


def _number(look: Look, stage: Stage, question: Question, state: StepState) -> None:
    assert question.guess is not None
    low, high = question.guess
    middle = 0.5 * (low + high)
    value = middle if state.guess is None else state.guess
    decimals = decimals_for_range(low, high)
    width = imgui.get_content_region_avail().x - look.px(110.0)
    _, state.guess = slim_slider(
        look, "lesson.guess", value, low, high, decimals, width, mark=middle, thick=8.0
    )
    imgui.same_line(0.0, look.px(8.0))
    look.text_right(guess_text(question, state.guess), bold=True)
    if _wide(look, "lesson.say", "That is my guess"):
        give_answer(stage, Answer(number=state.guess))


def _answered(look: Look, stage: Stage, question: Question, state: StepState, answer: Answer) -> None:
    right = verdict(question, state)
    if not question.measure:
        _line(look, "You said", said_text(question, answer))
        _line(look, "It is", question.choices[question.right - 1], look.theme.simulated)
        _verdict(look, right, answer)
        return
    _line(look, "You said", said_text(question, answer))
    waiting = waits_for(stage)
    if state.finding is None:
        if waiting:
            imgui.align_text_to_frame_padding()
            spinner(look)
            imgui.same_line(0.0, look.px(6.0))
            look.small(waiting)
        return
    foreseen = foreseen_text(question, state.finding)
    if foreseen:
        _line(look, "Instant model", foreseen, look.theme.predicted)
    _line(look, "Simulated", found_text(question, state.finding), look.theme.simulated)
    if state.finding.choice is not None:
        _line(look, "So", question.choices[state.finding.choice])
    _verdict(look, right, answer)


def _line(look: Look, name: str, text: str, colour: imgui.ImVec4 | None = None) -> None:
    start = imgui.get_cursor_pos_x()
    look.text(name, look.theme.quiet)
    imgui.same_line(start + look.px(NAMES_PX), 0.0)
    imgui.begin_group()
    paragraph(look, text, colour)
    imgui.end_group()


def _verdict(look: Look, right: bool | None, answer: Answer) -> None:
    gap(look, 2.0)
    if right is not None:
        inside_mark(look, right)
        imgui.same_line(0.0, look.px(6.0))
    look.text(verdict_text(right, answer), look.theme.quiet, SMALL_PX, bold=True)
