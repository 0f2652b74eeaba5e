// Fragments: a 422 is an answer like any other (see htmx-config); no line or a broken server says so under the bar and keeps the page.
(() => {
  const notice = (name) => {
    const text = document.getElementById(`notice-${name}`);
    document.getElementById("notices").replaceChildren(text.content.cloneNode(true));
  };
  document.addEventListener("htmx:sendError", () => notice("offline"));
  document.addEventListener("htmx:timeout", () => notice("offline"));
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 423) document.dispatchEvent(new CustomEvent("till:locked")); // idle.js covers the page
    // Signed out meanwhile: the sign-in page brings the person back here.
    else if (event.detail.xhr.status === 401 || event.detail.xhr.status === 403) location.reload();
    else notice("failed");
  });
  document.addEventListener("htmx:afterOnLoad", () => document.getElementById("notices").replaceChildren());
})();
