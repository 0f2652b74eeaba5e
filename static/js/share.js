// [data-share] hands its text to the device's own share sheet. The button shows only where there is one.
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.share({ text: button.dataset.share });
    } catch {
      // Turned away: the other ways stand beside it.
    }
  });
}
