"""The stage as it is seen from three metres, fed with scenes of every moment; no server needed."""

import json
from itertools import product
from math import dist

import cv2
import pytest

from posecheck.app import asset
from posecheck.app.camera_link import SLOW_CAMERA
from posecheck.coaching.thresholds import LIVE_FRAMING
from posecheck.live.overlay_state import HINTS, SECOND_PERSON_BRIEFLY, SECOND_PERSON_SEEN
from tests.browser.conftest import SCREENSHOTS, Launch, shot

SIZES = [(1280, 720), (1920, 1080), (1024, 768)]
CUE_SHARE, COUNT_SHARE, CONTRAST = 1 / 12, 1 / 8, 7.0
HALF_PERSON = 0.11  # half the width of the outline to fill, share of the picture's height
FAR = 0.25  # a window seen from three metres, on a screen seen from 70 cm

# Hands on every scene that the test sends, in place of the program.
WORKER = """
new BroadcastChannel("scenes").onmessage = ({ data }) =>
  postMessage({ word: "scene", scene: data, number: 1, lost: 0 });
onmessage = () => {};
"""
PAGE = """<!doctype html><html><body style="margin:0"><div id="host"></div>
<script type="module">
import mount from "/stage.js";
const host = document.getElementById("host");
const root = host.attachShadow({ mode: "open" });
root.innerHTML = @@html@@;
const style = document.createElement("style");
style.textContent = @@css@@;
root.append(style);
window.said = [];
mount({
  parentElement: root,
  data: { path: "/camera", token: "t", voice: true, tones: true, start: false, least_hz: 14.5,
          slow_camera: "More light.", worker: @@worker@@ },
  setStateValue: (name, value) => window.said.push([name, value]),
  setTriggerValue: (name, value) => window.said.push([name, value]),
});
const channel = new BroadcastChannel("scenes");
window.scene = (scene) => channel.postMessage(scene);
</script></body></html>"""

NONE = {
    "phase": "task", "facing": "front", "quiet": False, "cue": "", "spoken": False, "framed": True,
    "counters": [], "target": None, "reached": False, "ring": None, "timer": None, "leg": None,
    "coming": None, "joints": None, "share": 0, "note": "", "tone": None, "tone_number": 0,
    "sent_ms": 0, "rates": [30, 30],
}  # fmt: skip
COUNTS = [
    {"label": "left", "count": 4, "goal": 10, "side": "left"},
    {"label": "right", "count": 12, "goal": 15, "side": "right"},
]
JOINTS = {
    "left": [[0.54, 0.5], [0.55, 0.66], [0.55, 0.82]],
    "right": [[0.47, 0.5], [0.46, 0.5], [0.46, 0.68]],
}
STANDING = {
    "left": [[0.53, 0.49], [0.53, 0.65], [0.53, 0.8]],
    "right": [[0.47, 0.49], [0.47, 0.65], [0.47, 0.8]],
}
SCENES = {
    "framing": {"phase": "framing", "cue": "A step to your right", "framed": False},
    "framed": {"phase": "framing", "cue": "Well placed", "facing": "side"},
    "note": {
        "phase": "still",
        "cue": "Tip your tail up, gently",
        "share": 0.6,
        "note": SECOND_PERSON_SEEN,
    },
    "turn": {"phase": "still", "cue": "Turn your right side half to the screen", "share": 0.5},
    "longest-note": {
        "phase": "framing", "cue": "Tilt or lower the screen", "framed": False,
        "note": f"The camera gives 12 pictures a second. {SLOW_CAMERA}",
    },
    "note-beside-counts": {
        "cue": "Lift your right knee", "counters": COUNTS, "target": 0.5, "joints": JOINTS,
        "note": SECOND_PERSON_BRIEFLY,
    },
    "countdown": {"phase": "countdown", "cue": "3", "share": 0.4},
    "lift": {
        "cue": "Lift your right knee", "counters": COUNTS, "target": 0.5, "coming": "right",
        "joints": STANDING,
    },
    "hold": {
        "cue": "Hold", "counters": COUNTS, "target": 0.5, "reached": True, "ring": 0.7,
        "leg": "right", "joints": JOINTS,
    },
    "this-knee": {
        "cue": "Lift your left knee", "target": 0.5, "coming": "left", "joints": STANDING,
    },
    "timer": {
        "cue": "Hold it", "counters": [{"label": "holds", "count": 1, "goal": 2, "side": None}],
        "timer": "17", "ring": 0.5, "leg": "left", "joints": JOINTS,
    },
    "stand": {"cue": "Hold still", "quiet": True, "share": 0.5},
    "done": {"cue": "Done. Well done!"},
}  # fmt: skip

