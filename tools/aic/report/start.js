// Draws all parts, and chooses the layer that costs most.
drawLayers();
drawGraph();
drawPartition();
drawTimeline();
drawMemory();
drawRoofline();
drawStages();
drawHeader();
const redrawAll = () => view.drawn.forEach(draw => draw());
redrawAll();
addEventListener("resize", redrawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
if (layers.length) choose([...layers].sort((a, b) => shareOf(b) - shareOf(a))[0].index, "start");

// For tests: what a reader would see, as figures. A box that is wider than the
// page counts unless it can be scrolled by itself.
function measurePage() {
  const page = document.documentElement, wide = page.clientWidth;
  const scrolls = node => node && node !== page && (["auto", "scroll", "hidden"].includes(getComputedStyle(node).overflowX) || scrolls(node.parentElement));
  const outside = [...document.body.querySelectorAll("*")].filter(node => {
    const box = node.getBoundingClientRect();
    return box.width > 0 && (box.right > wide + 1 || box.left < -1) && !scrolls(node.parentElement);
  }).map(node => node.tagName + "#" + node.id + "." + node.getAttribute("class"));
  const box = node => { const {x, y, width, height} = node.getBoundingClientRect(); return [x, y + scrollY, width, height].map(Math.round); };
  return {
    width: wide, scrollWidth: page.scrollWidth, outside: outside.slice(0, 20),
    sections: Object.fromEntries([...document.querySelectorAll("section")].filter(section => !section.hidden).map(section => [section.id, box(section)])),
    tiles: document.querySelectorAll("#totals > div").length, rows: document.querySelectorAll("#layer-table tbody tr").length,
    nodes: [...document.querySelectorAll("#graph-box .node")].map(box), dots: document.querySelectorAll("#roofline-box .dot").length,
    stages: data.stages.map(stage => stage.ops.length), chosen: chosen >= 0 ? layers[chosen].name : null,
    canvases: [...document.querySelectorAll("canvas")].map(canvas => {
      const pixels = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer);
      return {size: [canvas.width, canvas.height], colours: new Set(pixels).size};
    })};
}
if (location.hash === "#measure")
  document.documentElement.dataset.measure = JSON.stringify(measurePage());
document.documentElement.dataset.ready = "yes";
