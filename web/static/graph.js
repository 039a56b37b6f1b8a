// Draw the neighbourhood that the table says in words. The address always reproduces what is drawn.
{
  const box = document.getElementById("drawing");
  const canvas = box?.querySelector(".canvas");
  const told = box?.querySelector(".told");
  if (box && window.cytoscape) start();

  async function start() {
    // Cytoscape adds a <style> of one rule unless it finds one by this id; ours has that rule (.canvas), and our policy
    // allows no other styles.
    const had = document.createElement("meta");
    had.id = "__________cytoscape_stylesheet";
    document.head.append(had);
    let cy = null;
    let here = null;

    const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const SHAPES = {
      person: "ellipse", organisation: "round-rectangle", post: "barrel", document: "rectangle", programme: "cut-rectangle",
      event: "diamond", congress: "diamond", place: "triangle", source: "tag", speech: "vee", term: "hexagon", period: "hexagon",
    };
    // In a small window names would cover each other: there the thing one has chosen is named below the drawing.
    const bare = canvas.clientWidth < 500;
    const short = (name) => (name.length > 48 ? `${name.slice(0, 46).trimEnd()}…` : name);
    // A name stands on a ground of its own above all lines. What ties a thing to another is written below its name; lines have
    // words only where a thing has several, and then those of the thing that one has chosen, so that no line crosses words.
    const named = (n) => {
      if (bare && !n.data("focus")) return "";
      const ties = n.connectedEdges();
      return n.data("focus") || ties.length !== 1 ? short(n.data("name")) : `${short(n.data("name"))}\n(${ties[0].data("label")})`;
    };
    const look = () => [
      { selector: "node", style: {
        label: named, shape: (n) => SHAPES[n.data("kind")] ?? "octagon", width: 18, height: 18,
        "background-color": ink("--paper"), "border-width": 2, "border-color": ink("--link"), color: ink("--ink"),
        "font-family": "Be Vietnam Pro, sans-serif", "font-size": 12, "text-wrap": "wrap", "text-max-width": 128,
        "text-valign": "bottom", "text-margin-y": 4, "text-background-color": ink("--paper"), "text-background-opacity": 1, "text-background-padding": 1,
        "min-zoomed-font-size": 6 } },
      { selector: "node[?focus]", style: { width: 28, height: 28, "background-color": ink("--link"), "font-size": 14, "font-weight": 600 } },
      { selector: "edge", style: {
        width: 1, "line-color": ink("--soft"), "target-arrow-color": ink("--soft"), "target-arrow-shape": "triangle",
        "arrow-scale": .8, "curve-style": "bezier", color: ink("--ink"), "font-family": "Be Vietnam Pro, sans-serif", "font-size": 10,
        "text-background-color": ink("--paper"), "text-background-opacity": 1, "text-background-padding": 2, "min-zoomed-font-size": 8,
        "text-wrap": "ellipsis", "text-max-width": 110 } },
      { selector: "edge.several", style: { label: "data(label)" } },
      { selector: "edge[?inferred]", style: { "line-style": "dashed" } },
      { selector: ".here", style: { "border-width": 5, "border-color": ink("--warn"), "z-index": 9 } },
      { selector: ".near", style: { "line-color": ink("--link"), "target-arrow-color": ink("--link"), width: 2, "z-index": 8 } },
    ];

    const pieces = (data) => [
      ...data.nodes.map((n) => ({ group: "nodes", data: { ...n, id: n.iri } })),
      ...data.ties.map((t) => ({ group: "edges", data: { ...t, id: `${t.source} ${t.label} ${t.target} ${t.record}` } })),
    ];

    const read = async (address) => {
      if (address[0] === "#") return JSON.parse(document.querySelector(address).textContent);
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    };

    const arrange = (fresh, foci) => {
      if (!foci.length) ring();
      if (foci.length === 1) return wheel(cy.getElementById(foci[0]));
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      cy.layout({
        name: "cose", animate: fresh && !still ? "end" : false, animationDuration: 300, randomize: false, fit: true, padding: 30,
        nodeDimensionsIncludeLabels: true, idealEdgeLength: () => (foci.length ? 110 : 160), nodeRepulsion: () => 90000, numIter: 1500, gravity: .4,
      }).run();
      if (!foci.length && !bare && cy.zoom() < .8) { cy.zoom(.8); cy.center(cy.nodes().max((n) => n.degree()).ele); }
    };

    const draw = async (address) => {
      const data = await read(address);
      if (!cy) {
        cy = window.cytoscape({ container: canvas, elements: pieces(data), style: look(), minZoom: .2, maxZoom: 3, autoungrabify: false });
        cy.on("tap", "node", (event) => choose(event.target));
        cy.on("dbltap", "node", (event) => (box.dataset.foci ? expand : open)(event.target));
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(look()));
      } else {
        const wanted = pieces(data);
        const ids = new Set(wanted.map((p) => p.data.id));
        cy.batch(() => {
          cy.elements().filter((e) => !ids.has(e.id())).remove();
          for (const piece of wanted) {
            const known = cy.getElementById(piece.data.id);
            if (known.length) known.data(piece.data);
            else cy.add(here && piece.group === "nodes" ? { ...piece, position: near(here) } : piece);
          }
        });
      }
      arrange(cy.nodes().length > data.focus.length, data.focus);
      const first = data.focus.at(-1) ?? cy.nodes().max((n) => n.degree()).ele?.id();
      choose(cy.getElementById(here && cy.getElementById(here.id()).length ? here.id() : first), true);
      window.drawnGraph = cy;
    };

    // Around one thing its neighbours stand in an ellipse of the window's shape, by turns near and far.
    const wheel = (centre) => {
      const others = cy.nodes().filter((n) => !n.same(centre)).toArray();
      const wide = Math.max(canvas.clientWidth / 2 - 90, 120), high = Math.max(canvas.clientHeight / 2 - 60, 120);
      const far = Math.max(1, others.length / 26);
      centre.position({ x: 0, y: 0 });
      others.forEach((node, n) => {
        const turn = (2 * Math.PI * n) / others.length - Math.PI / 2;
        const reach = far * (others.length > 8 && n % 2 ? .58 : 1);
        node.position({ x: wide * reach * Math.cos(turn), y: high * reach * Math.sin(turn) });
      });
      cy.fit(undefined, 24);
      if (cy.zoom() > 1.2) { cy.zoom(1.2); cy.center(); }
    };
    // Where nothing is in the middle, things begin in a ring, in the order of the answer, so that they end alike each time.
    const ring = () => cy.nodes().forEach((node, n, all) => {
      const turn = (2 * Math.PI * n) / all.length, reach = 24 * all.length;
      node.position({ x: reach * Math.cos(turn), y: reach * Math.sin(turn) });
    });
    const near = (node) => {
      const turn = (cy.nodes().length * 2.4) % (2 * Math.PI);
      return { x: node.position("x") + 80 * Math.cos(turn), y: node.position("y") + 80 * Math.sin(turn) };
    };

    const choose = (node, quiet) => {
      if (!node?.length) return;
      cy.elements().removeClass("here near several");
      here = node.addClass("here");
      const ties = node.connectedEdges();
      if (!quiet) ties.addClass("near");
      if (!quiet && !node.data("focus") && ties.length > 1 && ties.length < 6) ties.addClass("several");
      const words = `${node.data("name")}, ${node.data("kind_name")}`;
      told.textContent = ties.length === 1 ? `${words}: ${ties[0].data("label")}` : words;
      if (!quiet) cy.animate({ center: { eles: node }, duration: 0 });
    };

    const addressOf = (foci, format) => {
      const to = new URL(box.dataset.from, location.href);
      to.searchParams.set("focus", foci);
      if (format) to.searchParams.set("format", format);
      else to.searchParams.delete("format");
      return to;
    };
    let foci = box.dataset.foci;

    const expand = async (node) => {
      if (!node?.length || foci.split(" ").includes(node.data("short"))) return;
      const more = `${foci} ${node.data("short")}`;
      try {
        await draw(addressOf(more, "json"));
        foci = more;
        const page = addressOf(foci);
        history.replaceState(null, "", page);
        document.getElementById("graphml").href = addressOf(foci, "graphml");
        const html = new DOMParser().parseFromString(await (await fetch(page, { headers: { Accept: "text/html" } })).text(), "text/html");
        for (const id of ["ties", "around", "tree"]) document.getElementById(id).replaceWith(html.getElementById(id));
        told.textContent = `${node.data("name")}: ${box.dataset.expanded}`;
      } catch {
        told.textContent = box.dataset.nothing;
      }
    };

    const open = (node) => { if (node?.length) location.href = node.data("href"); };

    // The next thing in the direction of the key, nearest first, those tied to this one before others.
    const step = (dx, dy) => {
      if (!here) return;
      const from = here.position();
      let best = null, least = Infinity;
      cy.nodes().forEach((node) => {
        if (node.same(here)) return;
        const x = node.position("x") - from.x, y = node.position("y") - from.y;
        const ahead = x * dx + y * dy, aside = Math.abs(x * dy - y * dx);
        if (ahead <= 0 || aside > ahead * 1.5) return;
        const far = ahead + 2 * aside + (here.edgesWith(node).length ? 0 : 150);
        if (far < least) { least = far; best = node; }
      });
      if (best) choose(best);
    };

    // What is seen, with what it is and where it is from written below it.
    const captioned = (seen) => {
      const paper = document.createElement("canvas");
      const pen = paper.getContext("2d");
      const font = '22px "Be Vietnam Pro", sans-serif';
      const lines = [box.dataset.citation, location.href];
      pen.font = font;
      paper.width = Math.max(seen.width, ...lines.map((line) => pen.measureText(line).width)) + 64;
      paper.height = seen.height + 64 + 34 * lines.length;
      pen.fillStyle = ink("--paper");
      pen.fillRect(0, 0, paper.width, paper.height);
      pen.drawImage(seen, (paper.width - seen.width) / 2, 24);
      pen.fillStyle = ink("--ink");
      pen.font = font;
      lines.forEach((line, n) => pen.fillText(line, 32, seen.height + 64 + 34 * n));
      return new Promise((done) => paper.toBlob(done, "image/png"));
    };

    const zoom = (by) => cy.zoom({ level: cy.zoom() * by, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
    const acts = {
      expand: () => expand(here), open: () => open(here), in: () => zoom(1.25), out: () => zoom(.8), fit: () => cy.fit(undefined, 30),
      png: async () => {
        const seen = await createImageBitmap(await cy.png({ output: "blob-promise", full: true, scale: 2, maxWidth: 6000, maxHeight: 6000, bg: ink("--paper") }));
        const link = document.createElement("a");
        link.href = URL.createObjectURL(await captioned(seen));
        link.download = box.dataset.foci ? "neighbourhood.png" : "graph.png";
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      },
    };
    const KEYS = {
      ArrowLeft: () => step(-1, 0), ArrowRight: () => step(1, 0), ArrowUp: () => step(0, -1), ArrowDown: () => step(0, 1),
      Enter: box.dataset.foci ? acts.expand : acts.open, o: acts.open, O: acts.open, "+": acts.in, "=": acts.in, "-": acts.out, "0": acts.fit,
    };
    canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key] || !cy) return;
      event.preventDefault();
      KEYS[event.key]();
    });
    box.addEventListener("click", (event) => { if (cy) acts[event.target.dataset?.do]?.(); });

    try {
      await draw(box.dataset.from);
    } catch {
      canvas.remove();
      told.textContent = box.dataset.nothing;
    }
  }
}
