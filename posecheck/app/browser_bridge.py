"""What only the browser knows or can do: the camera's state, a voice, whether the page is seen.

One component without a picture of its own. Everything it runs is in this file; the voice is one
of the browser's own that works without a network.
"""

from dataclasses import dataclass
from typing import Any

import streamlit as st

_JS = """
const STOPPED = "posecheck has stopped. Start it again with  posecheck app  and reload this page; "
  + "a take that had begun is kept.";

async function probe(report) {
  if (!navigator.mediaDevices) { report("unreachable"); return; }
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true });
    stream.getTracks().forEach((track) => track.stop());
    report("ready");
  } catch (error) {
    const names = { NotAllowedError: "refused", NotFoundError: "none", NotReadableError: "busy" };
    report(names[error.name] || "failed");
  }
}

function speak(words) {
  const voices = speechSynthesis.getVoices().filter(
    (voice) => voice.localService && voice.lang.startsWith("en"));
  if (!voices.length) return;
  speechSynthesis.cancel();
  const utterance = new SpeechSynthesisUtterance(words);
  utterance.voice = voices[0];
  speechSynthesis.speak(utterance);
}

function banner(shown) {
  let bar = document.getElementById("posecheck-stopped");
  if (!shown) { if (bar) bar.remove(); return; }
  if (bar) return;
  bar = document.createElement("div");
  bar.id = "posecheck-stopped";
  bar.setAttribute("role", "alert");
  bar.textContent = STOPPED;
  bar.style.cssText = "position:fixed;inset:0 0 auto 0;z-index:2000000;padding:1.2rem 2rem;"
    + "background:#7a1f1f;color:#fff;font:600 1.3rem sans-serif;text-align:center";
  document.body.appendChild(bar);
}

function watch(state, setStateValue) {
  const onHide = () => setStateValue("hidden", document.hidden);
  const onDevices = async () => {
    const devices = await navigator.mediaDevices.enumerateDevices();
    if (!devices.some((device) => device.kind === "videoinput")) setStateValue("camera", "gone");
  };
  let missed = 0;
  const timer = setInterval(async () => {
    try {
      missed = (await fetch("/_stcore/health", { cache: "no-store" })).ok ? 0 : missed + 1;
    } catch { missed += 1; }
    banner(missed >= 2);
  }, 2000);
  document.addEventListener("visibilitychange", onHide);
  if (navigator.mediaDevices) navigator.mediaDevices.addEventListener("devicechange", onDevices);
  return () => {
    clearInterval(timer);
    banner(false);
    document.removeEventListener("visibilitychange", onHide);
    if (navigator.mediaDevices) {
      navigator.mediaDevices.removeEventListener("devicechange", onDevices);
    }
  };
}

const states = new WeakMap();

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  let state = states.get(parentElement);
  if (!state) {
    state = { probed: 0, said: 0 };
    states.set(parentElement, state);
    state.stop = watch(state, setStateValue);
  }
  if (data.probe > state.probed) {
    state.probed = data.probe;
    probe((found) => setStateValue("camera", found));
  }
  if (data.voice && data.number > state.said) {
    state.said = data.number;
    speak(data.words);
  }
  return () => { state.stop(); states.delete(parentElement); };
}
"""

_link = st.components.v2.component("posecheck_link", js=_JS)

# What keeps the camera from working, and the way out.
CAMERA_TROUBLES = {
    "refused": "The browser was not allowed to use the camera. Allow it with the camera sign "
    "beside the address, then try again.",
    "none": "No camera was found. Plug one in, then try again.",
    "busy": "The camera is in use by another program. Close that program, then try again.",
    "gone": "The camera was unplugged. Plug it in again, then try again.",
    "unreachable": "The browser gives the camera only to pages of this very machine. Open the "
    "address that begins with http://localhost or http://127.0.0.1.",
    "failed": "The camera could not be opened. Check that it works in another program and that "
    "no program uses it now, then try again.",
}


@dataclass(frozen=True)
class Browser:
    """What the browser last said.

    Attributes
    ----------
    camera : "ready", a key of `CAMERA_TROUBLES`, or None while it is not known yet.
    hidden : the page is in the background.
    """

    camera: str | None
    hidden: bool


def link(probe: int = 0, words: str = "", number: int = 0, voice: bool = False) -> Browser:
    """Mount the component and return what the browser says.

    Parameters
    ----------
    probe : counts the requests to look for a camera; a higher number looks again.
    words, number : what to say, and a number that grows with every new cue.
    voice : whether to say it aloud.
    """
    data = {"probe": probe, "words": words, "number": number, "voice": voice}
    result: Any = _link(
        key="browser",
        data=data,
        on_camera_change=_nothing,
        on_hidden_change=_nothing,
        height=1,
    )
    return Browser(result.get("camera"), bool(result.get("hidden")))


def _nothing() -> None:
    """Let the change of a state rerun the page."""
