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

  document.addEventListener("click", (event) => {
    const mark = event.target.closest("a.m[data-span]");
    if (mark?.getAttribute("href").startsWith("#")) light(mark);
  });
  addEventListener("hashchange", fromAddress);
  fromAddress();
}
