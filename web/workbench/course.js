// A step of the course beside the editor: its links put queries into the editor, its button checks the reader's query, and
// what is done is kept in this browser.
const KEY = "huunghi-course";

function keep(number) {
  try {
    const done = new Set(JSON.parse(localStorage.getItem(KEY)) ?? []);
    localStorage.setItem(KEY, JSON.stringify([...done.add(number)].sort((a, b) => a - b)));
  } catch { /* a browser that keeps nothing */ }
}

export function start(workbench) {
  const step = workbench.page.querySelector("[data-step]");
  if (!step) return;
  const number = Number(step.dataset.step);
  let checking = false;
  const verdict = () => step.querySelector("#verdict");
  if ("right" in verdict().dataset) keep(number);
  step.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-query]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && workbench.run) {
      event.preventDefault();
      workbench.query = link.dataset.query;
      if ("run" in link.dataset) workbench.run();
      else workbench.focus?.();
    }
    const button = event.target.closest("button[name=check]");
    if (button && workbench.run) {
      event.preventDefault();
      if (checking) return; // the button is not disabled meanwhile: it would lose the focus
      checking = true;
      workbench.run();
      try {
        const address = new URL(workbench.form.action);
        const body = new URLSearchParams({ query: workbench.query, check: button.value });
        const answer = await fetch(address, { method: "POST", body, headers: { Accept: "text/html" } });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const checked = page.getElementById("verdict");
        // The region stays and its content changes, so that a screen reader tells it.
        verdict().replaceChildren(...(checked?.childNodes ?? []));
        verdict().toggleAttribute("data-right", checked?.hasAttribute("data-right") ?? false);
        if ("right" in verdict().dataset) keep(number);
      } finally {
        checking = false;
      }
    }
  });
}
