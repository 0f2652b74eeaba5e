// A photo is sent as soon as it is taken or chosen; its button says the same to those without scripts.
//   form[data-photo]  one file field and one button
(() => {
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-photo]");
    if (form && event.target.type === "file" && event.target.files.length) form.requestSubmit(form.querySelector("button:not([hidden])"));
  });
})();
