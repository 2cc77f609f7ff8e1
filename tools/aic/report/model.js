// What the pictures need of the data, computed once.
const npu = data.npu;
const layers = data.layers;
const isNpu = data.target.startsWith("npu");
const activities = ["busy", "setting up", "waits for data", "waits for space", "waits for commands", "waits for a bank"];
const activityColours = ["", "issue", "wait-data", "wait-space", "wait-queue", "bank-conflict"];
const engines = [
  {name: "ld", title: "from DRAM", colour: "ld"}, {name: "mx", title: "array", colour: "mx"},
  {name: "vx", title: "vectors", colour: "vx"}, {name: "st", title: "to DRAM", colour: "st"}];
const totals = {
  macs: layers.reduce((sum, layer) => sum + layer.macs, 0),
  flops: layers.reduce((sum, layer) => sum + layer.flops, 0)};

// The operations of each stage that came from a layer.
const stageOps = data.stages.map(stage => {
  const map = new Map();
  stage.ops.forEach((op, index) => op[2].forEach(layer => {
    if (!map.has(layer)) map.set(layer, []);
    map.get(layer).push(index);
  }));
  return map;
});

// "relu" rather than "unary": graph says in its text which of a family it is.
function kindWord(kind, index) {
  const words = (stageOps[0].get(index) || []).map(op => {
    const [, name, , text] = data.stages[0].ops[op];
    const [, which] = text.match(/= graph\.\w+ ([a-z_]\w*) /) || [];
    const word = name.replace(/^.*\./, "");
    return !which ? word : ["pool", "norm"].includes(word) ? `${which} ${word}` : which.replace("_", " ");
  });
  return words.length ? [...new Set(words)].join(", ") : kind.replace(/\w+\./g, "");
}

layers.forEach((layer, index) => {
  layer.index = index;
  layer.cycles = 0;
  layer.moved = 0;
  layer.kindWord = kindWord(layer.kind, index);
  layer.bytes = layer.inputBytes + layer.outputBytes + layer.weightBytes;
  layer.intensity = layer.bytes ? layer.flops / layer.bytes : 0;
  layer.where = !isNpu ? "cpu" : layer.onNpu && layer.onHost ? "both" : layer.onNpu ? "npu"
    : layer.onHost ? "host" : "merged";
});
const whereTitles = {
  cpu: "runs on the CPU", npu: "runs on the NPU", host: "stays on the host",
  both: "in part on the NPU, in part on the host",
  merged: "nothing of its own is left: folded, or part of a neighbour"};

// The device's layers in the order of time; their first node gets the cycles,
// and the others are computed with it.
const deviceLayers = npu ? npu.programs.flatMap((program, p) => program.layers.map(layer =>
  Object.assign(layer, {program: p, cycles: Math.max(0, layer.end - layer.begin), moved: layer.read + layer.written,
    layer: layer.nodes.length ? layer.nodes[0] : -1}))) : [];
for (const layer of deviceLayers) {
  const owner = layers[layer.layer];
  if (!owner) continue;
  owner.cycles += layer.cycles;
  owner.moved += layer.moved;
  owner.least = (owner.least || 0) + (layer.least || 0);
  owner.energyAll = (owner.energyAll || 0) + (layer.energy || []).reduce((a, b) => a + b, 0);
  owner.bound = (owner.bound || 0) + layer.bound;
  for (const node of layer.nodes.slice(1)) {
    layers[node].within = owner;
    if (layers[node].where === "merged") layers[node].where = "npu";
  }
}

// Seconds of the host, if it ran.
for (const [nodes, time] of data.host || []) {
  const owner = layers[nodes[0]];
  if (owner) owner.seconds = (owner.seconds || 0) + time;
}
const hostSeconds = (data.host || []).reduce((sum, [, time]) => sum + time, 0);

// What a share of the work is measured in.
const measure = npu ? {key: "cycles", name: "cycles", total: npu.cycles}
  : hostSeconds ? {key: "seconds", name: "time", total: hostSeconds}
                    : {key: "macs", name: "multiply-adds", total: totals.macs};
const shareOf = layer => measure.total ? (layer[measure.key] || 0) / measure.total : 0;

// The device layer that has a command.
function deviceLayerOf(command) {
  let low = 0, high = deviceLayers.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1, layer = deviceLayers[middle];
    if (command < layer.first) high = middle - 1;
    else if (command >= layer.behind) low = middle + 1;
    else return layer;
  }
  return null;
}

// Bytes of values that wait for a reader, layer by layer.
function aliveBytes() {
  const alive = new Array(layers.length).fill(0);
  for (const [from, last, size] of data.tensors)
    for (let i = Math.max(0, from); i <= Math.min(last, layers.length - 1); ++i) alive[i] += size;
  return alive;
}
