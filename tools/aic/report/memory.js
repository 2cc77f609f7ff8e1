// Which bytes are in use when: on the chip by address, in the DRAM by size,
// and between the layers of the model.
const roles = [["weights", "role-weights"], ["inputs", "role-inputs"], ["results", "role-outputs"],
  ["sums", "role-sums"], ["in between", "role-other"]];

function roleOf(region, program) {
  const [space, , , , , , loads, stores] = region;
  if (loads >= 0) return program.buffers[loads][1] === "constant" ? 0 : 1;
  if (stores >= 0) return 2;
  return space === 1 ? 3 : 4;
}

function drawOnChip(space, size, title) {
  const regions = npu.programs.flatMap(program => program.regions.filter(region => region[0] === space && region[4] > 0)
    .map(region => ({low: region[1], high: region[2], begin: region[3], end: region[4], layer: program.layers[region[5]],
      role: roleOf(region, program), buffer: program.buffers[region[6] >= 0 ? region[6] : region[7]]})));
  const peak = Math.max(0, ...regions.map(region => region.high));
  // Where little is used, the used part is shown.
  const shown = peak < 0.6 * size ? Math.min(size, peak * 1.1 || 1) : size;
  const height = 150, axis = 20;
  const canvas = chart(height, title + " over time", (context, width) => {
    const colours = roles.map(([, name]) => cssColour(name)), scale = width / (view.end - view.begin);
    drawAxis(context, width, height - axis, axis);
    for (const region of regions) {
      if (region.end <= view.begin || region.begin >= view.end) continue;
      const x = (region.begin - view.begin) * scale, w = Math.max((region.end - region.begin) * scale, 0.7);
      const y = (1 - region.high / shown) * (height - axis), h = Math.max((region.high - region.low) / shown * (height - axis), 0.7);
      context.fillStyle = colours[region.role];
      context.globalAlpha = region.layer.nodes.includes(chosen) || chosen < 0 ? 1 : 0.62;
      context.fillRect(x, y, w - (w > 3 ? 0.5 : 0), h - (h > 3 ? 0.5 : 0));
    }
    context.globalAlpha = 1;
  });
  canvas.tip = (time, y) => {
    const at = (1 - y / (height - axis)) * shown;
    const region = regions.find(entry => entry.begin <= time && time < entry.end && entry.low <= at && at < entry.high);
    return region ? [region.layer.name, `${roles[region.role][0]}${region.buffer ? " " + region.buffer[0] : ""}, ${bytes(region.high - region.low)}`,
      `bytes ${whole(region.low)} to ${whole(region.high)}`] : null;
  };
  canvas.pick = time => {
    const region = regions.find(entry => entry.begin <= time && time < entry.end);
    if (region) choose(region.layer.layer, "memory");
  };
  return [el("h3", {}, title, el("span", {class: "count"}, ` at most ${bytes(peak)} of ${bytes(size)}, by address${shown < size ? "; the picture ends at " + bytes(shown) : ""}`)),
    el("div", {class: "chart"}, canvas)];
}

// Bytes of tensors between their first and their last use, as steps.
function drawDram() {
  const changes = [], fixed = {constant: 0};
  for (const program of npu.programs)
    for (const [, kind, size, begin, end] of program.buffers)
      if (kind === "constant") fixed.constant += size;
      else if (end > 0) changes.push([kind === "input" ? program.offset : begin, size],
        [kind === "output" ? program.offset + program.cycles : end, -size]);
  changes.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let sum = 0, peak = 0;
  const steps = changes.map(([time, size]) => { sum += size; peak = Math.max(peak, sum); return [time, sum]; });
  const height = 110, axis = 20;
  const canvas = chart(height, "Tensors in the DRAM over time", (context, width) => {
    const scale = width / (view.end - view.begin);
    drawAxis(context, width, height - axis, axis);
    context.fillStyle = cssColour("accent");
    context.globalAlpha = 0.75;
    steps.forEach(([time, size], i) => {
      const next = i + 1 < steps.length ? steps[i + 1][0] : npu.cycles;
      if (next <= view.begin || time >= view.end || next <= time) return;
      const h = peak ? size / peak * (height - axis - 6) : 0;
      context.fillRect((time - view.begin) * scale, height - axis - h, (next - time) * scale + 0.5, h);
    });
    context.globalAlpha = 1;
  });
  canvas.tip = time => {
    let size = 0;
    for (const [at, value] of steps) if (at <= time) size = value;
    return [bytes(size), `cycle ${whole(time)}`];
  };
  return [el("h3", {}, "DRAM", el("span", {class: "count"}, ` at most ${bytes(peak)} of values, and ${bytes(fixed.constant)} of weights`)),
    el("div", {class: "chart"}, canvas)];
}

function drawAlive() {
  const alive = aliveBytes(), peak = Math.max(1, ...alive), width = 1000, height = 130;
  const step = width / Math.max(1, alive.length);
  const bars = alive.map((size, index) => svg("rect", {x: index * step, y: height - 4 - size / peak * (height - 20), height: size / peak * (height - 20),
    width: Math.max(0.6, step - (step > 4 ? 1 : 0)), fill: "var(--accent)", "fill-opacity": 0.75, style: "cursor:pointer",
    onclick: () => choose(index, "memory"),
    onpointermove: event => showTip(event, [layers[index].name, bytes(size)]), onpointerleave: () => showTip(null, null)}));
  const most = alive.indexOf(peak);
  return [el("h3", {}, "Values between layers", el("span", {class: "count"}, ` at most ${bytes(peak)}`
      + (most >= 0 ? `, at ${layers[most].name}` : "") + "; without weights, before any planning")),
    el("div", {class: "chart"}, svg("svg", {viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", height: 130,
      style: "height:130px", role: "img", "aria-label": "Bytes alive at each layer"}, ...bars))];
}

function drawMemory() {
  const box = $("memory-box");
  if (npu)
    box.append(legend(roles), ...drawOnChip(0, npu.machine.spad, "Scratchpad"), ...drawOnChip(1, npu.machine.acc, "Accumulators"),
      ...drawDram());
  box.append(...drawAlive());
}
