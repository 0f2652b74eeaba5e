// The keyboard of the counter. Keys are declared where they act, as aria-keyshortcuts; this file only listens.
//   form[data-enter=next]  Enter moves on, on the last field it presses the main button; Esc goes back one field, then out
//   form[data-enter=send]  the browser's own Enter
//   [data-scan]            the field that / (outside fields) and F2 (anywhere) go to
// Single letters act outside fields only, and can be switched off in the person's menu.
(() => {
  const off = "su-no-letters";
  const stored = () => {
    try {
      return localStorage.getItem(off) === "1";
    } catch {
      return false;
    }
  };
  let letters = !stored();
  const typing = (target) => target.closest("input:not([type=checkbox], [type=radio], [type=submit]), select, textarea, [contenteditable]") !== null;
  const seen = (element) => element.checkVisibility() && !element.disabled;

  const name = (event) => {
    const held = [event.ctrlKey && "Control", event.altKey && "Alt", event.metaKey && "Meta"].filter(Boolean);
    const key = event.altKey && /^Key[A-Z]$/.test(event.code) ? event.code.slice(3) : event.key;
    return [...held, key.length === 1 ? key.toUpperCase() : key].join("+");
  };
  const fields = (form) =>
    [...form.elements].filter((field) => seen(field) && !field.readOnly && !["submit", "button", "hidden", "fieldset"].includes(field.type) && field.tagName !== "FIELDSET" && field.tabIndex >= 0);
  const mainButton = (form) =>
    [...form.elements].find((element) => element.type === "submit" && !element.hidden && element.classList.contains("btn-primary")) ?? [...form.elements].find((element) => element.type === "submit" && !element.hidden);

  const step = (field, by) => {
    const all = fields(field.form);
    // One stop for a group of radios, as Tab has it.
    const other = all.filter((each) => each === field || each.type !== "radio" || each.name !== field.name);
    const next = other[other.indexOf(field) + by];
    if (!next) return false;
    next.focus();
    if (typeof next.select === "function") next.select();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.defaultPrevented || event.isComposing || !(target instanceof Element)) return;
    const pressed = name(event);
    const inField = typing(target);

    if (pressed === "F2" || (pressed === "/" && !inField)) {
      const scan = [...document.querySelectorAll("[data-scan]")].find(seen);
      if (scan) {
        event.preventDefault();
        scan.focus();
        scan.select();
      }
      return;
    }

    const form = target.closest("form[data-enter=next]");
    if (form && pressed === "Enter" && !["TEXTAREA", "BUTTON", "A"].includes(target.tagName) && target.getAttribute("role") !== "combobox") {
      event.preventDefault(); // a scanner ends with Enter: the browser would press the first button
      if (!step(target, 1)) {
        const button = mainButton(form);
        if (button) form.requestSubmit(button);
      }
      return;
    }
    if (form && pressed === "Escape") {
      event.preventDefault();
      if (!step(target, -1)) target.blur();
      return;
    }

    const single = /^[A-Z0-9]$/.test(pressed);
    const bare = single || pressed === "Enter";
    if (bare && (inField || target.closest("button, a, summary, label"))) return;
    if (single && !letters) return;
    const act = [...document.querySelectorAll("[aria-keyshortcuts]:not([data-scan])")].find(
      (element) => seen(element) && element.getAttribute("aria-keyshortcuts").split(" ").includes(pressed),
    );
    if (!act) return;
    event.preventDefault();
    if (typing(act)) act.focus(); // a letter that leads to a field
    else act.click();
  });

  const show = () => {
    document.documentElement.classList.toggle("no-letters", !letters);
    for (const box of document.querySelectorAll("[data-letters]")) box.checked = letters;
  };
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-letters]")) return;
    letters = event.target.checked;
    try {
      if (letters) localStorage.removeItem(off);
      else localStorage.setItem(off, "1");
    } catch {
      // kept for this page only
    }
    show();
  });
  show();
})();
