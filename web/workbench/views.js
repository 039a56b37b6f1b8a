// The views of an answer: a tab shows it within the page, at an address of its own; a click with a key opens that as any link.
export function start(workbench) {
  const { page } = workbench;

  page.addEventListener("click", (event) => {
    const link = event.target.closest?.("#answer a[data-view]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    show(link);
  });

  async function show(link) {
    const section = page.querySelector("#answer");
    const address = new URL(link.href), asked = new URL(link.href);
    asked.searchParams.set("part", "answer");
    section.setAttribute("aria-busy", "true");
    let response, shown;
    try {
      response = await fetch(asked, { headers: { Accept: "text/html" } });
      shown = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("#answer");
      if (!shown) throw new Error(String(response.status));
    } catch {
      location.href = address;
      return;
    }
    section.replaceWith(document.adoptNode(shown));
    const query = address.searchParams.get("query") ?? workbench.query;
    history.pushState({ query }, "", address);
    const { rows, seconds, version } = shown.dataset;
    workbench.tell("answered", { response, section: shown, query, ok: response.ok, status: response.status, rows: Number(rows), more: "more" in shown.dataset, seconds: Number(seconds), version });
    shown.querySelector(`a[data-view="${link.dataset.view}"]`)?.focus();
  }
}
