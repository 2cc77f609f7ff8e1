// Where the energy goes: by level of the machine, in all and layer by layer.
const levelWords = {array: "multiply-adds", reg: "between PEs", spad: "scratchpad", acc: "accumulators", dram: "DRAM", vector: "vectors", leak: "leakage"};
const levelColours = {array: "mx", reg: "issue", spad: "ld", acc: "vx", dram: "st", vector: "host", leak: "none"};
const MOST_BARS = 24;

function drawEnergy() {
  const known = deviceLayers.filter(layer => layer.energy);
  if (!npu || !npu.energy || !known.length) {
    $("energy").hidden = true;
    return;
  }
  const levels = npu.energyLevels.map((key, index) => ({index, name: levelWords[key] || key, colour: levelColours[key] || "none"}))
    .filter(level => npu.energyOf[level.index] > 0);
  const sum = layer => layer.energy.reduce((a, b) => a + b, 0);
  const top = [...known].sort((a, b) => sum(b) - sum(a)).slice(0, MOST_BARS);
  const most = sum(top[0]) || 1, left = known.length - top.length;
  const stack = (energy, total, more) => el("span", {class: "stack", ...more}, ...levels.map(level =>
    el("i", {style: `width:${100 * energy[level.index] / total}%;background:var(--${level.colour})`})));
  const says = energy => levels.filter(level => energy[level.index] > 0).map(level => `${level.name}: ${joules(energy[level.index])}`);
  const bars = top.map(layer => el("div", {class: "bar energy", "data-nodes": layer.nodes.join(" "), tabindex: 0, role: "button",
    "aria-label": `${layer.name}, ${joules(sum(layer))}`,
    onclick: () => choose(layer.layer, "energy"),
    onkeydown: event => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(layer.layer, "energy"); } },
    onpointermove: event => showTip(event, [layer.name, ...says(layer.energy), layer.macs ? `${joules(sum(layer) / layer.macs)} per multiply-add` : `${whole(layer.commands)} commands`]),
    onpointerleave: () => showTip(null, null)},
    el("span", {class: "name"}, layer.name), stack(layer.energy, most), el("span", {class: "number"}, joules(sum(layer)))));
  $("energy-box").append(
    legend(levels.map(level => [`${level.name} ${joules(npu.energyOf[level.index])}, ${percent(npu.energyOf[level.index] / npu.energy)}`, level.colour])),
    el("div", {class: "bars wide-bars"}, el("div", {class: "bar"}, el("span", {}, "all layers"), stack(npu.energyOf, npu.energy), el("span", {class: "number"}, joules(npu.energy)))),
    el("h3", {}, "Layers", el("span", {class: "count"}, left > 0 ? ` the ${top.length} that take most; ${left} more take ${joules(known.reduce((total, layer) => total + sum(layer), 0)
      - top.reduce((total, layer) => total + sum(layer), 0))}` : " those that take most first")),
    el("div", {class: "bars wide-bars"}, ...bars));
  onChoice.push(layer => bars.forEach(bar => bar.classList.toggle("chosen", bar.dataset.nodes.split(" ").includes(String(layer)))));
}
