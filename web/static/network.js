// A graph of an answer as a network: Cytoscape and what draws with it are loaded when a reader opens it.
{
  const load = (address) => new Promise((done, failed) => {
    document.head.append(Object.assign(document.createElement("script"), { src: address, onload: done, onerror: failed }));
  });
  document.addEventListener("toggle", async ({ target }) => {
    if (!target.open || !target.matches?.(".network[data-scripts]")) return;
    const [cytoscape, graph] = target.dataset.scripts.split(" ");
    delete target.dataset.scripts;
    try {
      if (!window.cytoscape) await load(cytoscape);
      await load(graph);
    } catch {
      target.querySelector(".told").textContent = target.querySelector("[data-nothing]").dataset.nothing;
    }
  }, true);
}
