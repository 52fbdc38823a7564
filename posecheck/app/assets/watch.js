// Says so when the program behind the page is gone, which the page itself no longer can.
const STOPPED = "posecheck has stopped. Start it again with  posecheck app  and reload this page; "
  + "a take that had begun is kept.";
const PAUSE_MS = 2000;

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

const timers = new WeakMap();

export default function ({ parentElement }) {
  if (timers.has(parentElement)) return undefined;
  let missed = 0;
  timers.set(parentElement, setInterval(async () => {
    try {
      missed = (await fetch("./_stcore/health", { cache: "no-store" })).ok ? 0 : missed + 1;
    } catch { missed += 1; }
    banner(missed >= 2);
  }, PAUSE_MS));
  return () => {
    clearInterval(timers.get(parentElement));
    timers.delete(parentElement);
    banner(false);
  };
}
