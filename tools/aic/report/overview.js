// Title, totals, navigation and the table of layers.
function drawHeader() {
  document.title = `${data.model} · aic explain`;
  $("title").textContent = data.model;
  $("subtitle").textContent = npu
    ? `on ${data.target}: ${npu.machine.rows} × ${npu.machine.cols} array at ${scaled(npu.machine.clock, ["Hz", "kHz", "MHz", "GHz"], 1000)}, `
      + `${bytes(npu.machine.spad)} scratchpad, ${bytes(npu.machine.acc)} accumulators; simulated`
    : `for ${data.target}`;
  const tile = (name, value, more) => el("div", {}, el("dt", {}, name), el("dd", {}, value, more ? el("small", {}, more) : null));
  const tiles = [
    tile("Parameters", count(data.params), bytes(data.paramBytes)),
    tile("Multiply-adds", count(totals.macs), `${count(totals.flops)} operations`),
    tile("Layers", whole(layers.length), data.stages[2] ? `${data.stages[2].numOps} linalg operations` : "")];
  const alive = aliveBytes();
  if (npu) {
    tiles.push(
      tile("On the NPU", totals.macs ? percent(npu.macs / totals.macs) : "–", "of the multiply-adds"),
      tile("Cycles", count(npu.cycles), seconds(npu.cycles / npu.machine.clock)),
      tile("Utilization", percent(npu.utilization), "of the array's peak"),
      tile("DRAM traffic", bytes(npu.read + npu.written), `${bytes(npu.read)} read`));
  }
  if (hostSeconds)
    tiles.push(tile("Host time", seconds(hostSeconds), "of the layers, one call"));
  tiles.push(tile("Peak memory", bytes(Math.max(0, ...alive)), "values between layers"));
  $("totals").replaceChildren(...tiles);
  const links = [...document.querySelectorAll("section")].filter(section => !section.hidden)
    .map(section => el("a", {href: "#" + section.id}, section.dataset.title));
  document.querySelector("#nav .wide").replaceChildren(...links);
  $("footer").textContent = `aic ${data.version}. Work counts the arithmetic of linalg operations, bytes are those of `
    + "each layer's inputs, outputs and weights, each once"
    + (npu ? "; cycles come from the simulator, one call of the model." : ".");
}

const orders = [
  ["in order", layer => layer.index], ["multiply-adds", layer => -layer.macs],
  ["bytes", layer => -layer.bytes], ["intensity", layer => -layer.intensity]];

function drawTable(order) {
  const rows = [...layers].sort((a, b) => order(a) - order(b) || a.index - b.index);
  const head = ["Layer", "Operation", ...(isNpu ? ["Where"] : []), ...(npu ? ["Cycles"] : []), ...(hostSeconds ? ["Host time"] : []), "Share", "Multiply-adds",
    "Bytes", "Ops/byte", ...(npu ? ["DRAM bytes"] : [])];
  const numeric = new Set(["Multiply-adds", "Bytes", "Ops/byte", "Cycles", "DRAM bytes", "Host time"]);
  const cell = text => el("td", {class: "number"}, text);
  const body = rows.map(layer => el("tr", {"data-layer": layer.index, class: layer.index === chosen ? "chosen" : null,
      onclick: () => choose(layer.index, "table")},
    el("td", {class: "name"}, el("button", {type: "button", title: layer.name}, layer.name)),
    el("td", {}, layer.kindWord),
    isNpu ? el("td", {}, el("span", {class: "where " + layer.where, title: whereTitles[layer.where]}, layer.where)) : null,
    npu ? cell(layer.cycles ? whole(layer.cycles) : "–") : null,
    hostSeconds ? cell(layer.seconds ? seconds(layer.seconds) : "–") : null,
    el("td", {}, el("span", {class: "meter", title: percent(shareOf(layer)) + " of the " + measure.name},
      el("i", {style: `width:${(100 * Math.min(1, shareOf(layer))).toFixed(1)}%`}))),
    cell(layer.macs ? count(layer.macs) : "–"), cell(layer.bytes ? bytes(layer.bytes) : "–"),
    cell(layer.intensity ? layer.intensity.toFixed(layer.intensity < 10 ? 2 : 0) : "–"),
    npu ? cell(layer.moved ? bytes(layer.moved) : "–") : null));
  $("layer-table").replaceChildren(el("table", {class: "rows"},
    el("thead", {}, el("tr", {}, ...head.map(name => el("th", {scope: "col", class: numeric.has(name) ? "number" : null}, name)))),
    el("tbody", {}, ...body)));
}

function drawLayers() {
  if (hostSeconds) orders.splice(1, 0, ["host time", layer => -(layer.seconds || 0)]);
  if (npu) orders.splice(1, 0, ["cycles", layer => -layer.cycles]);
  const buttons = orders.map(([name, order], index) => el("button", {type: "button", "aria-pressed": index === 0, onclick: event => {
    for (const button of buttons) button.setAttribute("aria-pressed", button === event.currentTarget);
    drawTable(order);
  }}, name));
  $("layer-sort").replaceChildren(el("span", {class: "note"}, "Sort"), ...buttons);
  drawTable(orders[0][1]);
  onChoice.push((layer, from) => {
    for (const row of document.querySelectorAll("#layer-table tr.chosen")) row.classList.remove("chosen");
    const row = document.querySelector(`#layer-table tr[data-layer="${layer}"]`);
    if (!row) return;
    row.classList.add("chosen");
    if (from !== "table") within($("layer-table"), row, true);
  });
}

// Scrolls a box, not the page, until a part of it is seen.
function within(box, part, onlyDown) {
  const outer = box.getBoundingClientRect(), inner = part.getBoundingClientRect();
  if (inner.top < outer.top + 40 || inner.bottom > outer.bottom)
    box.scrollTop += inner.top - outer.top - outer.height / 3;
  if (!onlyDown && (inner.left < outer.left || inner.right > outer.right))
    box.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
}
