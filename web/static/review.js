// One key for each decision. Without this script the same forms are sent by their buttons.
const offers = [...document.querySelectorAll(".offer")];
let at = 0;

function show(index) {
  at = Math.max(0, Math.min(index, offers.length - 1));
  offers.forEach((offer, i) => offer.toggleAttribute("data-current", i === at));
  offers[at]?.focus({ preventScroll: true });
  offers[at]?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("focusin", (event) => {
  const index = offers.indexOf(event.target.closest(".offer"));
  if (index >= 0) offers.forEach((offer, i) => offer.toggleAttribute("data-current", i === (at = index)));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") event.target.blur?.();
  if (event.defaultPrevented || "noKeys" in document.documentElement.dataset || document.querySelector("dialog[open]")) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  if (event.key === "j" || event.key === "n") show(at + 1);
  else if (event.key === "k" || event.key === "p") show(at - 1);
  else {
    const wanted = `[data-key="${CSS.escape(event.key)}"]`;
    const target = offers[at]?.querySelector(wanted) ?? document.querySelector(wanted);
    if (!target) return;
    if (target.matches("button")) target.click();
    else target.select();
  }
  event.preventDefault();
});

if (offers.length) show(0);

// Dividing a thing: one button chooses all claims of a source.
for (const button of document.querySelectorAll(".choose-all")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...button.closest("fieldset").querySelectorAll("input[type=checkbox]")];
    const all = boxes.every((box) => box.checked);
    boxes.forEach((box) => { box.checked = !all; });
  });
}
