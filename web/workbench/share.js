// Share: a short link to the query, made by the service, copied and shown below the buttons. A press with no script sends the form.
export function start(workbench) {
  const button = workbench.page.querySelector("button.share");
  if (!button) return;
  const said = document.createElement("p");
  said.className = "shared soft";
  said.setAttribute("role", "status");
  workbench.page.querySelector("#ran").after(said);
  let waits = false;
  workbench.on("edited", () => said.replaceChildren());

  button.addEventListener("click", async (event) => {
    event.preventDefault();
    if (waits) return; // the button is not disabled meanwhile: it would lose the focus
    waits = true;
    try {
      const answer = await link(button.formAction, workbench.query);
      const address = document.createElement("a");
      address.href = answer.href;
      address.textContent = answer.url;
      said.replaceChildren(workbench.word((await copied(answer.url)) ? "shared" : "shared_uncopied"), " ", address);
    } catch (error) {
      said.replaceChildren(`${workbench.word("unshared")} ${error.message}`);
    }
    waits = false;
  });
}

// Have the service keep a query; return the link to it, or throw with what the service says in the reader's language.
export async function link(address, query) {
  const response = await fetch(address, {
    method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ query }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error([answer.detail, answer.hint].filter(Boolean).join(" "));
  return answer;
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // not allowed, or the page came by plain http
  }
}
