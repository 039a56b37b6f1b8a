// Marked words and what is claimed from them light up together, on both sides. Without this script the marks are links to
// the claims, and these lead back.
{
  const marks = [...document.querySelectorAll(".m[data-span]")];
  const isBeside = (mark) => mark.closest(".beside-it") !== null;
  const spanOf = (text) => text.replace(/^[a-z]-/, "").split("-").map(Number);

  function lightWords(span, beside) {
    const [start, end] = spanOf(span);
    for (const one of marks) {
      const at = Number(one.dataset.at);
      if (isBeside(one) === beside && start <= at && at < end) one.classList.add("on");
    }
  }

  function lightClaims(span) {
    const target = document.getElementById(`p-${span}`);
    if (!target) return;
    for (let at = target.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
    target.closest(".say, li").classList.add("on");
  }

  // The mark, what is claimed from it, and the marks of the other text from which the same is claimed.
  function light(mark) {
    document.querySelectorAll(".m.here").forEach((one) => one.classList.remove("here"));
    document.querySelectorAll(".m.on, .cl .on").forEach((one) => one.classList.remove("on"));
    const pairs = (mark.dataset.pairs ?? "").split(" ").filter(Boolean);
    const beside = isBeside(mark);
    lightWords(mark.dataset.span, beside);
    pairs.forEach((pair) => lightWords(pair, !beside));
    const own = beside ? pairs[0]?.slice(2) : mark.dataset.span;
    if (own) lightClaims(own);
  }

  function fromAddress() {
    const found = /^#[pw]-(\d+-\d+)$/.exec(location.hash);
    const mark = found && marks.find((one) => !isBeside(one) && one.dataset.span === found[1]);
    if (mark) light(mark);
  }

  // Words and claims stand in one row: the page moves only where what is to be seen is out of sight.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.m[data-span], a.by");
    const hash = link?.getAttribute("href");
    if (!hash?.startsWith("#") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const mark = link.matches(".m") ? link : marks.find((one) => !isBeside(one) && one.dataset.span === hash.slice(3));
    if (!mark) return;
    event.preventDefault();
    history.replaceState(null, "", hash);
    light(mark);
    (link.matches(".m") ? document.querySelector(".cl .on") : mark)?.scrollIntoView({ block: "nearest" });
  });
  addEventListener("hashchange", fromAddress);
  fromAddress();
}

// A curator's selection fills the form at the foot: the words, and where they begin and end in code points.
{
  const form = document.getElementById("margin");
  const { words, start, end } = form?.elements ?? {};

  function placeOf(node, offset) {
    const stretch = node.parentElement?.closest(".tx[data-start]");
    if (!stretch || stretch.closest(".beside-it")) return null;
    const before = document.createRange();
    before.selectNodeContents(stretch);
    before.setEnd(node, offset);
    const text = before.cloneContents();
    text.querySelectorAll(".part, sup").forEach((one) => one.remove());
    return Number(stretch.dataset.start) + [...text.textContent].length;
  }

  function take() {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return;
    const { startContainer, startOffset, endContainer, endOffset } = selection.getRangeAt(0);
    if (startContainer.nodeType !== Node.TEXT_NODE || endContainer.nodeType !== Node.TEXT_NODE) return;
    const [from, to] = [placeOf(startContainer, startOffset), placeOf(endContainer, endOffset)];
    if (from === null || to === null || to <= from) return;
    start.value = from;
    end.value = to;
    words.value = selection.toString().replace(/\s+/g, " ").replaceAll("\u2011", "-").trim();
  }

  if (form) {
    document.addEventListener("selectionchange", take);
    words.addEventListener("input", () => { start.value = end.value = ""; });
  }
}
