// Which bytes are in use when: on the chip by address, in the DRAM by size,
// and between the layers of the model.
const roles = [["weights", "role-weights"], ["inputs", "role-inputs"], ["results", "role-outputs"],
  ["sums", "role-sums"], ["in between", "role-other"]];

function roleOf(ring, program) {
  if (ring.loads >= 0) return program.buffers[ring.loads][1] === "constant" ? 0 : 1;
  if (ring.stores >= 0) return 2;
  return ring.space === 1 ? 3 : 4;
}

// The rings of a memory, each with the turns of its slots; without them, when
// they are too many for the page, a ring is one box over all its time.
function ringsOf(space) {
  return npu.programs.flatMap(program => {
    const rings = program.rings.map(([place, base, slot, depth, used, begin, end, layer, loads, stores, name]) => {
      const ring = {space: place, base, slot, depth, used, begin, end, loads, stores, name, layer: program.layers[layer], boxes: []};
      return Object.assign(ring, {high: base + (depth - 1) * slot + used, role: roleOf(ring, program), buffer: program.buffers[loads >= 0 ? loads : stores]});
    });
    for (let i = 0; i < program.turns.length; i += 4) {
      const ring = rings[program.turns[i]], low = ring.base + program.turns[i + 1] * ring.slot;
      ring.boxes.push({low, high: low + ring.used, begin: program.turns[i + 2], end: program.turns[i + 2] + program.turns[i + 3]});
    }
    for (const ring of rings)
      if (!ring.boxes.length) ring.boxes.push({low: ring.base, high: ring.high, begin: ring.begin, end: ring.end});
    return rings.filter(ring => ring.space === space && ring.end > 0);
  });
}

function drawOnChip(space, size, title) {
  const rings = ringsOf(space), complete = npu.programs.every(program => program.turns.length || !program.rings.length);
  const peak = Math.max(0, ...rings.map(ring => ring.high));
  // Where little is used, the used part is shown.
  const shown = peak < 0.6 * size ? Math.min(size, peak * 1.1 || 1) : size;
  const height = 170, axis = 20;
  const canvas = chart(height, title + " over time", (context, width) => {
    const colours = roles.map(([, name]) => cssColour(name)), scale = width / (view.end - view.begin);
    const place = box => [(box.begin - view.begin) * scale, (1 - box.high / shown) * (height - axis),
      Math.max((box.end - box.begin) * scale, 0.7), Math.max((box.high - box.low) / shown * (height - axis), 0.7)];
    drawAxis(context, width, height - axis, axis);
    for (const ring of rings) {
      if (ring.end <= view.begin || ring.begin >= view.end) continue;
      const bright = ring.layer.nodes.includes(chosen) || chosen < 0 ? 1 : 0.62;
      context.fillStyle = context.strokeStyle = colours[ring.role];
      context.globalAlpha = 0.16 * bright;
      context.fillRect(...place({low: ring.base, high: ring.high, begin: ring.begin, end: ring.end}));
      context.globalAlpha = bright;
      for (const box of ring.boxes) {
        if (box.end <= view.begin || box.begin >= view.end) continue;
        const [x, y, w, h] = place(box);
        context.fillRect(x, y, w - (w > 3 ? 0.5 : 0), h - (h > 3 ? 0.5 : 0));
      }
    }
    context.globalAlpha = 1;
  });
  const find = (time, at) => rings.find(ring => ring.begin <= time && time < ring.end && (at === undefined || (ring.base <= at && at < ring.high)));
  canvas.tip = (time, y) => {
    const ring = find(time, (1 - y / (height - axis)) * shown);
    return ring ? [ring.layer.name, `${roles[ring.role][0]}${ring.buffer ? " " + ring.buffer[0] : ""}: ${ring.name}`,
      `${ring.depth} slot${ring.depth > 1 ? "s" : ""} of ${bytes(ring.used)}, bytes ${whole(ring.base)} to ${whole(ring.high)}`] : null;
  };
  canvas.pick = time => {
    const ring = find(time);
    if (ring) choose(ring.layer.layer, "memory");
  };
  return [el("h3", {}, title, el("span", {class: "count"}, ` at most ${bytes(peak)} of ${bytes(size)}, by address${shown < size ? "; the picture ends at " + bytes(shown) : ""}`
    + (complete ? "; a box is a slot from its filling to its last use" : "; a box is a ring, whose turns are too many to show"))),
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
