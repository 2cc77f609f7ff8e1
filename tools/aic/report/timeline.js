// What each engine does over time: single commands where there is room for
// them, else how much of each stretch it was busy or waited.
const LANE = {layers: 24, engine: 34, axis: 20, gap: 4};
const spans = npu && npu.timeline.spans.length ? npu.timeline.spans.map(flat => {
  const list = [];
  for (let i = 0, at = 0; i < flat.length; i += 4) {
    const begin = at + flat[i + 1];
    at = begin + flat[i + 2];
    list.push({activity: flat[i], begin, end: at, command: flat[i + 3]});
  }
  return list;
}) : null;

// The first span that ends behind a time.
function spanAt(list, time) {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].end <= time) low = middle + 1; else high = middle;
  }
  return low;
}

const laneTop = engine => LANE.layers + LANE.gap + engine * (LANE.engine + LANE.gap);

function drawSpans(context, width, engine, colours) {
  const list = spans[engine], top = laneTop(engine), scale = width / (view.end - view.begin);
  for (let i = spanAt(list, view.begin); i < list.length && list[i].begin < view.end; ++i) {
    const {activity, begin, end, command} = list[i];
    const x = (begin - view.begin) * scale, size = (end - begin) * scale;
    const busy = activity === 0;
    context.fillStyle = busy ? colours.engine[engine] : colours.activity[activity];
    const inset = busy ? 0 : LANE.engine / 3;
    context.fillRect(x, top + inset, Math.max(size - (size > 3 ? 0.5 : 0), 0.6), LANE.engine - 2 * inset);
    if (busy && chosen >= 0) {
      const layer = deviceLayerOf(command);
      if (layer && layer.nodes.includes(chosen)) {
        context.fillStyle = colours.mark;
        context.fillRect(x, top + LANE.engine - 3, Math.max(size, 0.6), 3);
      }
    }
  }
}

// Each pixel's column is filled from below with the share of its cycles.
function drawShares(context, width, engine, colours) {
  const {buckets, width: cycles} = npu.timeline, top = laneTop(engine);
  const perPixel = (view.end - view.begin) / width;
  for (let x = 0; x < width; ++x) {
    const from = Math.floor((view.begin + x * perPixel) / cycles);
    const to = Math.max(from + 1, Math.floor((view.begin + (x + 1) * perPixel) / cycles));
    let y = top + LANE.engine;
    for (let activity = 0; activity < 5; ++activity) {
      let sum = 0;
      for (let b = from; b < to; ++b) sum += buckets[engine][activity][b] || 0;
      const height = sum / ((to - from) * cycles) * LANE.engine;
      if (height <= 0) continue;
      context.fillStyle = activity ? colours.activity[activity] : colours.engine[engine];
      context.fillRect(x, y - height, 1.02, height);
      y -= height;
    }
  }
}

function drawLayerLane(context, width, colours) {
  const scale = width / (view.end - view.begin);
  deviceLayers.forEach((layer, index) => {
    if (layer.end <= view.begin || layer.begin >= view.end || !layer.cycles) return;
    const x = Math.max(0, (layer.begin - view.begin) * scale);
    const size = Math.min(width, (layer.end - view.begin) * scale) - x;
    const mark = layer.nodes.includes(chosen);
    context.fillStyle = mark ? colours.markLine : index % 2 ? colours.line : colours.plane;
    context.fillRect(x, 0, Math.max(size - 0.5, 0.5), LANE.layers);
    if (size < 34) return;
    context.fillStyle = mark ? colours.paper : colours.ink;
    const most = Math.floor((size - 8) / 6.2);
    context.fillText(clip(layer.name.split(", ")[0], most), x + 4, LANE.layers / 2);
  });
}

function timelineColours() {
  return {engine: engines.map(engine => cssColour(engine.colour)), activity: activityColours.map(name => name && cssColour(name)),
    mark: cssColour("mark-line"), markLine: cssColour("mark-line"), line: cssColour("line"), plane: cssColour("plane"),
    ink: cssColour("ink"), paper: cssColour("paper")};
}

