// Takes every frame from the camera to the program, in a thread of its own: the page may be busy
// with itself for half a second, and the camera waits for nobody. No frame is kept here.

const FORMATS = { I420: 0, NV12: 1, RGBA: 2, BGRA: 3, RGBX: 2, BGRX: 3 };
const RANGES = new Map([[false, 0], [true, 1]]), NOT_SAID = 2; // many cameras: null
const HEADER_BYTES = 32;
const MOST_WAITING_BYTES = 200_000_000; // fourteen seconds of frames: the program is stuck, not slow

let socket = null, number = 0, lost = 0;

function open() { return socket !== null && socket.readyState === WebSocket.OPEN; }

async function packed(frame, timeMs) {
  let format = frame.format, settings = {};
  if (!(format in FORMATS)) { format = "RGBA"; settings = { format }; }
  const { width, height } = frame.visibleRect;
  const bytes = new Uint8Array(HEADER_BYTES + frame.allocationSize(settings));
  const planes = await frame.copyTo(bytes.subarray(HEADER_BYTES), settings);
  const head = new DataView(bytes.buffer);
  head.setUint8(0, 1);
  head.setUint8(1, FORMATS[format]);
  head.setUint16(2, width, true);
  head.setUint16(4, height, true);
  head.setUint16(6, planes[0].stride, true);
  head.setFloat64(8, timeMs, true);
  head.setFloat64(16, performance.timeOrigin + performance.now(), true);
  head.setUint32(24, number, true);
  head.setUint8(28, RANGES.get(frame.colorSpace.fullRange) ?? NOT_SAID);
  return bytes;
}

// The frame is given back to the camera as soon as it is copied: there are only a few of them.
async function pass(frame, timeMs) {
  number += 1;
  let bytes = null;
  try {
    if (open() && socket.bufferedAmount < MOST_WAITING_BYTES) bytes = await packed(frame, timeMs);
    else lost += 1;
  } finally {
    frame.close();
  }
  if (bytes && open()) socket.send(bytes);
}

async function read(readable) {
  const reader = readable.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done || socket === null) break;
      await pass(value, value.timestamp / 1000);
    }
  } catch (error) {
    console.error(error);
  }
  reader.cancel().catch(() => {});
  postMessage({ word: "ended" });
}

function connect(address, readable) {
  socket = new WebSocket(address);
  socket.onopen = () => { if (readable) read(readable); };
  socket.onmessage = ({ data }) => postMessage({ word: "scene", scene: JSON.parse(data), number, lost });
  socket.onclose = () => { socket = null; postMessage({ word: "closed" }); };
}

onmessage = ({ data }) => {
  if (data.address) connect(data.address, data.readable);
  else if (data.frame) pass(data.frame, data.timeMs);
  else if (data.close) { if (socket) socket.close(); }
  else if (open()) socket.send(JSON.stringify({ word: data.tell, value: data.value ?? null }));
};
