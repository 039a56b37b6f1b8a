// Suggestions while one types, after the combobox pattern of the ARIA Authoring Practices; without this the form searches.
// data-leads="trace" on a field leads to the trace of what is chosen, and offers only what has one.
{
  const script = document.currentScript ?? document.querySelector("script[data-from]");
  const { from, near, count } = script.dataset;
  for (const input of document.querySelectorAll("input[name=q][type=search], input[data-leads], input.choose")) offer(input);

  function text(content, lang) {
    const element = document.createElement("bdi");
    element.textContent = content;
    if (lang) element.lang = lang;
    return element;
  }

  function offer(input) {
    const id = `offers-${input.id}`;
    const list = document.createElement("ul");
    const told = document.createElement("span");
    Object.assign(list, { id, className: "offers", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", count);
    told.className = "unseen";
    told.setAttribute("role", "status");
    const chooses = input.classList.contains("choose"); // a thing for a field of a form; else a page to go to
    if (chooses) input.parentNode.append(list, told);
    else input.form.append(list, told);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
    })) input.setAttribute(name, value);

    let asking = null, timer = 0, at = -1, composing = false;

    const close = () => {
      clearTimeout(timer);
      asking?.abort();
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const note = (name, value) => {
      const field = input.form.elements[input.dataset[name] ?? input.name.replace("row.", `${name}.`)];
      if (field instanceof RadioNodeList) field.forEach((one) => { one.checked = one.value === value; });
      else if (field) field.value = value;
    };
    const take = (option) => {
      input.value = option.querySelector("bdi").textContent;
      note("iri", option.dataset.iri);
      note("for", input.value);
      close();
    };
    const leads = input.dataset.leads; // the part of a suggestion that holds the address; else that of the page
    const go = (option) => { if (chooses) take(option); else location.href = option.dataset.href; };
    const choose = (to) => {
      list.children[at]?.setAttribute("aria-selected", "false");
      at = to;
      const option = list.children[at];
      if (!option) return input.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    };
    const show = (suggested) => {
      const found = leads ? suggested.filter((one) => one[leads]) : suggested;
      list.replaceChildren(...found.map((one, n) => {
        const option = document.createElement("li");
        const tag = document.createElement("span");
        option.id = `${id}-${n}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.href = leads ? one[leads] : one.href;
        option.dataset.iri = one.iri;
        tag.className = "tag";
        const parts = [{ text: one.name }, { text: one.kind }, ...one.details, { text: one.approximate ? near : "" }];
        tag.append(...parts.filter(({ text }) => text).flatMap((part, at) => [at ? " · " : "", text(part.text, part.lang)]));
        option.append(text(one.label, one.language), " ", tag);
        option.addEventListener("mousedown", (event) => { event.preventDefault(); go(option); });
        return option;
      }));
      at = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      told.textContent = found.length ? `${found.length} ${count}` : "";
    };
    const ask = async () => {
      asking?.abort();
      const text = input.value.trim();
      if (!text) return close();
      asking = new AbortController();
      const address = new URL(from, location.href);
      address.searchParams.set("q", text);
      if (input.dataset.kinds) address.searchParams.set("kinds", input.dataset.kinds);
      try {
        const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "application/json" } });
        if (answer.ok && document.activeElement === input) show((await answer.json()).suggestions);
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    };

    input.addEventListener("compositionstart", () => { composing = true; });
    input.addEventListener("compositionend", () => { composing = false; });
    input.addEventListener("input", () => { if (chooses) note("iri", ""); clearTimeout(timer); timer = setTimeout(ask, 60); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (composing) return;
      const size = list.children.length;
      if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
      else if (event.key === "Enter" && at >= 0 && !list.hidden) { event.preventDefault(); go(list.children[at]); }
      else if (event.key === "ArrowDown" && list.hidden && input.value.trim()) { event.preventDefault(); ask(); }
      else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && size && !list.hidden) {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        choose(at + step < -1 ? size - 1 : at + step >= size ? -1 : at + step);
      }
    });
  }
}
