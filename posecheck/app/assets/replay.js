// The replay: the person as a moving figure, in step with what was measured. It draws and computes
// nothing that counts. The same file runs on the page and in the exported file.

const SIDES = { left: "#0072b2", right: "#d55e00" };
const MIDDLE = "#475569", INK = "#0f172a", PALE = "#cbd5e1", PLUMB = "#6b21a8";
const DASH = { left: [], right: [7, 4] };
const OTHER_DASH = [3, 4]; // a second quantity that has no sides
const MARGIN = { left: 46, right: 12, top: 26, bottom: 26 };

function element(name, attributes = {}, words = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = words;
  return made;
}

// The index of the last time not after `t`.
function indexAt(times, t) {
  let low = 0, high = times.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (times[middle] <= t) low = middle; else high = middle - 1;
  }
  return low;
}

function sized(canvas) {
  const dots = window.devicePixelRatio || 1, box = canvas.getBoundingClientRect();
  const wide = Math.round(box.width * dots), high = Math.round(box.height * dots);
  if (canvas.width !== wide || canvas.height !== high) { canvas.width = wide; canvas.height = high; }
  const pen = canvas.getContext("2d");
  pen.setTransform(dots, 0, 0, dots, 0, 0);
  pen.clearRect(0, 0, box.width, box.height);
  return [pen, box.width, box.height];
}

function drawFigure(canvas, figure, bones, t) {
  const [pen, width, height] = sized(canvas);
  const { low, high } = figure.reach;
  const tall = (high[1] - low[1]) * 1.1; // the crown is above the highest landmark
  const scale = Math.min((width - 24) / (high[0] - low[0]), (height - 56) / tall);
  const middle = (low[0] + high[0]) / 2;
  const at = ([x, y]) => [width / 2 + (x - middle) * scale, height - 26 - (high[1] - y) * scale];
  pen.font = "600 14px sans-serif";
  pen.fillStyle = INK;
  pen.textAlign = "center";
  pen.fillText(figure.title, width / 2, 16);
  const floor = at([0, high[1]])[1];
  pen.strokeStyle = PALE;
  pen.lineWidth = 2;
  pen.beginPath(); pen.moveTo(8, floor); pen.lineTo(width - 8, floor); pen.stroke();
  const points = figure.xy[indexAt(figure.t, t)];
  const joint = (name) => {
    const place = figure.joints[name];
    return points[place] === null || points[place] === undefined ? null : at(points[place]);
  };
  if (figure.plumb) plumbLine(pen, joint, at, low, floor);
  for (const { from, to, side } of bones) {
    const a = joint(from), b = joint(to);
    if (!a || !b) continue;
    pen.strokeStyle = SIDES[side] || MIDDLE;
    pen.lineWidth = side ? 6 : 4;
    pen.lineCap = "round";
    pen.setLineDash(side === "right" ? [10, 7] : []);
    pen.beginPath(); pen.moveTo(...a); pen.lineTo(...b); pen.stroke();
  }
  pen.setLineDash([]);
  head(pen, joint);
  pen.font = "700 14px sans-serif";
  for (const side of ["left", "right"]) {
    const foot = joint(`${side}_foot_index`) || joint(`${side}_ankle`);
    if (!foot) continue;
    pen.fillStyle = SIDES[side];
    pen.fillText(side === "left" ? "L" : "R", foot[0], Math.min(height - 2, foot[1] + 18));
  }
}

function head(pen, joint) {
  const nose = joint("nose"), left = joint("left_ear"), right = joint("right_ear");
  const shoulders = [joint("left_shoulder"), joint("right_shoulder")];
  const spots = [left, right, nose].filter(Boolean);
  if (!spots.length || !shoulders[0] || !shoulders[1]) return;
  const centre = [0, 1].map((k) => spots.reduce((sum, spot) => sum + spot[k], 0) / spots.length);
  const neck = [0, 1].map((k) => (shoulders[0][k] + shoulders[1][k]) / 2);
  const radius = Math.max(6, .55 * Math.hypot(centre[0] - neck[0], centre[1] - neck[1]));
  pen.strokeStyle = MIDDLE;
  pen.lineWidth = 4;
  pen.beginPath(); pen.arc(centre[0], centre[1], radius, 0, 7); pen.stroke();
  if (nose) { pen.fillStyle = MIDDLE; pen.beginPath(); pen.arc(nose[0], nose[1], 3.5, 0, 7); pen.fill(); }
}

