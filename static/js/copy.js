// [data-copy] puts its text on the clipboard and says so in place.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  event.preventDefault();
  const status = document.getElementById(button.dataset.says ?? "");
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    if (status) status.hidden = false;
  } catch {
    // Not allowed: the link itself stands on the page to be copied by hand.
    document.getElementById(button.dataset.shows ?? "")?.select?.();
  }
});
