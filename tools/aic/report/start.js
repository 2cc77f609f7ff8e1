// Draws all parts, and chooses the layer that costs most.
drawLayers();
drawGraph();
drawPartition();
drawTimeline();
drawMemory();
drawRoofline();
drawEnergy();
drawStages();
drawHeader();
const redrawAll = () => view.drawn.forEach(draw => draw());
redrawAll();
addEventListener("resize", redrawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
if (layers.length) choose([...layers].sort((a, b) => shareOf(b) - shareOf(a))[0].index, "start");

document.documentElement.dataset.ready = "yes";
