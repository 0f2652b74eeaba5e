// Day, night or the system's wish. Runs before the first paint so that no page flashes; the choice stays in this browser.
(() => {
  const root = document.documentElement;
  const key = "su-theme";
  const wish = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage switched off: the system decides
    }
  };
  const show = (theme) => {
    if (theme === "day" || theme === "night") root.dataset.theme = theme;
    else delete root.dataset.theme;
    for (const choice of document.querySelectorAll("[data-theme-choice]")) choice.checked = choice.value === (theme ?? "system");
  };
  root.classList.add("js");
  show(wish());
  document.addEventListener("DOMContentLoaded", () => show(wish()));
  document.addEventListener("change", (event) => {
    const choice = event.target.closest("[data-theme-choice]");
    if (!choice) return;
    try {
      if (choice.value === "system") localStorage.removeItem(key);
      else localStorage.setItem(key, choice.value);
    } catch {
      // kept for this page only
    }
    show(choice.value === "system" ? null : choice.value);
  });
})();
