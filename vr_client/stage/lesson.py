"""A lesson under way: which step it is at, what was answered, what was measured."""

from dataclasses import dataclass, field

from simulation_server.schema.scene import Question, Scene, Step


@dataclass(frozen=True, slots=True)
class Answer:
    """What was predicted in a step: a choice (from 0), a number, or nothing where it was passed over."""

    choice: int | None = None
    number: float | None = None

    @property
    def skipped(self) -> bool:
        """Whether no prediction was made."""
        return self.choice is None and self.number is None


@dataclass(frozen=True, slots=True)
class Finding:
    """What the physics gave to a question: `value` in `unit`, `predicted` by the instant model if it knows.

    `choice` (from 0) is the one that came true; None where a number was guessed.
    """

    value: float
    unit: str
    before: float | None = None  # for a change, the value it started from
    now: float | None = None  # and the one it led to
    predicted: float | None = None
    choice: int | None = None


@dataclass(slots=True)
class StepState:
    """How one step stands."""

    answer: Answer | None = None
    guess: float | None = None  # where the slider of a number stands
    before: float | None = None  # the measure before the action
    predicted_before: float | None = None
    asked_s: float | None = None  # when the action was last begun from the lesson
    done: bool = False
    finding: Finding | None = None


@dataclass(slots=True)
class Lesson:
    """One scene as it is gone through; read by the panel, driven by teaching.py."""

    scene: Scene
    at: int = 0
    states: list[StepState] = field(default_factory=list)
    recipe_asked: bool = False
    shown: int = -1  # the step whose view was set

    def __post_init__(self) -> None:
        self.states = [StepState() for _ in self.scene.steps]

    @property
    def step(self) -> Step:
        """The step on show."""
        return self.scene.steps[self.at]

    @property
    def state(self) -> StepState:
        """How it stands."""
        return self.states[self.at]

    @property
    def has_flight(self) -> bool:
        """Some step asks for a flight through the pores."""
        return any(step.action is not None and step.action.do == "fly" for step in self.scene.steps)

    @property
    def score(self) -> tuple[int, int]:
        """(questions predicted rightly, questions answered and settled)."""
        verdicts = [
            verdict(step.question, state)
            for step, state in zip(self.scene.steps, self.states, strict=True)
            if step.question is not None
        ]
        settled = [each for each in verdicts if each is not None]
        return sum(settled), len(settled)


def verdict(question: Question, state: StepState) -> bool | None:
    """Whether the prediction was right; None while it is open, or where none was made."""
    answer, finding = state.answer, state.finding
    if answer is None or answer.skipped:
        return None
    if not question.measure:
        return answer.choice == question.right - 1
    if finding is None:
        return None
    if answer.number is not None:
        return abs(answer.number - finding.value) <= 0.01 * question.within_pct * abs(finding.value)
    return answer.choice == finding.choice


def is_settled(question: Question, state: StepState) -> bool:
    """Whether the question was answered, or passed over, and what is right is known."""
    return state.answer is not None and (not question.measure or state.finding is not None)
