"""The lessons: the list of them, and the one under way step by step."""

from imgui_bundle import ImVec2, imgui

from simulation_server.schema.errors import MesonautError
from simulation_server.schema.scene import Scene
from vr_client.stage.lesson import Lesson, is_settled
from vr_client.stage.scene_files import shelf
from vr_client.stage.stage import Stage
from vr_client.stage.teaching import act, begin_lesson, end_lesson, go_to, is_asked, may_act

from .curves_section import discharge_plot, filling_plot, pressing_plot
from .fonts import ICON_PLAY, SMALL_PX, TITLE_PX
from .history import History
from .look import Look, colour_u32
from .paragraphs import gap, paragraph
from .question_section import question_section
from .shown import shown
from .widgets import button, card, quiet_button

PLOT_PX = 190.0
"""Height of a step's plot at scale 1."""


def lesson_section(look: Look, stage: Stage, history: History) -> None:
    """The step on show, or the lessons to choose from."""
    lesson = stage.lesson
    if lesson is None:
        _list(look, stage)
        return
    with card(look, "lesson.step"):
        _heading(look, stage, lesson)
        _turn(look, stage, lesson)
        gap(look)
        _step(look, stage, lesson)
    step = lesson.step
    if step.show.plot:
        with card(look, "lesson.plot", look.px(PLOT_PX)):
            if step.show.plot == "discharge":
                discharge_plot(look, shown(stage), stage.cell)
            elif step.show.plot == "filling":
                filling_plot(look, history, stage.forecast)
            else:
                pressing_plot(look, history)


def _list(look: Look, stage: Stage) -> None:
    try:
        scenes = shelf().scenes
    except MesonautError as error:
        look.small(str(error), look.theme.warning)
        return
    look.small("Each turns the electrode to a recipe of its own and asks you to predict what comes next.")
    for scene in scenes:
        with card(look, f"lesson.{scene.name}"):
            _offer(look, stage, scene)


def _offer(look: Look, stage: Stage, scene: Scene) -> None:
    imgui.align_text_to_frame_padding()
    look.text(scene.title, bold=True)
    imgui.same_line(0.0, look.px(8.0))
    look.text(f"{scene.minutes} min, {scene.audience}", look.theme.quiet, SMALL_PX)
    room = look.width_of(f"{ICON_PLAY}  Start") + 2.0 * imgui.get_style().frame_padding.x
    imgui.same_line(0.0, 0.0)
    imgui.set_cursor_pos_x(imgui.get_cursor_pos_x() + imgui.get_content_region_avail().x - room)
    if button(look, f"lesson.start.{scene.name}", f"{ICON_PLAY}  Start"):
        begin_lesson(stage, scene)
    look.tooltip(
        f"Start {scene.title}", "Turns the electrode to the lesson's recipe, for everyone who looks at it."
    )
    look.small(scene.about)


def _heading(look: Look, stage: Stage, lesson: Lesson) -> None:
    """The lesson's name, its steps as dots to jump by, and the way out."""
    imgui.align_text_to_frame_padding()
    look.text(lesson.scene.title, look.theme.quiet, SMALL_PX, bold=True)
    right, answered = lesson.score
    if answered:
        imgui.same_line(0.0, look.px(8.0))
        look.text(f"{right} of {answered} right", look.theme.quiet, SMALL_PX)
    word = "Leave"
    room = look.width_of(word) + 2.0 * imgui.get_style().frame_padding.x
    imgui.same_line(0.0, 0.0)
    imgui.set_cursor_pos_x(imgui.get_cursor_pos_x() + imgui.get_content_region_avail().x - room)
    if quiet_button(look, "lesson.leave", word):
        end_lesson(stage)
    look.tooltip("Leave the lesson", "The electrode stays as it is.")
    _dots(look, stage, lesson)


def _dots(look: Look, stage: Stage, lesson: Lesson) -> None:
    count, height = len(lesson.scene.steps), look.px(18.0)
    width = imgui.get_content_region_avail().x / count
    corner, draw = imgui.get_cursor_screen_pos(), imgui.get_window_draw_list()
    for index, step in enumerate(lesson.scene.steps):
        imgui.set_cursor_screen_pos(ImVec2(corner.x + index * width, corner.y))
        if imgui.invisible_button(f"##step.{index}", ImVec2(width, height), imgui.ButtonFlags_.enable_nav):
            go_to(stage, index)
        look.mark_place(f"lesson.dot.{index + 1}")
        look.tooltip(f"{index + 1}  {step.title}")
        hot = imgui.is_item_hovered() or imgui.is_item_focused()
        past = look.theme.accent if index <= lesson.at else look.theme.control_hot
        thick = look.px(4.0 if index == lesson.at or hot else 2.0)
        y = corner.y + 0.5 * height
        low = ImVec2(corner.x + index * width + look.px(1.5), y - thick)
        high = ImVec2(corner.x + (index + 1) * width - look.px(1.5), y + thick)
        draw.add_rect_filled(low, high, colour_u32(past), thick)


def _step(look: Look, stage: Stage, lesson: Lesson) -> None:
    step, state = lesson.step, lesson.state
    with look.lettering(TITLE_PX, bold=True):
        imgui.push_text_wrap_pos(0.0)
        imgui.text_unformatted(step.title)
        imgui.pop_text_wrap_pos()
    paragraph(look, step.text)
    question, action = step.question, step.action
    if question is not None:
        gap(look)
        question_section(look, stage, question, state)
    if action is not None and (question is None or state.answer is not None) and not state.done:
        gap(look)
        why_not = may_act(stage)
        paragraph(look, action.says)
        width = imgui.get_content_region_avail().x
        asked = is_asked(stage)
        label = "Asked for" if asked else f"{ICON_PLAY}  Do it"
        enabled = not why_not and not asked
        if button(look, "lesson.act", label, width, main=True, enabled=enabled):
            act(stage)
        look.tooltip("Do it", why_not or "Or do it yourself with the panel's own controls.")
        if why_not:
            look.small(why_not)
    if question is not None and question.explains and is_settled(question, state) and state.done:
        gap(look)
        paragraph(look, question.explains)
    if step.source:
        look.small(step.source)


def _turn(look: Look, stage: Stage, lesson: Lesson) -> None:
    """Back and next, and the tab that is worth a look."""
    last = lesson.at == len(lesson.scene.steps) - 1
    tab = lesson.step.show.tab
    spacing = look.px(6.0)
    parts = 3 if tab else 2
    width = (imgui.get_content_region_avail().x - (parts - 1) * spacing) / parts
    if button(look, "lesson.back", "Back", width, enabled=lesson.at > 0):
        go_to(stage, lesson.at - 1)
    look.tooltip("Back", "The step before; what was answered stays. Key: Shift+N.")
    if tab:
        imgui.same_line(0.0, spacing)
        if button(look, "lesson.tab", f"See {tab}", width):
            stage.tab_asked = tab
        look.tooltip(f"See {tab}", "Opens that tab; the lesson waits under Lesson. Key: N.")
    imgui.same_line(0.0, spacing)
    if button(look, "lesson.next", "End" if last else "Next", width, main=lesson.state.done):
        if last:
            end_lesson(stage)
        else:
            go_to(stage, lesson.at + 1)
    look.tooltip("Next", "The next step. Key: N.")
