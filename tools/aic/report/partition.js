// What runs where, and why something stays on the host.
function drawPartition() {
  const box = $("partition-box");
  if (!isNpu) {
    box.append(el("p", {}, "All of the model runs on the CPU. With ", el("code", {}, "--target=npu:NAME"),
      " this part shows what a described NPU takes over, and why it leaves the rest."));
    return;
  }
  const host = layers.filter(layer => layer.onHost);
  const onNpu = npu ? npu.macs : 0;
  const share = totals.macs ? onNpu / totals.macs : npu ? 1 : 0;
  const counts = name => layers.filter(layer => layer.where === name).length;
  box.append(
    el("div", {class: "bars"}, el("div", {class: "bar"}, el("span", {}, "Multiply-adds"),
      el("span", {class: "stack", role: "img", "aria-label": percent(share) + " on the NPU"},
        el("i", {style: `width:${100 * share}%;background:var(--npu)`}), el("i", {style: `width:${100 * (1 - share)}%;background:var(--host)`})),
      el("span", {}, percent(share)))),
    legend([[`${counts("npu") + counts("both")} layers on the NPU`, "npu"],
      [`${host.length} with operations on the host`, "host"], [`${counts("merged")} folded or part of a neighbour`, "none"]]));
  if (npu && npu.programs.length > 1)
    box.append(el("p", {class: "note"}, `The device runs ${npu.programs.length} programs, one after the other; between them values go over the host.`));
  if (!npu) box.append(el("p", {}, "No part of the model runs on the device."));
  if (!host.length) {
    box.append(el("p", {class: "note"}, "Nothing stays on the host."));
    return;
  }
  box.append(el("h3", {}, "On the host"), el("div", {class: "scroll", tabindex: 0}, el("table", {class: "rows"},
    el("thead", {}, el("tr", {}, ...["Layer", "Operation", "Reason"].map(name => el("th", {scope: "col"}, name)))),
    el("tbody", {}, ...host.map(layer => el("tr", {onclick: () => choose(layer.index, "partition")},
      el("td", {class: "name"}, el("button", {type: "button"}, layer.name)), el("td", {}, layer.kindWord),
      el("td", {}, (layer.reason || "it needs a value that the host makes").replace(/^.*stays on the host: /, ""))))))));
}