function drawTimeline() {
  if (!npu) { $("timeline").hidden = true; return; }
  const height = laneTop(4) + LANE.axis;
  const canvas = chart(height, "What each engine of the NPU does over time", (context, width) => {
    const colours = timelineColours();
    drawAxis(context, width, height - LANE.axis, LANE.axis);
    drawLayerLane(context, width, colours);
    engines.forEach((engine, index) => {
      const few = spans && spanAt(spans[index], view.end) - spanAt(spans[index], view.begin) < 3 * width;
      (few ? drawSpans : drawShares)(context, width, index, colours);
      const text = `${engine.name} ${engine.title}`;
      context.fillStyle = colours.paper;
      context.globalAlpha = 0.78;
      context.fillRect(3, laneTop(index) + 3, context.measureText(text).width + 8, 15);
      context.globalAlpha = 1;
      context.fillStyle = colours.ink;
      context.fillText(text, 7, laneTop(index) + 11);
    });
  });
  canvas.tip = (time, y) => {
    const layer = deviceLayers.find(entry => entry.begin <= time && time < entry.end);
    const engine = engines.findIndex((entry, index) => y >= laneTop(index) && y < laneTop(index) + LANE.engine);
    const lines = [layer ? layer.name : "no layer", `cycle ${whole(time)}`];
    if (engine >= 0 && spans) {
      const span = spans[engine][spanAt(spans[engine], time)];
      if (span && span.begin <= time)
        lines.push(`${engines[engine].name}: ${activities[span.activity]}, ${whole(span.end - span.begin)} cycles`
          + (span.command >= 0 ? `, command ${span.command}` : ""));
    }
    if (layer && y < LANE.layers) lines.push(`${whole(layer.cycles)} cycles, ${percent(layer.cycles / npu.cycles)}`);
    return lines;
  };
  canvas.pick = time => {
    const layer = deviceLayers.find(entry => entry.begin <= time && time < entry.end);
    if (layer) choose(layer.layer, "timeline");
  };
  const output = el("output", {});
  view.drawn.push(() => {
    output.textContent = `cycles ${whole(view.begin)} to ${whole(view.end)} of ${whole(npu.cycles)}, `
      + seconds((view.end - view.begin) / npu.machine.clock);
  });
  const button = (text, label, act) => el("button", {type: "button", "aria-label": label, title: label, onclick: act}, text);
  $("timeline-box").append(
    el("div", {class: "tools"}, button("+", "zoom in", () => zoomView(0.5)), button("−", "zoom out", () => zoomView(2)),
      button("←", "earlier", () => slideView(-0.5)), button("→", "later", () => slideView(0.5)),
      button("all", "whole run", () => moveView(0, npu.cycles)),
      button("layer", "chosen layer", () => {
        const own = deviceLayers.filter(layer => layer.nodes.includes(chosen) && layer.cycles);
        if (own.length) moveView(own[0].begin - own[0].cycles * 0.05, own[own.length - 1].end + own[0].cycles * 0.05);
      }), output),
    el("div", {class: "chart"}, canvas),
    legend([["busy, in the engine's colour", "mx"], ["setting up", "issue"], ["waits for data", "wait-data"],
      ["waits for space", "wait-space"], ["waits for commands", "wait-queue"], ["waits for a bank", "bank-conflict"]]),
    el("h3", {}, "Where the cycles went"), engineBars());
  if (!spans)
    $("timeline-box").append(el("p", {class: "note"}, `The run has ${whole(npu.timeline.numSpans)} single steps, too many for a page; `
      + `the picture has one value per ${whole(npu.timeline.width)} cycles. aic run --trace keeps all of them.`));
  onChoice.push(() => view.drawn.forEach(draw => draw()));
}

function engineBars() {
  const names = [...activities, "done"];
  return el("div", {class: "bars"}, ...engines.map((engine, index) => {
    const parts = npu.engines[index];
    return el("div", {class: "bar"}, el("span", {}, `${engine.name} ${engine.title}`),
      el("span", {class: "stack", role: "img", "aria-label": parts.map((part, i) => `${names[i]} ${percent(part / npu.cycles)}`).join(", ")},
        ...parts.slice(0, 5).map((part, i) => el("i", {title: `${names[i]}: ${whole(part)} cycles`,
          style: `width:${100 * part / npu.cycles}%;background:var(--${i ? activityColours[i] : engine.colour})`}))),
      el("span", {class: "number"}, percent(parts[0] / npu.cycles)));
  }));
}
