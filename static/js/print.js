// Paper of 80 mm. Paged media want a length: the slip is measured and the page made as long; without scripts it has a usual one.
//   [data-slip]       the slip
//   [data-print-now]  on it: it goes to the printer as soon as its fonts are there
//   [data-print]      a button that prints the page
(() => {
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
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
