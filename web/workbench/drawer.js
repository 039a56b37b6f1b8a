// Beside the query: finds examples by words, runs them, and puts terms and patterns of the model into the query.

import { fold, tokenise } from "./tokens.js";

const plain = (event) => event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

export function start(workbench) {
  const drawer = workbench.page.querySelector(".drawer");
  const examples = drawer.querySelector("#examples"), model = drawer.querySelector("#shelf-model");
  const title = drawer.querySelector(".shelf h2"), named = title.textContent;
  const tabs = [...drawer.querySelectorAll(".shelf nav a")], none = examples.querySelector(".none");

  // -- examples ----------------------------------------------------------------------------------------------------------

  const items = [...examples.querySelectorAll(".examples > li")].map((item) => ({ item, text: fold(item.textContent) }));
  const rest = examples.querySelector(".rest");
  const seek = examples.querySelector(".seek"), field = seek.querySelector("input"), asked = none.querySelector("a");
  seek.hidden = false;
  field.addEventListener("input", () => {
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { item, text } of items) shown += !(item.hidden = !words.every((word) => text.includes(word)));
    none.hidden = shown > 0;
    rest.open = words.length > 0;
    rest.firstElementChild.hidden = words.length > 0;
    const ask = new URL(asked.href);
    ask.searchParams.set("q", field.value);
    asked.href = ask;
  });

  async function run(link) {
    try {
      const answer = await fetch(link.dataset.text, { headers: { Accept: "application/sparql-query" } });
      if (!answer.ok) throw new Error(answer.statusText);
      take((await answer.text()).trim(), link.textContent);
    } catch {
      location.href = link.href; // the page says what is the matter
    }
  }

  function take(text, name) {
    if (workbench.open) workbench.open(text, { name, focus: false });
    else workbench.query = text;
    if (workbench.run) workbench.run();
    else workbench.form.requestSubmit();
  }

  // -- the model ---------------------------------------------------------------------------------------------------------

  async function open(name, from) {
    if (name === "model" && !model.childElementCount) {
      try {
        const page = new DOMParser().parseFromString(await (await fetch(from.href)).text(), "text/html");
        model.replaceChildren(filter(), page.getElementById("model"));
      } catch {
        location.href = from.href;
        return;
      }
    }
    examples.hidden = name !== "examples";
    model.hidden = name !== "model";
    title.textContent = name === "model" ? from.textContent : named;
    for (const tab of tabs) tab.toggleAttribute("aria-current", tab === from), tab === from && tab.setAttribute("aria-current", "true");
  }

  // A pattern goes into the group at the cursor; where the cursor is in none, to the end of the last one.
  function insert(text) {
    if (!text.includes("\n")) return workbench.insert(text);
    const tokens = tokenise(workbench.query).filter((token) => token.text === "{" || token.text === "}");
    const last = tokens.findLast((token) => token.text === "}");
    if (!last) return take(`SELECT * {\n  ${text.replaceAll("\n", "\n  ")}\n}\nLIMIT 100`);
    const depth = tokens.filter((token) => token.to <= workbench.cursor()).reduce((sum, token) => sum + (token.text === "{" ? 1 : -1), 0);
    if (depth < 1) workbench.move(last.from);
    workbench.insert(`\n  ${text.replaceAll("\n", "\n  ")}\n`);
  }

  // The field above the tree: classes and properties by words, opened where a property has them.
  function filter() {
    const box = seek.cloneNode(true), [label, input] = [box.querySelector("label"), box.querySelector("input")];
    label.htmlFor = input.id = "seek-term";
    label.textContent = input.placeholder = workbench.word("seekTerm");
    input.addEventListener("input", () => {
      const words = fold(input.value).split(/\s+/).filter(Boolean), has = (text) => words.every((word) => fold(text).includes(word));
      const look = (item) => {
        const own = item.querySelector(":scope > details"), rows = [...own.querySelectorAll(".of > li")];
        const inner = words.length > 0 && rows.map((row) => has(row.textContent)).some(Boolean);
        const below = [...item.querySelectorAll(":scope > ul > li")].map(look).some(Boolean);
        const found = has(`${item.querySelector("a").textContent} ${own.querySelector("summary").textContent}`) || inner || below;
        item.hidden = !found;
        own.open = inner;
        for (const row of rows) row.hidden = inner && !has(row.textContent);
        for (const more of own.querySelectorAll(":scope > p")) more.hidden = inner;
        return found;
      };
      for (const path of model.querySelectorAll(".path")) path.hidden = !has(path.textContent);
      for (const part of model.querySelectorAll(".classes")) part.hidden = ![...part.querySelectorAll(":scope > ul > li")].map(look).some(Boolean);
    });
    return box;
  }

  drawer.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || !plain(event)) return;
    const act = link.dataset.text ? () => run(link)
      : link.dataset.insert ? () => insert(link.dataset.insert)
        : "query" in link.dataset ? () => take(new URL(link.href).searchParams.get("query"))
          : tabs.includes(link) ? () => open(link.dataset.shelf ?? "examples", link) : null;
    if (!act || (link.dataset.insert && !workbench.insert)) return;
    event.preventDefault();
    act();
  });
}
