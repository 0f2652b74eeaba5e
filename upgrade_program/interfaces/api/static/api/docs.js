// Swagger's reader over the schema this server gives; no other host is asked for anything.
const docs = document.getElementById("docs");

SwaggerUIBundle({
  url: docs.dataset.schema,
  dom_id: "#docs",
  docExpansion: "list",
  validatorUrl: null,
  persistAuthorization: false,
  defaultModelsExpandDepth: -1,
  onComplete: () => {
    // Its groups are third-level headings right below the title, and the title stands in no landmark: screen readers are told better.
    docs.querySelectorAll("h3.opblock-tag").forEach((heading) => heading.setAttribute("aria-level", "2"));
    docs.querySelector(".information-container")?.setAttribute("role", "banner");
  },
});