function plumbLine(pen, joint, at, low, floor) {
  const ankles = [joint("left_ankle"), joint("right_ankle")].filter(Boolean);
  if (!ankles.length) return;
  const x = ankles.reduce((sum, ankle) => sum + ankle[0], 0) / ankles.length;
  pen.strokeStyle = PLUMB;
  pen.lineWidth = 2;
  pen.setLineDash([3, 4]);
  pen.beginPath(); pen.moveTo(x, at(low)[1]); pen.lineTo(x, floor); pen.stroke();
  pen.setLineDash([]);
}

function drawCurves(canvas, data, t) {
  const [pen, width, height] = sized(canvas);
  if (!data.curves.length) return;
  const wide = width - MARGIN.left - MARGIN.right, high = height - MARGIN.top - MARGIN.bottom;
  const span = data.end - data.start || 1;
  const x = (time) => MARGIN.left + (time - data.start) / span * wide;
  const y = (value) => MARGIN.top + (1 - (value - data.low) / (data.high - data.low)) * high;
  pen.font = "13px sans-serif";
  pen.fillStyle = INK;
  pen.textAlign = "left";
  pen.fillText(data.axis, 4, 14);
  pen.textAlign = "right";
  for (const value of data.ticks) {
    pen.strokeStyle = "#e2e8f0";
    pen.lineWidth = 1;
    pen.beginPath(); pen.moveTo(MARGIN.left, y(value)); pen.lineTo(width - MARGIN.right, y(value)); pen.stroke();
    pen.fillText(String(value), MARGIN.left - 6, y(value) + 4);
  }
  pen.textAlign = "center";
  const step = [1, 2, 5, 10, 20, 30, 60].find((each) => span / each <= wide / 60) || 120;
  for (let second = Math.ceil(data.start / step) * step; second <= data.end; second += step) {
    pen.fillText(`${second} s`, x(second), height - 8);
  }
  for (const curve of data.curves) {
    pen.globalAlpha = .14;
    pen.fillStyle = SIDES[curve.side] || MIDDLE;
    for (const [start, end] of curve.bands) pen.fillRect(x(start), MARGIN.top, x(end) - x(start), high);
    pen.globalAlpha = 1;
  }
  const target = data.curves.find((curve) => curve.target !== null);
  if (target) {
    pen.strokeStyle = INK;
    pen.setLineDash([2, 4]);
    pen.beginPath(); pen.moveTo(MARGIN.left, y(target.target)); pen.lineTo(width - MARGIN.right, y(target.target)); pen.stroke();
    pen.setLineDash([]);
  }
  for (const curve of data.curves) {
    const first = curve.side || curve.label === data.curves[0].label;
    drawCurve(pen, curve, x, y, first ? DASH[curve.side] || [] : OTHER_DASH);
  }
  pen.strokeStyle = INK;
  pen.lineWidth = 2;
  pen.beginPath(); pen.moveTo(x(t), MARGIN.top); pen.lineTo(x(t), height - MARGIN.bottom); pen.stroke();
}

