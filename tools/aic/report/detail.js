// The chosen layer: its figures, and the operations it became at each stage.
const MAX_SHOWN = 60;

function drawDetail(index) {
  const layer = layers[index];
  const fact = (name, value) => value ? el("div", {}, el("dt", {}, name), el("dd", {}, value)) : null;
  const facts = el("dl", {class: "facts"},
    fact("Result", layer.type),
    fact("Parameters", layer.params && count(layer.params)),
    fact("Multiply-adds", layer.macs && whole(layer.macs)),
    fact("Arithmetic", layer.flops && `${whole(layer.flops)} operations`),
    fact("Bytes in, out, weights", `${bytes(layer.inputBytes)}, ${bytes(layer.outputBytes)}, ${bytes(layer.weightBytes)}`),
    fact("Ops per byte", layer.intensity && layer.intensity.toFixed(2)),
    fact("Cycles", layer.cycles && `${whole(layer.cycles)} (${percent(layer.cycles / npu.cycles)})`),
    fact("Lower bound", layer.bound && `${whole(layer.bound)} cycles`),
    fact("Host time", layer.seconds && seconds(layer.seconds)),
    fact("DRAM bytes moved", layer.moved && bytes(layer.moved) + (layer.least ? `, at least ${bytes(layer.least)}` : "")),
    fact("Energy", layer.energyAll && joules(layer.energyAll)));
  const stages = data.stages.map((stage, s) => {
    const ops = stageOps[s].get(index) || [];
    const text = ops.slice(0, MAX_SHOWN).map(op => stage.ops[op][3]).join("\n");
    const more = ops.length > MAX_SHOWN ? `\n… and ${ops.length - MAX_SHOWN} more` : "";
    const names = [...new Set(ops.map(op => stage.ops[op][1]))];
    return el("details", {open: s < 3 && ops.length > 0},
      el("summary", {}, stage.name + " ", el("span", {class: "count"}, ops.length
        ? `${ops.length} operation${ops.length > 1 ? "s" : ""}: ${names.slice(0, 4).join(", ")}${names.length > 4 ? ", …" : ""}`
        : "none of its own")),
      ops.length ? el("pre", {tabindex: 0}, text + more) : null);
  });
  $("detail").replaceChildren(
    el("h3", {}, layer.name),
    el("p", {class: "note", style: "margin:2px 0"}, layer.kindWord + (isNpu ? " · " + whereTitles[layer.where] : "")
      + (layer.within ? ` together with ${layer.within.name}` : ""),
      layer.reason ? el("span", {}, `: ${layer.reason.replace(/^.*stays on the host: /, "")}`) : null),
    facts, ...stages);
}
onChoice.push(drawDetail);
