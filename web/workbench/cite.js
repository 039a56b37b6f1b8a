// Copy a reference to the answer: the service keeps the query and says the reference, as the other buttons of the form have it.
export function start(workbench) {
  const offer = () => {
    const button = document.querySelector("#answer .cite .copy");
    if (!button) return;
    const { form } = button;
    const said = form.nextElementSibling;
    let waits = false;
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (waits) return; // the button is not disabled meanwhile: it would lose the focus
      waits = true;
      try {
        const fields = new FormData(form);
        fields.set("as", "page");
        const response = await fetch(form.action, {
          method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(fields),
        });
        const answer = await response.json();
        if (!response.ok) throw new Error([answer.detail, answer.hint].filter(Boolean).join(" "));
        said.textContent = answer.reference;
        await navigator.clipboard.writeText(answer.reference).then(
          () => said.prepend(`${workbench.word("cited")} `),
          () => getSelection().selectAllChildren(said), // a page by plain http may not copy
        );
      } catch (error) {
        said.textContent = error.message;
      }
      waits = false;
    });
  };
  offer();
  workbench.on("answered", offer);
}
