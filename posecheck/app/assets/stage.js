// The stage: the camera's picture, mirrored, with everything the person sees and hears in front of it.
//
// The picture goes from the camera to the screen without a detour. Every frame also goes, as it is,
// over a web socket to the program on this machine (see camera_worker.js), which answers with a
// scene: what to draw over the picture and what to sound. No frame is kept in the browser.

const AWAY = "Bring this page to the front."; // in the background cues come late
const LAST_WORD_MS = 1600;
const QUEUE = 8; // frames the browser may hold for the worker; a camera has only a few
const GREEN = "#3cd6a0", YELLOW = "#fadc46", DARK = "#0e1420", WHITE = "#ffffff";

// The outline to fill, from the middle of the body, in shares of its height: [half width, height].
const OUTLINE = [
  [0, 0], [.045, .012], [.062, .05], [.055, .1], [.035, .135], [.05, .165], [.125, .195],
  [.145, .24], [.155, .4], [.15, .5], [.115, .5], [.105, .36], [.095, .46], [.105, .56],
  [.095, .72], [.08, .94], [.1, .985], [.1, 1], [.02, 1], [.022, .93], [.015, .58], [0, .55],
];
const SIDE_WIDTH = 0.6;

// Size of the cue's letters, and of its capitals at the least, in shares of the picture's height.
const LETTER = .12, CAPITAL = 1 / 12;

// Each tone as [hertz, seconds] one after the other; told apart by pitch and direction.
const TONES = {
  rise: [[440, .12], [587, .18]],
  hold: [[880, .28]],
  lower: [[587, .12], [392, .22]],
  counted: [[1175, .09], [1568, .16]],
  finished: [[523, .16], [659, .16], [784, .16], [1047, .4]],
};
const TROUBLES = {
  NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "none",
  OverconstrainedError: "none", NotReadableError: "busy", AbortError: "busy",
};

class Sound {
  constructor() { this.context = null; this.voices = []; }

  open() {
    const Context = window.AudioContext || window.webkitAudioContext;
    if (Context && !this.context) this.context = new Context();
    if (this.context && this.context.state === "suspended") this.context.resume();
  }

  tone(name) {
    this.open();
    if (!this.context || !TONES[name]) return;
    let at = this.context.currentTime + .01;
    for (const [hertz, seconds] of TONES[name]) {
      const source = this.context.createOscillator(), volume = this.context.createGain();
      source.type = "sine";
      source.frequency.value = hertz;
      volume.gain.setValueAtTime(0, at);
      volume.gain.linearRampToValueAtTime(.22, at + .015);
      volume.gain.exponentialRampToValueAtTime(.001, at + seconds);
      source.connect(volume).connect(this.context.destination);
      source.start(at);
      source.stop(at + seconds + .02);
      at += seconds * .9;
    }
  }

  // Only a voice that works without a network, so that no word leaves the machine.
  voice() {
    if (!window.speechSynthesis) return null;
    return speechSynthesis.getVoices().find((v) => v.localService && v.lang.startsWith("en"));
  }

  say(words) {
    const voice = this.voice();
    if (!voice) return;
    speechSynthesis.cancel();
    const spoken = new SpeechSynthesisUtterance(words);
    spoken.voice = voice;
    speechSynthesis.speak(spoken);
  }
}

class Camera {
  // Opens a camera and hands out every frame with its own time in milliseconds.
  constructor() { this.stream = null; this.track = null; }

  async open(device) {
    this.close();
    const video = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };
    if (device) video.deviceId = { exact: device };
    this.stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    [this.track] = this.stream.getVideoTracks();
    return this.stream;
  }

  close() {
    if (this.stream) this.stream.getTracks().forEach((track) => track.stop());
    this.stream = this.track = null;
  }

  // Sends every frame to the worker, which talks to the program at this address.
  feed(worker, address, video, running) {
    if ("MediaStreamTrackProcessor" in window) {
      const copy = this.track.clone();
      const { readable } = new MediaStreamTrackProcessor({ track: copy, maxBufferSize: QUEUE });
      worker.postMessage({ address, readable }, [readable]);
      return () => copy.stop();
    }
    worker.postMessage({ address });
    const next = (now, facts) => {
      if (!running()) return;
      video.requestVideoFrameCallback(next);
      const timeMs = facts.captureTime || (facts.mediaTime ? facts.mediaTime * 1000 : now);
      const frame = new VideoFrame(video, { timestamp: Math.round(timeMs * 1000) });
      worker.postMessage({ frame, timeMs }, [frame]);
    };
    video.requestVideoFrameCallback(next);
    return () => {};
  }
}

