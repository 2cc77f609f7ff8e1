// The text of each stage, one line or more per operation.
let stageShown = 0;

function showStage(index) {
  stageShown = index;
  const stage = data.stages[index];
  [...$("stage-tabs").children].forEach((tab, i) => {
    tab.setAttribute("aria-selected", i === index);
    tab.tabIndex = i === index ? 0 : -1;
  });
  const lines = stage.ops.map(([depth, , owners, text]) => el("div", {class: owners.length ? "linked" : null,
    style: `padding-left:${10 + 14 * depth}px`, onclick: owners.length ? () => choose(owners[0], "stages") : undefined}, text));
  const left = stage.numOps - stage.ops.length;
  if (left > 0 && stage.ops.length) lines.push(el("div", {}, `… and ${left} more operations`));
  $("stage-text").replaceChildren(...lines);
  $("stage-text").setAttribute("aria-label", `${stage.name}: ${stage.summary}`);
  markStage(chosen, "stages");
}

function markStage(layer, from) {
  const lines = $("stage-text").children, own = stageOps[stageShown].get(layer) || [];
  for (const line of $("stage-text").querySelectorAll(".chosen")) line.classList.remove("chosen");
  for (const index of own) if (lines[index]) lines[index].classList.add("chosen");
  if (own.length && from !== "stages" && lines[own[0]]) within($("stage-text"), lines[own[0]], true);
}

function drawStages() {
  const tabs = data.stages.map((stage, index) => el("button", {type: "button", role: "tab", title: stage.summary,
    onclick: () => showStage(index),
    onkeydown: event => {
      const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
      if (!step) return;
      const next = (index + step + tabs.length) % tabs.length;
      showStage(next);
      tabs[next].focus();
    }}, stage.name));
  $("stage-tabs").replaceChildren(...tabs);
  showStage(0);
  onChoice.push(markStage);
}
