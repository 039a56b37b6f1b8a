// Show the OpenAPI document with Swagger UI in place of the list, which says the same.
{
  const box = document.getElementById("swagger");
  if (box && window.SwaggerUIBundle) {
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
    dark.addEventListener("change", follow);
    follow();
    window.SwaggerUIBundle({
      url: box.dataset.from,
      domNode: box,
      deepLinking: true,
      validatorUrl: null, // it would ask another host
      docExpansion: "list",
      defaultModelsExpandDepth: 0,
      onComplete: () => {
        box.hidden = false;
        document.getElementById("operation-list").hidden = true;
      },
    });
  }
}
