// The stretch of time that timeline and memory show, and how to move it.
const view = {begin: 0, end: npu ? npu.cycles : 1, drawn: []};

function moveView(begin, end) {
  const total = npu.cycles, length = Math.min(total, Math.max(Math.min(total, 32), end - begin));
  view.begin = Math.max(0, Math.min(begin, total - length));
  view.end = view.begin + length;
  for (const draw of view.drawn) draw();
}
function zoomView(factor, at) {
  const middle = at === undefined ? (view.begin + view.end) / 2 : at;
  moveView(middle - (middle - view.begin) * factor, middle + (view.end - middle) * factor);
}
function slideView(share) {
  const step = (view.end - view.begin) * share;
  moveView(view.begin + step, view.end + step);
}

// A canvas of a height in CSS pixels that draws itself again when it must.
function chart(height, label, draw) {
  const canvas = el("canvas", {height, role: "img", "aria-label": label, tabindex: 0, style: `height:${height}px`});
  const redraw = () => {
    const width = canvas.clientWidth, scale = devicePixelRatio || 1;
    if (!width) return;
    canvas.width = width * scale;
    canvas.height = height * scale;
    const context = canvas.getContext("2d");
    context.scale(scale, scale);
    context.font = "11px system-ui, sans-serif";
    context.textBaseline = "middle";
    draw(context, width, height);
  };
  view.drawn.push(redraw);
  const time = event => view.begin + (event.offsetX / canvas.clientWidth) * (view.end - view.begin);
  let held = null;
  canvas.addEventListener("pointerdown", event => {
    held = {x: event.clientX, begin: view.begin, moved: false};
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", event => {
    if (held && Math.abs(event.clientX - held.x) > 3) held.moved = true;
    if (held && held.moved) {
      const begin = held.begin - (event.clientX - held.x) / canvas.clientWidth * (view.end - view.begin);
      moveView(begin, begin + view.end - view.begin);
      showTip(null, null);
    } else if (canvas.tip) {
      showTip(event, canvas.tip(time(event), event.offsetY));
    }
  });
  canvas.addEventListener("pointerup", event => {
    if (held && !held.moved && canvas.pick) canvas.pick(time(event), event.offsetY);
    held = null;
  });
  canvas.addEventListener("pointercancel", () => { held = null; });
  canvas.addEventListener("pointerleave", () => showTip(null, null));
  canvas.addEventListener("dblclick", event => zoomView(event.shiftKey ? 4 : 0.25, time(event)));
  canvas.addEventListener("wheel", event => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomView(event.deltaY > 0 ? 1.25 : 0.8, time(event));
  }, {passive: false});
  canvas.addEventListener("keydown", event => {
    const keys = {ArrowLeft: () => slideView(-0.25), ArrowRight: () => slideView(0.25), "+": () => zoomView(0.5),
      "=": () => zoomView(0.5), "-": () => zoomView(2), 0: () => moveView(0, npu.cycles)};
    if (!keys[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  return canvas;
}

// Round numbers of cycles for an axis.
function ticks(begin, end, most) {
  let step = Math.pow(10, Math.floor(Math.log10(Math.max(1, (end - begin) / most))));
  for (const factor of [1, 2, 5, 10]) if ((end - begin) / (step * factor) <= most) { step *= factor; break; }
  const list = [];
  for (let at = Math.ceil(begin / step) * step; at <= end; at += step) list.push(at);
  return list;
}

function drawAxis(context, width, y, height) {
  const colour = cssColour("soft"), line = cssColour("line");
  for (const at of ticks(view.begin, view.end, Math.max(2, width / 110))) {
    const x = (at - view.begin) / (view.end - view.begin) * width;
    context.fillStyle = line;
    context.fillRect(Math.round(x), 0, 1, y);
    context.fillStyle = colour;
    const text = scaled(at, ["", "k", "M", "G"], 1000).replace(/\.0+(?!\d)/, ""), half = context.measureText(text).width / 2;
    context.fillText(text, Math.max(2, Math.min(x - half, width - 2 * half - 2)), y + height / 2);
  }
}