function drawCurve(pen, curve, x, y, dash) {
  pen.strokeStyle = SIDES[curve.side] || MIDDLE;
  pen.lineWidth = 2.2;
  pen.setLineDash(dash);
  pen.beginPath();
  let open = false;
  curve.t.forEach((time, n) => {
    if (curve.v[n] === null) { open = false; return; }
    if (open) pen.lineTo(x(time), y(curve.v[n])); else pen.moveTo(x(time), y(curve.v[n]));
    open = true;
  });
  pen.stroke();
  pen.setLineDash([]);
  for (const [time, value, counted] of curve.marks) {
    pen.beginPath();
    if (counted) {
      pen.fillStyle = SIDES[curve.side] || MIDDLE;
      pen.arc(x(time), y(value), 5, 0, 7);
      pen.fill();
    } else {
      const [a, b] = [x(time), y(value)];
      pen.moveTo(a - 5, b - 5); pen.lineTo(a + 5, b + 5); pen.moveTo(a + 5, b - 5); pen.lineTo(a - 5, b + 5);
      pen.stroke();
    }
  }
}

function mount(root, data) {
  const box = element("div", { class: "replay" });
  const stage = element("div", { class: "pictures" });
  const figures = data.figures.map((figure) => {
    const canvas = element("canvas", { class: "figure", role: "img", "aria-label": figure.title });
    stage.append(canvas);
    return canvas;
  });
  const chart = element("canvas", { class: "chart", role: "img", "aria-label": data.axis });
  if (data.curves.length) stage.append(chart);
  box.append(stage);
  root.replaceChildren(box);

  let now = data.start, playing = false, before = null, frame = 0;
  const moves = data.end > data.start;
  const play = element("button", { type: "button", class: "play" }, "Play");
  const slider = element("input", {
    type: "range", min: data.start, max: data.end, step: .01, "aria-label": "Moment of the take",
  });
  const clock = element("output", {}, "");
  const speed = element("select", { "aria-label": "Speed" });
  for (const [words, rate] of [["normal speed", 1], ["half speed", .5], ["quarter speed", .25]]) {
    speed.append(element("option", { value: rate }, words));
  }

  const draw = () => {
    figures.forEach((canvas, n) => drawFigure(canvas, data.figures[n], data.bones, now));
    if (data.curves.length) drawCurves(chart, data, now);
    slider.value = now;
    clock.textContent = `${(now - data.start).toFixed(1)} s`;
  };
  const step = (stamp) => {
    if (!playing) return;
    if (before !== null) now += (stamp - before) / 1000 * Number(speed.value);
    before = stamp;
    if (now >= data.end) { now = data.end; toggle(false); }
    draw();
    if (playing) frame = requestAnimationFrame(step);
  };
  const toggle = (on) => {
    playing = on;
    before = null;
    play.textContent = on ? "Pause" : "Play";
    if (on && now >= data.end) now = data.start;
    if (on) frame = requestAnimationFrame(step);
  };
  const jump = (time) => { now = Math.min(data.end, Math.max(data.start, time)); draw(); };

  play.onclick = () => toggle(!playing);
  slider.oninput = () => { toggle(false); jump(Number(slider.value)); };
  chart.onclick = (event) => {
    const wide = chart.clientWidth - MARGIN.left - MARGIN.right;
    jump(data.start + (event.offsetX - MARGIN.left) / wide * (data.end - data.start));
  };
  if (moves) {
    const row = element("div", { class: "controls" });
    row.append(play, slider, clock, speed);
    box.append(row);
  }
  if (data.repetitions.length) {
    const row = element("div", { class: "jumps" });
    data.repetitions.forEach((each) => {
      const button = element("button", { type: "button", title: each.why }, each.words);
      button.classList.add(each.side || "both");
      button.classList.toggle("void", !each.valid);
      button.onclick = () => { toggle(false); jump(each.peak); };
      row.append(button);
    });
    box.append(row);
  }
  box.append(element("p", { class: "legend" }, data.legend));
  const resized = new ResizeObserver(draw);
  resized.observe(stage);
  draw();
  return () => { cancelAnimationFrame(frame); playing = false; resized.disconnect(); };
}

const mounted = new WeakMap();

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".replay-root");
  const held = mounted.get(root);
  if (held && held.id === data.id) return undefined;
  if (held) held.leave();
  mounted.set(root, { id: data.id, leave: mount(root, data) });
  return () => { const last = mounted.get(root); if (last) last.leave(); mounted.delete(root); };
}
