// The check list of a claim: 0, 1 and 2 answer the question that has the focus, and the next one gets it.
//   form[data-checks]  one fieldset a question, its radios in the order none, minor, major
(() => {
  document.addEventListener("keydown", (event) => {
    const form = event.target instanceof Element && event.target.closest("form[data-checks]");
    if (!form || !/^[012]$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    const questions = [...form.querySelectorAll("fieldset")];
    const here = event.target.closest("fieldset");
    const radio = here?.querySelectorAll("input[type=radio]")[Number(event.key)];
    if (!radio) return;
    event.preventDefault();
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    const next = questions[questions.indexOf(here) + 1];
    (next?.querySelector("input:checked") ?? next?.querySelector("input") ?? radio).focus();
  });
  // The list that waits has the focus, so that a hand on the number pad goes through it; after the browser has gone to #now, which blurs.
  addEventListener("load", () => {
    const list = document.querySelector("#now form[data-checks]");
    if (!list || !matchMedia("(min-width: 64rem)").matches) return;
    const open = [...list.querySelectorAll("fieldset")].find((question) => !question.querySelector("input:checked"));
    setTimeout(() => open?.querySelector("input").focus({ preventScroll: true }));
  });
})();
