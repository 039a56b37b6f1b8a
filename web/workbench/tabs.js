// Tabs of queries and the history of runs, kept in the browser; and the language of the page changes without losing a letter.
import { keep, kept } from "./storage.js";

const DRAFT = "draft="; // in the fragment of an address, where nothing can be kept

export function start(workbench) {
  const { page, settings } = workbench;
  const bar = page.querySelector("#tabs"), list = bar.querySelector("ul"), dialog = document.getElementById("history");
  const word = (...given) => workbench.word(...given);
  let active = "", lasts = true, timer = 0;

  const button = (text, act, attributes = {}) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.addEventListener("click", act);
    return made;
  };
  const fresh = () => `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
  const change = (act) => { const now = keep(act); lasts = now.lasts; return now; };

  // A name for a query: its first line of comment, else the next number.
  function nameOf(text, tabs) {
    const title = /^\s*#\s*(?!view:|\s*\+)(.{2,60})/u.exec(text)?.[1]?.trim();
    if (title && !title.startsWith("view")) return title;
    const numbers = tabs.map((tab) => /^(.*?)(\d+)$/.exec(tab.name)).filter((found) => found && word("untitled", { number: "" }).trim() === found[1].trim()).map((found) => Number(found[2]));
    return word("untitled", { number: Math.max(0, ...numbers) + 1 });
  }

  function save() {
    clearTimeout(timer);
    const text = workbench.query;
    change((all) => {
      const tab = all.tabs.find((one) => one.id === active);
      if (tab) tab.text = text;
      else all.tabs.push({ id: active, name: nameOf(text, all.tabs), text, ran: "" }); // another window has closed it
      all.active = active;
    });
  }

  function show(id, { focus = true } = {}) {
    if (active && id !== active) save();
    const tab = kept().tabs.find((one) => one.id === id);
    if (!tab) return;
    active = id;
    change((all) => { all.active = id; });
    workbench.query = tab.text;
    draw();
    if (focus) workbench.focus();
  }

  function open(text, { name, focus = true } = {}) {
    if (active) save();
    const id = fresh();
    change((all) => { all.tabs.push({ id, name: name ?? nameOf(text, all.tabs), text, ran: "" }); });
    active = "";
    show(id, { focus });
    return id;
  }

  function close(id) {
    const { tabs } = kept(), at = tabs.findIndex((one) => one.id === id);
    if (tabs.length < 2) return;
    const next = tabs[at + 1] ?? tabs[at - 1];
    change((all) => { all.tabs = all.tabs.filter((one) => one.id !== id); });
    active = "";
    show(next.id);
    workbench.say(word("closed", { name: tabs[at].name }));
  }

  function rename(id) {
    const item = list.querySelector(`[data-id="${CSS.escape(id)}"]`), label = item.querySelector("button");
    const field = Object.assign(document.createElement("input"), { value: label.textContent, maxLength: 60 });
    field.setAttribute("aria-label", word("name"));
    let done = false;
    const finish = (keepName) => {
      if (done) return;
      done = true;
      const name = field.value.trim();
      if (keepName && name) change((all) => { const tab = all.tabs.find((one) => one.id === id); if (tab) tab.name = name; });
      draw();
      list.querySelector("[aria-current] ")?.focus();
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") { event.preventDefault(); finish(true); }
      if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); finish(false); }
    });
    field.addEventListener("blur", () => finish(true));
    label.replaceWith(field);
    field.select();
  }

  function draw() {
    const { tabs } = kept();
    list.replaceChildren(...tabs.map((tab) => {
      const item = document.createElement("li"), own = tab.id === active;
      item.dataset.id = tab.id;
      const label = button(tab.name, () => (own ? rename(tab.id) : show(tab.id)), own ? { "aria-current": "true", title: word("rename") } : {});
      item.append(label);
      if (own) label.addEventListener("keydown", (event) => {
        if (event.key === "F2") { event.preventDefault(); rename(tab.id); }
        if (event.key === "Delete") { event.preventDefault(); close(tab.id); }
      });
      if (own && tabs.length > 1) item.append(button("×", () => close(tab.id), { class: "close", "aria-label": word("close", { name: tab.name }) }));
      return item;
    }));
  }

  // -- history ---------------------------------------------------------------------------------------------------------

  function past() {
    const runs = dialog.querySelector("ol"), { runs: all } = kept();
    const when = new Intl.DateTimeFormat(settings.language === "en" ? "en-GB" : settings.language, { dateStyle: "medium", timeStyle: "short" });
    runs.replaceChildren(...all.map((run) => {
      const item = document.createElement("li"), about = document.createElement("span");
      const first = run.query.split("\n").find((line) => line.trim() && !/^\s*PREFIX\b/i.test(line)) ?? run.query;
      const restore = button(first.trim().slice(0, 100), () => {
        dialog.close();
        const tab = kept().tabs.find((one) => one.text.trim() === run.query.trim());
        if (tab) show(tab.id); else open(run.query, { name: run.name });
      });
      restore.title = run.query.slice(0, 2000);
      about.className = "tag";
      about.textContent = [
        Number.isFinite(run.at) ? when.format(run.at) : "", run.name,
        run.ok === false ? word("noAnswer") : Number.isFinite(run.rows) ? word(run.more ? "rowsMoreOnly" : run.rows === 1 ? "rowOnly" : "rowsOnly", { rows: workbench.number(run.rows) }) : "",
        Number.isFinite(run.seconds) ? word("secondsOnly", { seconds: workbench.number(run.seconds) }) : "", run.version ? word("version", { name: run.version }) : "",
      ].filter(Boolean).join(" · ");
      item.append(restore, about);
      return item;
    }));
    dialog.querySelector(".none").hidden = all.length > 0;
    dialog.querySelector(".clear").hidden = !all.length;
    dialog.showModal();
  }

  dialog.querySelector(".clear").addEventListener("click", () => { change((all) => { all.runs = []; }); dialog.close(); });
  workbench.on("answered", ({ query, ok, rows, more, seconds, version, section }) => {
    const name = kept().tabs.find((one) => one.id === active)?.name;
    change((all) => {
      const tab = all.tabs.find((one) => one.id === active);
      if (tab) tab.ran = query;
      all.runs = [{ query, at: Date.now(), rows: section.dataset.kind === "select" ? rows : null, more, seconds, version, ok, name }, ...all.runs.filter((one) => one.query !== query)];
    });
  });

  // -- the language of the page ----------------------------------------------------------------------------------------

  // The links of the switch lead to this address, not to the one that the page came from; the text is kept, or goes along.
  for (const link of document.querySelectorAll(".switch a")) link.addEventListener("click", () => {
    save();
    const url = new URL(location.href);
    url.searchParams.set("lang", link.hreflang);
    if (!lasts && workbench.query.trim() !== url.searchParams.get("query")) url.hash = DRAFT + encodeURIComponent(workbench.query);
    link.href = url;
  });

  workbench.on("edited", () => { clearTimeout(timer); timer = setTimeout(save, 300); });
  workbench.on("restored", ({ query }) => {
    const tab = kept().tabs.find((one) => one.id !== active && one.ran === query);
    if (tab) show(tab.id, { focus: false });
  });
  addEventListener("pagehide", save);
  addEventListener("storage", () => { if (kept().tabs.some((one) => one.id === active)) draw(); });

  // All steps of the course have one tab; what was written in a step stays there until another step is opened.
  function study({ number, query, name }, tab, asked) {
    const id = tab?.id ?? fresh();
    change((all) => {
      const own = all.tabs.find((one) => one.id === id) ?? all.tabs[all.tabs.push({ id, ran: "" }) - 1];
      Object.assign(own, { text: asked || (own.step === number ? own.text : query), name, step: number });
    });
    show(id, { focus: false });
  }

  // -- the first tab: of the query in the address, else the one that was left --------------------------------------------

  function begin() {
    const { tabs, active: left } = kept(), asked = settings.query, { step } = settings;
    if (location.hash.startsWith(`#${DRAFT}`)) {
      const text = decodeURIComponent(location.hash.slice(DRAFT.length + 1));
      history.replaceState(history.state, "", location.pathname + location.search);
      return open(text, { focus: false });
    }
    if (step) return study(step, tabs.find((one) => one.step), asked);
    const current = tabs.find((one) => one.id === left);
    if (!asked) return current ? show(current.id, { focus: false }) : open(workbench.query, { focus: false });
    const same = (tab) => tab && (tab.ran.trim() === asked || tab.text.trim() === asked);
    const tab = same(current) ? current : tabs.find(same);
    return tab ? show(tab.id, { focus: false }) : open(asked, { focus: false });
  }

  bar.querySelector(".new").addEventListener("click", () => open(settings.start));
  bar.querySelector(".past").addEventListener("click", past);
  bar.querySelector(".format").addEventListener("click", () => workbench.format());
  bar.querySelector(".keys").addEventListener("click", () => document.getElementById("keys").showModal());
  workbench.open = open;
  begin();
  bar.removeAttribute("data-waits");
}
