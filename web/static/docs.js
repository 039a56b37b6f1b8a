// Show the OpenAPI document with Swagger UI in place of the list, which says the same.
{
  const box = document.getElementById("swagger");
  if (box && window.SwaggerUIBundle) {
    window.SwaggerUIBundle({
      url: box.dataset.from,
      domNode: box,
      deepLinking: true,
      validatorUrl: null, // it would ask another host
      docExpansion: "list",
      defaultModelsExpandDepth: 0,
      onComplete: () => {
        box.hidden = false;
        document.getElementById("operations").hidden = true;
      },
    });
  }
}