class Overlay {
  // Draws the scene over the picture; every size follows the height of the picture as shown.
  constructor(root) {
    const find = (name) => root.querySelector(name);
    this.box = find(".picture");
    this.video = this.box.querySelector("video");
    this.canvas = find("canvas");
    this.cue = find(".cue");
    this.counts = { left: find(".count.left"), right: find(".count.right") };
    this.timer = find(".timer");
    this.bar = find(".bar");
    this.note = find(".note");
  }

  fit() {
    const wide = this.video.videoWidth || 4, high = this.video.videoHeight || 3;
    const scale = Math.min(window.innerWidth / wide, window.innerHeight / high);
    const width = wide * scale, height = high * scale;
    this.box.style.setProperty("--w", `${width}px`);
    this.box.style.setProperty("--h", `${height}px`);
    this.box.style.setProperty("--room", `${Math.min(window.innerWidth, height * 1.9)}px`);
    // Counters use the dark margin beside the picture, where there is one.
    const margin = (window.innerWidth - width) / 2;
    this.roomy = margin >= height * .2;
    this.box.style.setProperty("--side", `${Math.min(margin, height * .33)}px`);
    const dots = Math.min(2, window.devicePixelRatio || 1);
    this.canvas.width = Math.round(width * dots);
    this.canvas.height = Math.round(height * dots);
    this.fitCue();
  }

  // One line where letters that are read from three metres allow it, else more.
  fitCue() {
    const { style } = this.cue, pen = this.canvas.getContext("2d");
    style.setProperty("--letter", LETTER);
    style.whiteSpace = "nowrap";
    style.maxWidth = "none";
    const room = parseFloat(this.box.style.getPropertyValue("--room"));
    const fits = LETTER * .99 * room / Math.max(1, this.cue.offsetWidth);
    pen.font = `700 100px ${getComputedStyle(this.cue).fontFamily}`;
    const least = CAPITAL * 100 / pen.measureText("H").actualBoundingBoxAscent;
    this.wraps = fits < least;
    style.setProperty("--letter", Math.min(LETTER, Math.max(least, fits)));
    style.whiteSpace = this.wraps ? "" : "nowrap";
    style.maxWidth = "";
  }

  text(element, words) {
    element.hidden = !words;
    const changed = element.textContent !== words;
    if (changed) element.textContent = words;
    return changed;
  }

  tell(note) { this.text(this.note, this.away ? AWAY : note); }

  show(scene) {
    const counting = scene.phase === "countdown";
    const changed = this.text(this.cue, counting ? "Get ready" : scene.cue);
    this.tell(scene.note);
    if (changed) this.fitCue();
    this.cue.classList.toggle("low", this.wraps && scene.phase !== "task" && this.note.hidden);
    for (const side of ["left", "right"]) this.count(side, scene);
    this.box.classList.toggle("counting", scene.counters.length > 0);
    const big = counting ? scene.cue : scene.timer;
    this.timer.hidden = big === null || big === undefined;
    this.timer.classList.toggle("beside", !counting);
    if (!this.timer.hidden) {
      this.timer.querySelector("b").textContent = big;
      this.timer.style.setProperty("--share", counting ? scene.share : scene.ring ?? 0);
    }
    const waits = ["still", "break"].includes(scene.phase) || (scene.phase === "task" && scene.quiet);
    this.bar.hidden = !waits;
    this.bar.style.setProperty("--share", scene.share);
    this.draw(scene);
  }

  count(side, scene) {
    const box = this.counts[side];
    const place = side === "left" ? 0 : 1;
    const counter = scene.counters.find((each) => each.side === side)
      || scene.counters.filter((each) => !each.side)[place];
    box.hidden = !counter;
    if (!counter) return;
    box.querySelector("b").textContent = counter.count;
    box.querySelector("span").textContent = counter.goal ? `of ${counter.goal}` : "";
    box.querySelector("i").textContent = counter.label;
    const on = scene.leg ? scene.leg === side : !counter.side;
    const share = on && scene.ring !== null ? scene.ring : 0;
    box.classList.toggle("on", scene.leg === side);
    box.classList.toggle("full-ring", share >= 1);
    box.style.setProperty("--share", share);
  }

  draw(scene) {
    const { width, height } = this.canvas, pen = this.canvas.getContext("2d");
    pen.clearRect(0, 0, width, height);
    pen.lineCap = pen.lineJoin = "round";
    const at = ([x, y]) => [(1 - x) * width, y * height];
    if (scene.phase === "framing") this.outline(pen, scene, width, height);
    if (scene.joints) this.legs(pen, scene, at, height);
    if (scene.target !== null) this.target(pen, scene, width, height);
  }