# Height of a capital or a digit of an element's own font, in pixels.
LETTER = """(element) => {
  const style = getComputedStyle(element), pen = document.createElement("canvas").getContext("2d");
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  return pen.measureText("H0").actualBoundingBoxAscent;
}"""


@pytest.fixture
def stage(launch: Launch):
    page = launch(
        None, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"
    )  # a camera that draws by itself
    html = PAGE.replace("@@html@@", json.dumps(asset("stage.html")))
    html = html.replace("@@css@@", json.dumps(asset("stage.css")))
    html = html.replace("@@worker@@", json.dumps(WORKER))

    def answer(route):
        script = route.request.url.endswith(".js")
        body, kind = (asset("stage.js"), "text/javascript") if script else (html, "text/html")
        route.fulfill(body=body, content_type=kind)

    page.route("http://localhost/**", answer)
    page.goto("http://localhost/")
    start = page.get_by_role("button", name="Start", exact=True)
    start.click(timeout=30_000)
    page.locator(".cue", has_text="Walk to your place").wait_for()
    return page


def show(page, name):
    page.evaluate("window.scene", {**NONE, **SCENES[name]})
    words = "Get ready" if name == "countdown" else SCENES[name]["cue"]
    page.locator(".cue", has_text=words).wait_for()


@pytest.mark.parametrize("size", SIZES)
def test_letters_are_read_from_three_metres(stage, size):
    stage.set_viewport_size({"width": size[0], "height": size[1]})
    for name in SCENES:
        show(stage, name)
        stage.wait_for_timeout(150)
        file = f"stage-{size[0]}x{size[1]}-{name}"
        shot(stage, file)
        picture = cv2.imread(str(SCREENSHOTS / f"{file}.png"))
        small = cv2.resize(picture, None, fx=FAR, fy=FAR, interpolation=cv2.INTER_AREA)
        cv2.imwrite(str(SCREENSHOTS / f"{file}-far.png"), small)
        height = stage.locator(".picture").bounding_box()["height"]
        assert height == pytest.approx(min(size[1], size[0] * 3 / 4), abs=2)
        cue = stage.locator(".cue")
        assert cue.evaluate(LETTER) >= CUE_SHARE * height
        inside(cue.bounding_box(), size)
        for side in ("left", "right"):
            number = stage.locator(f".count.{side} b")
            if number.is_visible():
                assert number.evaluate(LETTER) >= COUNT_SHARE * height
                inside(stage.locator(f".count.{side}").bounding_box(), size)
                apart(stage.locator(f".count.{side}").bounding_box(), cue.bounding_box())
        for button in ("Stop (Esc)", "Full screen (F)"):
            inside(stage.get_by_role("button", name=button).bounding_box(), size)
        note = stage.locator(".note")
        if note.is_visible():
            inside(note.bounding_box(), size)
            apart(note.bounding_box(), where_a_person_may_stand(stage))
            for other in (".cue", ".count.left", ".count.right", ".sign", ".full", ".stop"):
                if stage.locator(other).is_visible():
                    apart(note.bounding_box(), stage.locator(other).bounding_box())


HEAD, BREAST = 0.15, 0.5  # shares of the picture's height, of who stands three metres away


