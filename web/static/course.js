// The list of the course: which steps this browser has done. A step is kept by the script of the SPARQL page.
(() => {
  const KEY = "huunghi-course";
  const list = document.getElementById("course");
  const note = document.getElementById("course-progress");
  const done = () => { try { return JSON.parse(localStorage.getItem(KEY)) ?? []; } catch { return []; } };
  const show = () => {
    const numbers = done();
    for (const item of list.children) {
      item.querySelector(".tag")?.remove();
      if (!numbers.includes(Number(item.dataset.step))) continue;
      const tag = document.createElement("span");
      tag.className = "tag";
      tag.textContent = list.dataset.done;
      item.append(tag);
    }
    note.hidden = !numbers.length;
  };
  note.querySelector("button").addEventListener("click", () => { localStorage.removeItem(KEY); show(); list.querySelector("a").focus(); });
  addEventListener("pageshow", show);
  show();
})();
