// The picture of the graph. Nodes that only follow one other stand in its box,
// and so do those that only prepare a constant for it.
function groupLayers() {
  const users = layers.map(() => 0);
  for (const layer of layers) for (const input of layer.inputs) if (input >= 0) ++users[input];
  const prepares = [];
  layers.forEach((layer, index) => {
    prepares[index] = users[index] === 1 && layer.macs === 0 && layer.inputs.every(input => input >= 0 && prepares[input]);
  });
  const inputsOf = layer => layer.inputs.filter(input => input < 0 || !prepares[input]);
  const withPrepared = layer => [layer, ...layer.inputs.filter(input => input >= 0 && prepares[input]).flatMap(input => withPrepared(layers[input]))];
  const groupOf = [], groups = [];
  layers.forEach((layer, index) => {
    if (prepares[index]) return;
    const inputs = inputsOf(layer), [input] = inputs;
    // Nodes of one name are one layer, which may read what stands behind it.
    const joins = inputs.length === 1 && input >= 0 && input < index && users[input] === 1 && layer.macs === 0;
    if (!joins) groups.push({members: [], inputs: []});
    groupOf[index] = joins ? groupOf[input] : groups.length - 1;
    groups[groupOf[index]].members.push(...withPrepared(layer));
  });
  // Inputs of the model are boxes of their own, in front.
  const inputs = [...new Set(layers.flatMap(layer => layer.inputs.filter(input => input < 0)))];
  const nodes = inputs.map(input => ({members: [], input: -2 - input, inputs: []}));
  for (const group of groups) {
    const from = inputsOf(group.members[0]).map(input => input < 0 ? inputs.indexOf(input) : groupOf[input] + inputs.length);
    group.inputs = [...new Set(from)];
    nodes.push(group);
  }
  return nodes;
}

function clip(text, length) {
  return text.length > length ? "…" + text.slice(text.length - length + 1) : text;
}

const groupShare = node => node.members.reduce((sum, layer) => sum + shareOf(layer), 0);

function drawNode(node, part, most) {
  const x = part.x - BOX.width / 2, y = part.y, [first] = node.members;
  if (!first)
    return svg("g", {class: "node io"},
      svg("rect", {class: "box", x, y, width: BOX.width, height: BOX.height, rx: 20}),
      svg("text", {x: part.x, y: y + 26, "text-anchor": "middle"}, "input " + node.input));
  const share = groupShare(node);
  const kinds = node.members.map(layer => layer.kindWord).join(" · ");
  const where = ["both", "host", "npu", "cpu"].find(name => node.members.some(layer => layer.where === name)) || "merged";
  const pick = () => choose(first.index, "graph");
  return svg("g", {class: "node " + where, tabindex: 0, role: "button", "data-layers": node.members.map(layer => layer.index).join(" "),
      "aria-label": `${first.name}, ${kinds}`, onclick: pick,
      onkeydown: event => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(); } },
      onpointermove: event => showTip(event, [node.members.map(layer => layer.name).join(", "), kinds,
        node.members[node.members.length - 1].type, `${percent(share)} of the ${measure.name}`]),
      onpointerleave: () => showTip(null, null)},
    svg("rect", {class: "box", x, y, width: BOX.width, height: BOX.height, rx: 6}),
    svg("rect", {class: "side", x, y: y + 5, width: 4, height: BOX.height - 10, rx: 2}),
    svg("text", {x: x + 12, y: y + 17}, clip(first.name, 23)),
    svg("text", {class: "soft", x: x + 12, y: y + 32}, kinds.length > 27 ? kinds.slice(0, 26) + "…" : kinds),
    share > 0 ? svg("rect", {class: "share", x: x + 12, y: y + BOX.height - 6, height: 3, rx: 1.5,
      width: Math.max(1.5, share / most * (BOX.width - 24))}) : null);
}

function drawGraph() {
  $("graph-measure").textContent = measure.name;
  const nodes = groupLayers();
  if (!nodes.length) return;
  const plan = layOut(nodes), most = Math.max(1e-9, ...nodes.map(groupShare));
  const picture = svg("svg", {width: plan.width, height: plan.height, viewBox: `0 0 ${plan.width} ${plan.height}`,
    role: "group", style: "display:block;margin:0 auto"});
  for (const way of plan.edges) {
    let path = "";
    way.forEach((part, i) => {
      if (!i) { path = `M${part.x} ${part.y + BOX.height}`; return; }
      const from = way[i - 1], y0 = from.y + BOX.height, y1 = part.y, middle = (y0 + y1) / 2;
      path += `C${from.x} ${middle} ${part.x} ${middle} ${part.x} ${y1}`;
      if (!part.real) path += `V${part.y + BOX.height}`;
    });
    picture.append(svg("path", {class: "edge", d: path}));
  }
  nodes.forEach((node, index) => picture.append(drawNode(node, plan.boxes[index], most)));
  $("graph-box").replaceChildren(picture);
  // The beginning is seen first, in its middle.
  $("graph-box").scrollLeft = Math.max(0, plan.boxes[0].x - $("graph-box").clientWidth / 2);
  onChoice.push((layer, from) => {
    for (const node of picture.querySelectorAll(".node")) {
      const has = (node.dataset.layers || "").split(" ").includes(String(layer));
      node.classList.toggle("chosen", has);
      if (has && from !== "graph") within($("graph-box"), node);
    }
  });
}
