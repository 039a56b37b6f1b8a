// Keys of one letter. They can be switched off (WCAG 2.2, 2.1.4) in the list that "?" or the button at the foot opens.
{
  const list = document.getElementById("keys");
  const offer = document.getElementById("keys-offer");
  const on = list.querySelector("input");
  const notes = [...document.querySelectorAll("details.note")];
  const hasKeysOfItsOwn = document.querySelector(".offer") !== null; // the review page: review.js

  on.checked = keysAreOn();
  on.addEventListener("change", () => {
    try { localStorage.setItem("keys", on.checked ? "on" : "off"); } catch { /* kept for this page only */ }
    document.documentElement.toggleAttribute("data-no-keys", !on.checked);
  });
  document.documentElement.toggleAttribute("data-no-keys", !on.checked);
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", () => list.showModal());

  function keysAreOn() {
    try { return localStorage.getItem("keys") !== "off"; } catch { return true; }
  }
  function step(by) {
    const stops = notes.map((note) => note.querySelector("summary")).filter((one) => one.checkVisibility());
    if (!stops.length) return;
    const at = stops.indexOf(document.activeElement);
    const to = at < 0 ? (by > 0 ? 0 : stops.length - 1) : Math.max(0, Math.min(at + by, stops.length - 1));
    stops[to].focus();
    stops[to].scrollIntoView({ block: "nearest" });
  }
  const acts = {
    "/": () => document.querySelector("main input[type=search]")?.select() ?? document.getElementById("q").select(),
    "?": () => list.showModal(),
    e: () => {
      const open = notes.some((note) => !note.open);
      notes.forEach((note) => { note.open = open; });
    },
    j: () => step(1),
    k: () => step(-1),
  };

  document.addEventListener("keydown", (event) => {
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || list.open) return;
    if (event.composedPath()[0].matches?.("input, textarea, select, [contenteditable], canvas")) return; // also in a shadow tree
    if (!Object.hasOwn(acts, event.key) || (hasKeysOfItsOwn && "ejk".includes(event.key))) return;
    event.preventDefault();
    acts[event.key]();
  });
}
