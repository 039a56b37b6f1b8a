// The answer that the server made: its evidence opens below a row, IRIs are shown or not, and programs can be copied.
export function start(workbench) {
  const { page } = workbench;
  const copies = (section) => section?.querySelectorAll("[data-copies]").forEach((button) => { button.hidden = !navigator.clipboard; });
  let irisShown = sessionStorage.getItem("iris") === "1";
  const begin = (section) => {
    copies(section);
    const box = section?.querySelector("#show-iris");
    if (box) box.checked = irisShown;
  };
  workbench.on("answered", ({ section }) => begin(section));
  begin(page.querySelector("#answer"));

  page.addEventListener("change", ({ target }) => {
    if (target.id !== "show-iris") return;
    irisShown = target.checked;
    sessionStorage.setItem("iris", irisShown ? "1" : "");
  });

  page.addEventListener("click", async (event) => {
    const copy = event.target.closest?.("[data-copies]");
    if (copy) {
      await navigator.clipboard.writeText(document.getElementById(copy.dataset.copies).textContent);
      workbench.say(copy.dataset.done);
      const before = copy.textContent;
      copy.textContent = copy.dataset.done;
      setTimeout(() => { copy.textContent = before; }, 2000);
      return;
    }
    const button = event.target.closest?.('button[form="evidence"]');
    if (!button) return;
    event.preventDefault();
    if (button.getAttribute("aria-expanded") === "true") close(button);
    else open(button);
  });

  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const row = event.target.closest?.("tr.ev");
    if (row) { event.stopPropagation(); row.closeEvidence(); }
  });

  function close(button) {
    const place = button.evidence;
    button.setAttribute("aria-expanded", "false");
    place?.remove();
    button.evidence = null;
  }

  async function open(button) {
    const form = document.getElementById("evidence"), row = button.closest("tr");
    const place = row ? document.createElement("tr") : document.createElement("div");
    place.className = "ev";
    const inside = row ? place.appendChild(document.createElement("td")) : place;
    if (row) inside.colSpan = row.cells.length;
    place.closeEvidence = () => { close(button); button.focus(); };
    inside.textContent = workbench.word("evidenceWaits");
    (row ?? button.parentElement).after(place);
    button.evidence = place;
    button.setAttribute("aria-expanded", "true");
    const body = new URLSearchParams(new FormData(form));
    body.set("row", button.value);
    const url = new URL(form.action, location.href);
    url.searchParams.set("part", "note");
    const version = body.get("version");
    if (version) url.searchParams.set("version", version);
    const lang = new URL(workbench.settings.describe, location.href).searchParams.get("lang");
    if (lang) url.searchParams.set("lang", lang);
    try {
      const response = await fetch(url, { method: "POST", body, headers: { Accept: "text/html" } });
      const document_ = new DOMParser().parseFromString(await response.text(), "text/html");
      const found = document_.querySelector(".row-evidence") ?? document_.querySelector("main");
      inside.replaceChildren(document.adoptNode(found));
      if (found.matches("main")) found.replaceWith(...found.childNodes);
    } catch {
      inside.textContent = workbench.word("evidenceFailed");
    }
    workbench.tell("evidence", { button, place });
  }
}
