// [data-copy] puts its text on the clipboard (or hands it to the phone's share sheet with data-share) and says so in place.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  event.preventDefault();
  const text = button.dataset.copy;
  const status = document.getElementById(button.dataset.says ?? "");
  try {
    if ("share" in button.dataset && navigator.share) await navigator.share({ url: text });
    else await navigator.clipboard.writeText(text);
    if (status) status.hidden = false;
  } catch {
    // Turned away or not allowed: the link itself stands on the page to be copied by hand.
    document.getElementById(button.dataset.shows ?? "")?.select?.();
  }
});
