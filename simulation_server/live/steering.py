"""What a change of the recipe and a wish mean to the work under way."""

from simulation_server.schema.errors import MesonautError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import Stage

from .course import Course
from .steps import Leg, RunnableChain, first_leg


def turn(course: Course, chain: RunnableChain, recipe: Recipe) -> None:
    """Turns the course of a chain to another recipe: from the leg on that reads what is changed."""
    before = chain.recipe
    what = chain.turn(recipe)
    redo = first_leg(what)
    course.has_slurry = course.has_slurry and what != "mix"
    if redo is Leg.FILL and (course.fills or course.filling.is_held) and _is_steered(course, chain, recipe):
        return
    if redo is Leg.DISCHARGE and course.leg is Leg.FILL and _fill_alike(before, recipe):
        course.put_filling_aside()
    if course.failed_leg is not None:
        course.begin(course.failed_leg if redo is None else min(redo, course.failed_leg))
    elif redo is None or (redo is Leg.FILL and not (course.filled or course.fill_asked)):
        course.send_results()
    elif redo is Leg.FILL and course.leg is Leg.CELL:  # which does not mind
        course.fill_asked, course.next_legs = True, [Leg.FILL]
        course.send_results()
    elif course.leg is None or course.leg >= redo or _is_calendering_in_make(course, redo):
        course.begin(redo)
    else:  # an earlier leg is under way and reads the new recipe when it gets there
        course.fill_asked = course.fill_asked or (redo is Leg.FILL and course.filled)
        course.next_legs = course.legs_after(course.leg)


def fill(course: Course) -> None:
    """Fills the electrode as soon as there is one."""
    course.fill_asked = True
    if course.has_failed_before_filling or course.chain is None:
        course.telling.failed("there is no electrode to fill: change the recipe or restart, then fill")
    elif course.leg is None or course.leg is Leg.FILL:
        course.begin(Leg.FILL)
    else:
        course.next_legs = course.legs_after(course.leg)


def discharge(course: Course, c_rate: float) -> None:
    """Discharges the electrode, resolved in three dimensions, as soon as it is analysed."""
    if course.has_failed_before_filling or course.chain is None:
        course.telling.failed(
            "there is no electrode to discharge: change the recipe or restart, then discharge"
        )
        return
    course.discharging.ask(c_rate)
    if course.leg is None or course.leg is Leg.CELL:
        course.begin(Leg.CELL)
    else:
        course.next_legs = course.legs_after(course.leg)


def shear(course: Course, rates_per_s: tuple[float, ...]) -> None:
    """Shears the slurry as soon as it is mixed."""
    if course.failed_leg is not None and not course.has_slurry:
        course.telling.failed("there is no slurry to shear: change the recipe or restart, then shear")
    else:
        course.shearing.ask(rates_per_s)


def _is_steered(course: Course, chain: RunnableChain, recipe: Recipe) -> bool:
    """Whether the filling goes on with the recipe, or is held until there is one it can take."""
    try:
        goes_on = course.filling.steer(chain, recipe, course.telling.step_id)
    except MesonautError as error:
        if not course.has_filling_aside:
            course.fail(Leg.FILL, str(error))
            return True
        goes_on = False  # it begins again after the leg under way, and says itself what is wrong
    if goes_on:
        course.failed_leg = None
        if not course.has_filling_aside:
            course.leg = Leg.FILL
            course.telling.say(stage=Stage.FILLING.value)
        course.send_results()
    else:
        course.leave_filling_aside()
    return goes_on


def _is_calendering_in_make(course: Course, redo: Leg) -> bool:
    return redo is Leg.PRESS and course.leg is Leg.MAKE and course.stage is Stage.CALENDERING


def _fill_alike(before: Recipe, after: Recipe) -> bool:
    """Whether a filling under way is of the one recipe as much as of the other."""
    lattices = (before.simulation.lattice_um, after.simulation.lattice_um)
    return before.infiltration == after.infiltration and lattices[0] == lattices[1]
