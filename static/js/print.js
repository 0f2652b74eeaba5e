// Paper: a page that goes to the printer as it stands, and a slip of 80 mm that is made as long as what is on it.
//   [data-print]      a button that opens the print window; hidden until scripts run, because without them there is the browser's own menu
//   [data-slip]       the slip; paged media want a length, without scripts it has a usual one
//   [data-print-now]  on it: it goes to the printer as soon as its fonts are there
(() => {
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) print();
  });
  const slip = document.querySelector("[data-slip]");
  if (!slip) return;
  const PER_MM = 96 / 25.4;
  const SPARE = 3; // mm, so that the last line never falls onto a second slip
  let sheet = null;
  const fit = () => {
    const length = Math.ceil(slip.getBoundingClientRect().height / PER_MM) + SPARE;
    // A rule added through the CSSOM is no inline style: the content policy has nothing to forbid.
    sheet ??= [...document.styleSheets].find((each) => each.href?.startsWith(location.origin));
    if (!sheet) return;
    if (fit.rule !== undefined) sheet.deleteRule(fit.rule);
    fit.rule = sheet.insertRule(`@page slip { size: 80mm ${length}mm; margin: 0; }`, sheet.cssRules.length);
    slip.dataset.slip = length;
  };
  addEventListener("beforeprint", fit);
  document.fonts.ready.then(() => {
    fit();
    if ("printNow" in slip.dataset) print();
  });
})();
