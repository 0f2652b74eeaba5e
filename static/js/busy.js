// A form is sent once: the second press waits for the first answer. After 300 ms the pressed button shows it, at its own width.
// Without a line nothing is sent and nothing is lost.
(() => {
  const notice = (name) => {
    const text = document.getElementById(`notice-${name}`);
    document.getElementById("notices").replaceChildren(text.content.cloneNode(true));
  };
  const sent = new Map();
  const patience = 8000; // ms; after that the first press is given up and the server tells the two apart

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.target === "_blank" || form.hasAttribute("hx-post") || form.hasAttribute("hx-get")) return;
    if (!navigator.onLine) {
      event.preventDefault();
      notice("offline");
      return;
    }
    if (form.method.toLowerCase() !== "post") return;
    if (sent.has(form) && Date.now() - sent.get(form).at < patience) {
      event.preventDefault();
      return;
    }
    const button = event.submitter;
    const timer = setTimeout(() => {
      if (!button) return;
      button.setAttribute("aria-busy", "true");
      button.classList.add("is-busy");
    }, 300);
    sent.set(form, { button, timer, at: Date.now() });
  });

  // Back from the browser's memory: the form may be sent again.
  addEventListener("pageshow", () => {
    for (const { button, timer } of sent.values()) {
      clearTimeout(timer);
      button?.removeAttribute("aria-busy");
      button?.classList.remove("is-busy");
    }
    sent.clear();
  });
  addEventListener("offline", () => notice("offline"));
  addEventListener("online", () => document.getElementById("notices").replaceChildren());
})();
