"""The conditions under which rendered marches were made, asked of their scenarios."""

from collections.abc import Callable
from typing import Any

Scenario = dict[str, Any]
Asked = Callable[[Scenario], bool]


def _march(name: str, low: float, high: float) -> Asked:
    return lambda scenario: low <= float(scenario["march"].get(name) or 0.0) < high


def _body(name: str, low: float, high: float) -> Asked:
    return lambda scenario: low <= float(scenario["body"][name]) < high


def _heel_rises(scenario: Scenario) -> bool:
    march = scenario["march"]
    return any(float(march.get(f"heel_deg{each}") or 0.0) >= 5 for each in ("", "_L", "_R"))


_knee_bends = _march("stance_knee_lift", 5, 90)


def moves_as_real_people(scenario: Scenario) -> bool:
    """Return whether the pelvis moves as in motion capture: lifts are then told by the thigh."""
    return bool(scenario["march"]["peak_ref"] == "vertical")


def is_plain(scenario: Scenario) -> bool:
    """Return whether the standing foot stays flat, its knee as it was, and the camera is aimed."""
    aimed = scenario["camera"].get("pitch") is None
    return aimed and not _heel_rises(scenario) and not _knee_bends(scenario)


CONDITIONS: dict[str, Asked] = {
    "pelvis tips back by less than 5°": _march("pelvic_post", -90, 5),
    "… by 5 to 12°": _march("pelvic_post", 5, 12),
    "… by 12 to 20°": _march("pelvic_post", 12, 20),
    "… by more than 20°": _march("pelvic_post", 20, 90),
    "lifted side of the pelvis drops or stays": _march("pelvic_drop", 0, 90),
    "… hikes by up to 10°": _march("pelvic_drop", -10, 0),
    "… hikes by more than 10°": _march("pelvic_drop", -90, -10),
    "trunk leans back by more than 5°": _march("trunk_back", 5, 90),
    "standing on a knee bent by 10 to 25°": _march("stance_knee", 10, 90),
    "standing foot flat, its knee as it was, camera aimed at the person": is_plain,
    "standing knee bends by 5 to 22° in the lift (the body sinks)": _knee_bends,
    "standing heel rises by 5 to 25° in the lift (the body rises)": _heel_rises,
    "arms forward, hanging or swinging": lambda scenario: (
        scenario["arms"] != "side" or bool(scenario["march"].get("arm_swing"))
    ),
    "camera not aimed at the person, toes out by up to 20°": lambda scenario: (
        scenario["camera"].get("pitch") is not None
    ),
    "thin (weight of the body model, 0 to 1, below 0.3)": _body("weight", 0.0, 0.3),
    "stout (above 0.75)": _body("weight", 0.75, 1.01),
    "hardly any muscle (below 0.25)": _body("muscle", 0.0, 0.25),
    "much muscle (above 0.75)": _body("muscle", 0.75, 1.01),
    "70 years and older": _body("age_years", 70, 200),
    "loose trousers": lambda scenario: float(scenario["look"].get("bottom_loose", 0)) >= 0.018,
    "chair beside": lambda scenario: "chair" in scenario.get("room", {}),
    "lens above 1.1 m": lambda scenario: float(scenario["camera"]["height"]) > 1.1,
    "lens below 0.8 m": lambda scenario: float(scenario["camera"]["height"]) < 0.8,
}
