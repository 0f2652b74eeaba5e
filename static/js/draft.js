// A half-finished form survives being called away: kept in this tab only (sessionStorage), for half an hour, and forgotten
// when it is done, when the person signs out, or when somebody else signs in (data-draft names form, person and store).
// Ticks are not kept: a consent is given each time.
(() => {
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const key = `su-draft:${form.dataset.draft}`;
  const halfAnHour = 30 * 60 * 1000;
  const kept = () => [...form.elements].filter((field) => field.name && !["csrfmiddlewaretoken", "key"].includes(field.name) && !["hidden", "submit", "button", "password", "file", "checkbox"].includes(field.type));
  const value = (field) => (field.type === "radio" ? field.checked : field.value);

  const read = () => {
    try {
      const draft = JSON.parse(sessionStorage.getItem(key) ?? "null");
      return draft && Date.now() - draft.at < halfAnHour ? draft.fields : null;
    } catch {
      return null;
    }
  };
  const id = (field) => (field.type === "radio" ? `${field.name}=${field.value}` : field.name);

  // A page that comes back with errors already holds what was typed; an address that brings an IMEI wins over the draft.
  const draft = form.hasAttribute("data-bound") ? null : read();
  if (draft) {
    for (const field of kept()) {
      if (!(id(field) in draft)) continue;
      if (field.type === "radio") field.checked = draft[id(field)];
      else if (!field.value || field.tagName === "SELECT") field.value = draft[id(field)];
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
    for (const field of form.querySelectorAll("[data-wakes]")) if (field.value) field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  form.addEventListener("input", () => {
    try {
      sessionStorage.setItem(key, JSON.stringify({ at: Date.now(), fields: Object.fromEntries(kept().map((field) => [id(field), value(field)])) }));
    } catch {
      // storage full or off: the form itself still stands
    }
  });
  form.addEventListener("reset", () => sessionStorage.removeItem(key));
})();
