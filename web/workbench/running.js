// Runs the query: a clock while it runs, Cancel, which ends it on the server, and its answer in the page, whose address is the
// query. A query too long for an address gets a stored link.
import { declaring } from "./context.js";
import { link } from "./share.js";
import { tokenise } from "./tokens.js";

const LONGEST = 4096;
const BOUNDS = ["timeout", "max-rows"];

export function start(workbench) {
  const { form, settings, page } = workbench;
  const $ = (selector) => page.querySelector(selector);
  const [line, clock, progress, cancelButton] = [$("#ran"), $("#clock"), $("#clock progress"), $("#cancel")];
  const [last, version] = [$("#last"), $("#version")];
  let running = null;

  const seconds = () => Math.min(Number(form.elements.timeout.value) || settings.longest, settings.longest);
  const time = (whole) => `${Math.floor(whole / 60)}:${String(Math.floor(whole % 60)).padStart(2, "0")}`;

  function address(query) {
    const url = new URL(form.action, location.href);
    url.searchParams.set("query", query);
    for (const name of BOUNDS) if (form.elements[name].value) url.searchParams.set(name, form.elements[name].value);
    // The view that the reader has chosen stays, unless the query names its own.
    const view = new URL(location.href).searchParams.get("view");
    if (view && !/#\s*view:/i.test(query)) url.searchParams.set("view", view);
    return url;
  }

  function tick() {
    const passed = (performance.now() - running.began) / 1000;
    clock.querySelector("b").textContent = time(passed);
    progress.value = passed;
    if (document.activeElement === document.body && passed > .2) cancelButton.focus(); // Run had the focus, and is not shown now
  }

  function begin() {
    const most = seconds();
    running = { id: [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join(""), began: performance.now(), abort: new AbortController() };
    clock.querySelector(".most").textContent = time(most);
    progress.max = most;
    tick();
    line.dataset.runs = "";
    running.timer = setInterval(tick, 250);
    page.querySelector("#answer").setAttribute("aria-busy", "true");
    return running;
  }

  function end(one) {
    clearInterval(one.timer);
    if (running !== one) return false;
    running = null;
    delete line.dataset.runs;
    page.querySelector("#answer").removeAttribute("aria-busy");
    if (document.activeElement === cancelButton || document.activeElement === document.body) form.querySelector("button.main").focus();
    return true;
  }

  // The limits that are set, said where they are closed.
  function bounds() {
    const [timeout, rows] = BOUNDS.map((name) => form.elements[name].value);
    const set = [timeout && workbench.word("secondsOnly", { seconds: workbench.number(Number(timeout)) }), rows && workbench.word("rowsOnly", { rows: workbench.number(Number(rows)) })];
    $("#bounds-set").textContent = set.some(Boolean) ? `: ${set.filter(Boolean).join(", ")}` : "";
  }
  for (const name of BOUNDS) form.elements[name].addEventListener("input", bounds);
  bounds();

  function tell(text, { warn = false } = {}) {
    last.textContent = text;
    last.classList.toggle("warn", warn);
    workbench.say(text);
  }

  // Ask for the answer's section: by GET where the address can hold the query, else by POST.
  async function ask(query, one) {
    const url = address(query), long = url.href.length > LONGEST;
    if (!long) url.searchParams.set("part", "answer");
    const headers = { Accept: "text/html", "Query-Id": one.id };
    if (!long) return fetch(url, { headers, signal: one.abort.signal });
    const posted = new URL(form.action, location.href);
    posted.searchParams.set("part", "answer");
    const body = new URLSearchParams(new FormData(form));
    body.set("query", query);
    return fetch(posted, { method: "POST", body, headers, signal: one.abort.signal });
  }

  // The address of a query: itself, or a stored link to it. Null where no link can be stored.
  async function lasting(query) {
    const url = address(query);
    if (url.href.length <= LONGEST) return url;
    try {
      const made = new URL((await link(settings.links, query)).href, location.href);
      for (const name of BOUNDS) if (url.searchParams.has(name)) made.searchParams.set(name, url.searchParams.get(name));
      return made;
    } catch { return null; }
  }

  function place(answer) {
    const section = answer.querySelector("#answer") ?? document.createElement("section");
    if (!section.id) {
      section.id = "answer";
      section.setAttribute("role", "alert");
      section.append(...(answer.querySelector("main")?.childNodes ?? []));
    }
    const shown = document.adoptNode(section);
    page.querySelector("#answer").replaceWith(shown);
    return shown;
  }

  function report(section, passed) {
    const { kind, rows, seconds: took, version: named } = section.dataset;
    if (!kind) return;
    const said = { seconds: workbench.number(Number(took ?? passed)) };
    if (kind === "fault") tell(workbench.word("fault", said), { warn: true });
    else tell(kind === "select" ? workbench.word("more" in section.dataset ? "rowsMore" : Number(rows) === 1 ? "row" : "rows", { ...said, rows: workbench.number(Number(rows)) }) : workbench.word("done", said));
    if (named) version.textContent = workbench.word("version", { name: named });
  }

  async function run({ push = true } = {}) {
    const query = workbench.query.trim();
    if (!query) return;
    if (!form.reportValidity()) return;
    if (running) await cancel();
    const one = begin();
    workbench.tell("run", { query });
    let response, section;
    try {
      response = await ask(query, one);
      section = new DOMParser().parseFromString(await response.text(), "text/html");
      if (one.cancelled) throw new DOMException("", "AbortError"); // the server may say so before the request is given up
    } catch {
      const passed = time((performance.now() - one.began) / 1000);
      if (!end(one)) return;
      tell(one.cancelled ? workbench.word("cancelled", { time: passed }) : workbench.word("away"), { warn: !one.cancelled });
      workbench.tell("failed", { query, cancelled: Boolean(one.cancelled) });
      return;
    }
    if (!end(one)) return;
    $("#query-on-paper").textContent = query;
    const shown = place(section), ok = response.ok && shown.dataset.kind !== "fault";
    report(shown, (performance.now() - one.began) / 1000);
    if (push) {
      const url = await lasting(query);
      if (url && url.href !== location.href) history.pushState({ query }, "", url);
      if (!url) tell(`${last.textContent} ${workbench.word("noLink")}`, { warn: true });
    }
    const { rows, seconds: took, version: named } = shown.dataset;
    workbench.tell("answered", { response, section: shown, query, ok, status: response.status, rows: Number(rows), more: "more" in shown.dataset, seconds: Number(took), version: named });
    if (!ok) workbench.tell("failed", { query, section: shown });
  }

  // End the query on the server; returns whether one was running.
  function cancel() {
    if (!running) return false;
    const one = running;
    one.cancelled = true;
    const gone = fetch(new URL(`/sparql/queries/${one.id}`, location.href), { method: "DELETE", keepalive: true }).catch(() => null);
    return gone.then(() => { one.abort.abort(); return true; });
  }

  if (/Mac|iP(hone|ad)/.test(navigator.platform)) for (const key of document.querySelectorAll("#keys kbd, #ran kbd")) key.textContent = key.textContent.replace("Ctrl", "⌘");

  workbench.run = run;
  workbench.cancel = () => Boolean(running && (cancel(), true));
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction")) return; // it leads to another page
    event.preventDefault();
    run();
  });
  cancelButton.addEventListener("click", cancel);
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && running) { event.preventDefault(); cancel(); }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); }
  });
  // Back and forward: the query of the address, and its answer.
  history.replaceState({ query: settings.query }, "");
  let shown = location.pathname + location.search; // a link within the page changes neither
  workbench.on("answered", () => { shown = location.pathname + location.search; });
  addEventListener("popstate", (event) => {
    if (shown === location.pathname + location.search) return;
    shown = location.pathname + location.search;
    const asked = new URL(location.href).searchParams;
    for (const name of BOUNDS) form.elements[name].value = asked.get(name) ?? "";
    bounds();
    const query = event.state?.query ?? asked.get("query");
    if (!query) {
      page.querySelector("#answer").replaceChildren();
      return;
    }
    workbench.tell("restored", { query });
    workbench.query = query;
    run({ push: false });
  });

  // A query with the known prefixes that it uses declared, so that it runs elsewhere too.
  function declared(text) {
    for (const { kind, text: name } of tokenise(text)) {
      const line = kind === "name" && declaring(text, name.split(":")[0], workbench.terms.prefixes);
      if (line) text = text.slice(0, line.from) + line.insert + text.slice(line.from);
    }
    return text;
  }

  workbench.format = async () => {
    const text = workbench.query;
    try {
      const answer = await fetch(settings.format, { method: "POST", body: text, headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-query" } });
      if (answer.ok && workbench.query === text) workbench.query = declared((await answer.text()).trimEnd());
    } catch { /* the text stays as it is */ }
    workbench.focus?.();
  };
}