@pytest.mark.parametrize("size", SIZES)
def test_a_cue_lies_over_no_head(stage, size):
    """One line above the head, or below the breast; in a narrow window only what is most said."""
    stage.set_viewport_size({"width": size[0], "height": size[1]})
    scenes = [{"phase": "framing", "cue": words} for words in HINTS.values()]
    scenes += [SCENES["turn"], SCENES["lift"], SCENES["this-knee"]]
    for scene in scenes:
        stage.evaluate("window.scene", {**NONE, **scene})
        stage.locator(".cue", has_text=scene["cue"]).wait_for()
        picture = stage.locator(".picture").bounding_box()
        cue = stage.locator(".cue").bounding_box()
        above = cue["y"] + cue["height"] <= picture["y"] + HEAD * picture["height"]
        assert above or cue["y"] >= picture["y"] + BREAST * picture["height"]
        inside(cue, size)
        for button in (".full", ".stop"):
            apart(cue, stage.locator(button).bounding_box())


def inside(box, size):
    assert box["x"] >= -1
    assert box["y"] >= -1
    assert box["x"] + box["width"] <= size[0] + 1
    assert box["y"] + box["height"] <= size[1] + 1


def where_a_person_may_stand(stage):
    """Return the picture as far as a person who is well placed may reach, from head to feet."""
    box = stage.locator(".picture").bounding_box()
    half = LIVE_FRAMING.off_centre * box["width"] + HALF_PERSON * box["height"]
    return box | {"x": box["x"] + box["width"] / 2 - half, "width": 2 * half}


def apart(one, other):
    below = (
        one["y"] >= other["y"] + other["height"] - 1 or other["y"] >= one["y"] + one["height"] - 1
    )
    beside = (
        one["x"] >= other["x"] + other["width"] - 1 or other["x"] >= one["x"] + one["width"] - 1
    )
    assert below or beside


def test_letters_stand_out_from_any_picture(stage):
    """White letters on the shade, with the brightest picture behind it."""
    show(stage, "hold")
    back = "e => getComputedStyle(e).backgroundColor"
    for name in (".cue", ".note", ".foot .stop"):
        shade = stage.locator(name).evaluate(back)
        colour = [float(part) for part in shade[shade.index("(") + 1 : -1].split(",")]
        opacity = colour[3] if len(colour) > 3 else 1.0
        behind = [opacity * part + (1 - opacity) * 255 for part in colour[:3]]
        assert 1.05 / (luminance(behind) + 0.05) >= CONTRAST


def luminance(rgb):
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
              for c in (part / 255 for part in rgb)]  # fmt: skip
    return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


# From left to right, the columns of the picture that are yellow a little above a knee.
YELLOW = """(canvas) => {
  const { width, height } = canvas, pen = canvas.getContext("2d");
  const row = pen.getImageData(0, Math.round((KNEE - .06) * height), width, 1).data;
  const yellow = (n) => row[4 * n] > 200 && row[4 * n + 1] > 180 && row[4 * n + 2] < 120;
  return [...Array(width).keys()].filter(yellow);
}"""


def test_the_knee_to_lift_is_pointed_at_from_outside(stage):
    """In the mirrored picture the person's left is on the left, wherever they may stand."""
    canvas = stage.locator("canvas")
    width = canvas.evaluate("canvas => canvas.width")
    for side, off_centre in product(("left", "right"), (-1, 0, 1)):
        moved = off_centre * LIVE_FRAMING.off_centre
        joints = {leg: [[x + moved, y] for x, y in points] for leg, points in STANDING.items()}
        knee_x, knee_y = joints[side][1]
        drawn = []
        for scene in (
            {"cue": f"Lift your {side} knee", "coming": side},
            {"cue": "Up", "leg": side},
        ):
            stage.evaluate("window.scene", {**NONE, "joints": joints, **scene})
            stage.locator(".cue", has_text=scene["cue"]).wait_for()
            columns = canvas.evaluate(YELLOW.replace("KNEE", str(knee_y)))
            drawn.append([x for x in columns if abs(x / width - (1 - knee_x)) > 0.02])
        sign, lifted = drawn  # without the thigh, which is yellow too
        assert sign
        assert not lifted
        assert all((x / width < 1 - knee_x) == (side == "left") for x in sign)
        assert 2 < min(sign) < max(sign) < width - 3


