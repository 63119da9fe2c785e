"""A lesson's findings in words."""

from simulation_server.schema.scene import MEASURES, Question
from vr_client.stage.lesson import Answer, Finding

from .figures import plain, with_unit


def change_text(percent: float) -> str:
    """A change with its sign, as in `+3.2 %`; small ones to a tenth."""
    decimals = 1 if abs(percent) < 9.95 else 0
    text = plain(percent, decimals)
    return f"{text} %" if text.startswith("−") else f"+{text} %"


def found_text(question: Question, finding: Finding) -> str:
    """What the physics gave: the value, or the change with both ends."""
    measure = MEASURES[question.measure]
    if question.compare == "value":
        return with_unit(plain(finding.value, measure.decimals), measure.unit)
    ends = (plain(each, measure.decimals) for each in (finding.before, finding.now))
    return f"{change_text(finding.value)}  ({with_unit(' to '.join(ends), measure.unit)})"


def foreseen_text(question: Question, finding: Finding) -> str:
    """What the instant prediction said; empty where it says nothing about this."""
    if finding.predicted is None:
        return ""
    if question.compare == "value":
        measure = MEASURES[question.measure]
        return with_unit(plain(finding.predicted, measure.decimals), measure.unit)
    return change_text(finding.predicted)


def said_text(question: Question, answer: Answer) -> str:
    """What the person predicted."""
    if answer.choice is not None:
        return question.choices[answer.choice]
    if answer.number is None:
        return "nothing"
    return guess_text(question, answer.number)


def guess_text(question: Question, number: float) -> str:
    """A guessed number with its unit."""
    if question.compare != "value":
        return change_text(number)
    measure = MEASURES[question.measure]
    return with_unit(plain(number, measure.decimals), measure.unit)


def verdict_text(right: bool | None, answer: Answer) -> str:
    """One or two words on the prediction."""
    if answer.skipped:
        return "Not predicted"
    return {True: "As you said", False: "Not as you said", None: "Still open"}[right]