  line(pen, points, colour, thick, dash = []) {
    pen.beginPath();
    points.forEach(([x, y], n) => (n ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    pen.strokeStyle = colour;
    pen.lineWidth = thick;
    pen.setLineDash(dash);
    pen.stroke();
    pen.setLineDash([]);
  }

  outline(pen, scene, width, height) {
    const narrow = scene.facing === "side" ? SIDE_WIDTH : 1;
    const tall = .7 * height, top = .25 * height;
    const half = OUTLINE.map(([x, y]) => [x * narrow * tall, top + y * tall]);
    const shape = [...half.map(([x, y]) => [width / 2 + x, y]),
      ...half.reverse().map(([x, y]) => [width / 2 - x, y])];
    shape.push(shape[0]);
    const dash = scene.framed ? [] : [height / 40, height / 40];
    this.line(pen, shape, DARK, height / 70);
    this.line(pen, shape, scene.framed ? GREEN : WHITE, height / 120, dash);
    if (scene.framed) this.tick(pen, width / 2, .5 * height, height / 7);
  }

  legs(pen, scene, at, height) {
    const hips = [scene.joints.left[0], scene.joints.right[0]].map(at);
    this.line(pen, hips, WHITE, height / 160);
    const marked = scene.leg || scene.coming;
    for (const side of marked === "left" ? ["right", "left"] : ["left", "right"]) { // it lies on top
      const on = side === marked;
      const colour = on ? (scene.reached ? GREEN : YELLOW) : WHITE;
      const thick = height / (on ? 60 : 120), points = scene.joints[side].map(at);
      this.line(pen, points, DARK, thick * 1.7);
      this.line(pen, points, colour, thick);
      for (const [x, y] of points) {
        pen.beginPath();
        pen.arc(x, y, thick, 0, 7);
        pen.fillStyle = colour;
        pen.fill();
        pen.lineWidth = thick / 3;
        pen.strokeStyle = DARK;
        pen.stroke();
      }
    }
    if (scene.coming) this.mark(pen, scene, at, height);
  }

  // Points at the knee to lift from the side that is away from the other leg; without words where
  // counters stand in the picture, for they would lie over one of a person at the edge of their place.
  mark(pen, scene, at, height) {
    const [x, y] = at(scene.joints[scene.coming][1]);
    const beyond = x - at(scene.joints[scene.coming === "left" ? "right" : "left"][1])[0];
    // From the side one knee hides the other; there the sign stays where it is.
    if (!this.pointing || Math.abs(beyond) > height * .03) this.pointing = beyond < 0 ? -1 : 1;
    const away = this.pointing;
    const letter = height * .075, half = letter * 1.15;
    const words = this.roomy || !scene.counters.length ? ["this", "knee"] : [];
    pen.font = `700 ${letter}px system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif`;
    const longest = Math.max(0, ...words.map((word) => pen.measureText(word).width));
    const wide = longest && longest + height * .04;
    const tip = x + away * height * .03, near = tip + away * height * .05, far = near + away * wide;
    const sign = [[tip, y], [near, y - half], [far, y - half], [far, y + half], [near, y + half]];
    pen.beginPath();
    sign.forEach(([right, down]) => pen.lineTo(right, down));
    pen.closePath();
    pen.fillStyle = YELLOW;
    pen.fill();
    pen.strokeStyle = DARK;
    pen.lineWidth = height / 160;
    pen.stroke();
    pen.fillStyle = DARK;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    words.forEach((word, n) => pen.fillText(word, (near + far) / 2, y + (n - .47) * letter));
  }

  // Dashed until the knee is there; then whole, thick and ticked: never by colour alone.
  target(pen, scene, width, height) {
    const y = scene.target * height, reach = height * .32;
    const points = [[width / 2 - reach, y], [width / 2 + reach, y]];
    this.line(pen, points, DARK, height / (scene.reached ? 40 : 60));
    const dash = scene.reached ? [] : [height / 28, height / 28];
    this.line(pen, points, scene.reached ? GREEN : YELLOW, height / (scene.reached ? 60 : 100), dash);
    if (scene.reached) this.tick(pen, width / 2 + reach, y - height / 14, height / 14);
  }

  tick(pen, x, y, size) {
    const points = [[x - size / 2, y], [x - size / 8, y + size / 2.6], [x + size / 1.6, y - size / 2]];
    this.line(pen, points, DARK, size / 2.6);
    this.line(pen, points, GREEN, size / 4.5);
  }
}

class Stage {
  constructor(component) {
    this.root = component.parentElement;
    this.report = component.setStateValue;
    this.trigger = component.setTriggerValue;
    this.dialog = this.root.querySelector("dialog");
    this.overlay = new Overlay(this.root);
    this.preview = this.root.querySelector(".mirror video");
    this.sound = new Sound();
    this.camera = new Camera();
    this.arrived = [];
    this.running = this.previewing = this.gone = false;
    this.last = null;
    this.worker = null;
    this.sent = this.lost = 0;
    this.bind();
  }

  find(name) { return this.root.querySelector(name); }

  bind() {
    this.find(".start").onclick = () => this.start();
    this.find(".stop").onclick = () => this.stop();
    this.find(".full").onclick = () => this.fullScreen();
    this.find(".sound").onclick = () => this.trySound();
    this.find("select").onchange = (event) => this.choose(event.target.value);
    this.dialog.oncancel = (event) => { event.preventDefault(); this.stop(); };
    this.onKey = (event) => {
      if (this.running && event.key.toLowerCase() === "f") this.fullScreen();
    };
    this.onResize = () => this.overlay.fit();
    this.onHide = () => {
      this.overlay.away = document.hidden;
      if (!this.running) return;
      this.overlay.fit();
      this.overlay.tell(this.last ? this.last.note : "");
    };
    this.onDevices = () => this.devices();
    document.addEventListener("keydown", this.onKey);
    window.addEventListener("resize", this.onResize);
    document.addEventListener("visibilitychange", this.onHide);
    if (navigator.mediaDevices) {
      navigator.mediaDevices.addEventListener("devicechange", this.onDevices);
    }
  }

  update(data) {
    this.data = data;
    if (this.running || data.token === this.token) return;
    this.token = data.token;
    this.look();
  }

  // Opens the camera and shows its picture, before anything is sent anywhere.
  async look(device) {
    if (!navigator.mediaDevices) { this.report("camera", "unreachable"); return; }
    this.previewing = false;
    const wanted = device || localStorage.getItem("posecheck-camera") || undefined;
    try {
      await this.camera.open(wanted);
    } catch (error) {
      this.find(".wait").hidden = true;
      if (wanted && !device && error.name !== "NotAllowedError") {
        localStorage.removeItem("posecheck-camera");
        return this.look();
      }
      this.report("camera", TROUBLES[error.name] || "failed");
      return;
    }
    if (this.gone) { this.camera.close(); return; }
    this.camera.track.onended = () => this.unplugged();
    for (const video of [this.preview, this.overlay.video]) {
      video.srcObject = this.camera.stream;
      video.play().catch(() => {});
    }
    this.find(".wait").hidden = true;
    this.find(".start").disabled = false;
    await this.devices();
    this.measure();
    if (this.data.start && !this.started) this.start();
  }

  async devices() {
    if (!navigator.mediaDevices) return;
    const all = await navigator.mediaDevices.enumerateDevices();
    const cameras = all.filter((each) => each.kind === "videoinput");
    if (!cameras.length && this.camera.track) { this.unplugged(); return; }
    if (cameras.length && !this.camera.track && !this.running && !this.gone) {
      this.report("camera", null); // it came back
      this.look();
      return;
    }
    const list = this.find("select");
    const now = this.camera.track ? this.camera.track.getSettings().deviceId : "";
    list.replaceChildren(...cameras.map((each, n) =>
      new Option(each.label || `Camera ${n + 1}`, each.deviceId, false, each.deviceId === now)));
    this.find(".which").hidden = cameras.length < 2;
  }

  async choose(device) {
    localStorage.setItem("posecheck-camera", device);
    await this.look(device);
  }

  // The camera's own rate, told before the take: a dark room halves it.
  measure() {
    const times = [];
    this.previewing = true;
    const note = (now) => {
      if (!this.previewing) return;
      times.push(now);
      while (now - times[0] > 2500) times.shift();
      const seconds = (now - times[0]) / 1000;
      if (seconds > 1.8) this.rate((times.length - 1) / seconds);
      this.preview.requestVideoFrameCallback(note);
    };
    if (this.preview.requestVideoFrameCallback) this.preview.requestVideoFrameCallback(note);
  }

  rate(hertz) {
    const line = this.find(".rate"), poor = hertz < this.data.least_hz;
    const { width, height } = this.camera.track ? this.camera.track.getSettings() : {};
    line.classList.toggle("poor", poor);
    line.textContent = `The camera gives ${Math.round(hertz)} pictures a second`
      + (width ? ` of ${width} × ${height}` : "") + "."
      + (poor ? ` ${this.data.slow_camera}` : "");
  }

  trySound() {
    this.sound.open();
    Object.keys(TONES).slice(0, 4).forEach((name, n) => setTimeout(() => this.sound.tone(name), n * 450));
    const voice = this.sound.voice();
    setTimeout(() => this.sound.say("Lift your right knee"), 1900);
    this.find(".heard").textContent = "Four tones: lift, hold reached, lower, counted. "
      + (voice ? "Then a voice. " : "This browser has no voice of its own, so there are tones only. ")
      + "If you hear nothing, turn the sound up; everything is also shown in large letters.";
  }

  start() {
    if (this.running || !this.camera.track) return;
    this.running = this.started = true;
    this.previewing = false;
    this.sound.open();
    this.dialog.showModal();
    this.overlay.fit();
    this.overlay.video.onresize = () => this.overlay.fit();
    this.overlay.show({ ...EMPTY, cue: "Walk to your place" });
    this.said = "";
    this.toned = 0;
    const base = new URL(this.data.path, window.location.href);
    base.protocol = base.protocol.replace("http", "ws");
    const script = new Blob([this.data.worker], { type: "text/javascript" });
    this.worker = new Worker(URL.createObjectURL(script));
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.onerror = () => this.over();
    this.unfeed = this.camera.feed(
      this.worker, base.href, this.overlay.video, () => this.running);
  }

  hear({ word, scene, number, lost }) {
    if (word === "scene") { [this.sent, this.lost] = [number, lost]; this.take(scene); }
    if (word === "ended") this.tell("ended");
    if (word === "closed") this.over();
  }

  tell(word, value = null) {
    if (this.worker) this.worker.postMessage({ tell: word, value });
  }

  dismiss() {
    if (!this.worker) return;
    this.unfeed();
    this.worker.terminate();
    this.worker = null;
  }

  take(scene) {
    if (!this.running) return;
    this.last = scene;
    this.overlay.show(scene);
    if (scene.sent_ms) this.late(performance.timeOrigin + performance.now() - scene.sent_ms);
    if (this.data.tones && scene.tone_number > this.toned) this.sound.tone(scene.tone);
    this.toned = scene.tone_number;
    if (scene.cue !== this.said) {
      this.said = scene.cue;
      if (this.data.voice && scene.spoken) this.sound.say(scene.cue);
    }
    if (scene.phase === "done") setTimeout(() => this.over(), LAST_WORD_MS);
  }

  // How late the overlay is, for whoever measures it; see benchmarks/live.py.
  late(ms) {
    this.arrived.push(Math.round(ms));
    if (this.arrived.length > 600) this.arrived.shift();
    this.root.host.dataset.late = this.arrived.join(" ");
    this.root.host.dataset.sent = `${this.sent} ${this.lost}`;
    this.root.host.dataset.rates = this.last.rates.join(" ");
  }

  stop() { if (this.running) this.tell("stop"); }

  unplugged() {
    this.camera.close();
    if (this.running) { this.tell("ended"); return; }
    this.find(".start").disabled = true;
    this.report("camera", "gone");
  }

  fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.find(".screen").requestFullscreen().catch(() => {});
  }

  // The program has ended the take, or is gone; either way the page goes on from here.
  over() {
    if (!this.running) return;
    this.running = false;
    this.dismiss();
    this.camera.close();
    if (document.fullscreenElement) document.exitFullscreen();
    this.dialog.close();
    this.trigger("finished", this.token);
  }

  leave() {
    this.gone = true;
    this.running = this.previewing = false;
    this.dismiss();
    this.camera.close();
    if (this.dialog.open) this.dialog.close();
    document.removeEventListener("keydown", this.onKey);
    window.removeEventListener("resize", this.onResize);
    document.removeEventListener("visibilitychange", this.onHide);
    if (navigator.mediaDevices) {
      navigator.mediaDevices.removeEventListener("devicechange", this.onDevices);
    }
  }
}

const EMPTY = {
  phase: "start", facing: "front", framed: false, cue: "", counters: [], ring: null, timer: null,
  target: null, reached: false, leg: null, coming: null, joints: null, share: 0, note: "", quiet: false,
};
const stages = new WeakMap();

export default function (component) {
  let stage = stages.get(component.parentElement);
  if (!stage) {
    stage = new Stage(component);
    stages.set(component.parentElement, stage);
  }
  stage.update(component.data);
  return () => { stage.leave(); stages.delete(component.parentElement); };
}