def yellow(stage, scene, knee_y):
    """Return the yellow columns above a knee; a window that just changed its size is empty once."""
    for _ in range(50):
        stage.evaluate("window.scene", scene)
        stage.locator(".cue", has_text=scene["cue"]).wait_for()
        columns = stage.locator("canvas").evaluate(YELLOW.replace("KNEE", str(knee_y)))
        if columns:
            return columns
        stage.wait_for_timeout(100)
    raise AssertionError("no sign was drawn")


@pytest.mark.parametrize("size", [*SIZES, (1440, 900)])
def test_the_sign_lies_over_no_counter(stage, size):
    stage.set_viewport_size({"width": size[0], "height": size[1]})
    canvas = stage.locator("canvas")
    for side, moved in product(
        ("left", "right"), (-LIVE_FRAMING.off_centre, 0, LIVE_FRAMING.off_centre)
    ):
        joints = {leg: [[x + moved, y] for x, y in points] for leg, points in STANDING.items()}
        cue = f"Lift your {side} knee {moved}"
        scene = {"cue": cue, "coming": side, "joints": joints, "counters": COUNTS}
        columns = yellow(stage, {**NONE, **scene}, joints[side][1][1])
        box, width = canvas.bounding_box(), canvas.evaluate("canvas => canvas.width")
        places = [box["x"] + x / width * box["width"] for x in columns]
        row = box["y"] + (joints[side][1][1] - 0.06) * box["height"]
        for counter in (".count.left svg", ".count.right svg"):
            ring = stage.locator(counter).bounding_box()
            middle = ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2
            assert all(dist((x, row), middle) > 0.47 * ring["width"] for x in places)


def test_the_sign_does_not_jump_where_one_knee_hides_the_other(stage):
    canvas = stage.locator("canvas")
    sides = []
    for number, left_x in enumerate((0.5, 0.505, 0.495, 0.5)):
        joints = {"left": [[left_x, 0.49], [left_x, 0.65], [left_x, 0.8]],
                  "right": [[0.5, 0.49], [0.5, 0.65], [0.5, 0.8]]}  # fmt: skip
        scene = {"cue": f"Lift your left knee {number}", "coming": "left", "joints": joints}
        stage.evaluate("window.scene", {**NONE, **scene})
        stage.locator(".cue", has_text=scene["cue"]).wait_for()
        columns = canvas.evaluate(YELLOW.replace("KNEE", "0.65"))
        width = canvas.evaluate("canvas => canvas.width")
        sides.append({x > width / 2 for x in columns if abs(x / width - 0.5) > 0.05})
        assert stage.locator(".note").is_hidden()
    assert sides in ([{True}] * 4, [{False}] * 4)


def test_every_tone_is_told_from_the_others_by_pitch(stage):
    played = stage.evaluate(
        """async () => {
          const heard = {}, Context = window.AudioContext;
          const make = Context.prototype.createOscillator;
          let name = "";
          Context.prototype.createOscillator = function () {
            const made = make.call(this);
            queueMicrotask(() => (heard[name] ||= []).push(Math.round(made.frequency.value)));
            return made;
          };
          const tones = ["rise", "hold", "lower", "counted", "finished"];
          for (const [number, tone] of tones.entries()) {
            name = tone;
            window.scene({ ...SCENE, tone, tone_number: number + 1 });
            await new Promise((next) => setTimeout(next, 250));
          }
          return heard;
        }""".replace("SCENE", json.dumps(NONE))
    )
    assert set(played) == {"rise", "hold", "lower", "counted", "finished"}
    for one, other in product(played, played):
        assert one == other or played[one] != played[other]
    assert played["rise"] == sorted(played["rise"])
    assert played["lower"] == sorted(played["lower"], reverse=True)


def test_one_key_fills_the_screen(stage):
    stage.keyboard.press("f")
    stage.wait_for_timeout(500)
    full = "() => document.fullscreenElement !== null"
    assert stage.evaluate(full)
    stage.keyboard.press("f")
    stage.wait_for_timeout(500)
    assert not stage.evaluate(full)
