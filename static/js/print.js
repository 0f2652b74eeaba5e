// [data-print] opens the printer's dialogue for this page; without scripts the browser's own menu does.
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-print]")) return;
  event.preventDefault();
  window.print();
});
