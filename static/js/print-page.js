// A page that goes to the printer as it stands: [data-print] opens the browser's print window.
(() => {
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false; // without scripts there is the browser's own menu
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) print();
  });
})();
