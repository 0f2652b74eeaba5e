// What this tab kept of unfinished sales goes when somebody signs out, at the sign-in page, and once a sale is done.
(() => {
  const forget = () => {
    try {
      for (const key of Object.keys(sessionStorage)) if (key.startsWith("su-draft:")) sessionStorage.removeItem(key);
    } catch {
      // nothing was kept
    }
  };
  if (document.querySelector("[data-fresh]")) forget();
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-forget]")) forget();
  });
})();
