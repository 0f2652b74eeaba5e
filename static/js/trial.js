// While a draft's trial is being reckoned the page looks again every few seconds and puts in what has come; what is typed beside it stays.
// Without this there is a link that looks again.
(() => {
  const trial = document.getElementById("trial");
  let wait = 2000;
  const again = () => setTimeout(look, (wait = Math.min(wait * 1.2, 15000)));
  const look = async () => {
    try {
      const answer = await fetch(location.pathname);
      if (answer.redirected) return; // signed out meanwhile: the next click leads to the door
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const come = page.getElementById("trial");
      if (!answer.ok || !come) return again();
      for (const part of come.querySelectorAll("[data-part]")) {
        const place = trial.querySelector(`[data-part="${part.dataset.part}"]`);
        if (place.innerHTML !== part.innerHTML) place.replaceChildren(...part.childNodes);
      }
      if (come.hasAttribute("data-awaited")) again();
      else trial.removeAttribute("data-awaited");
    } catch {
      again(); // no line: it comes back
    }
  };
  if (trial?.hasAttribute("data-awaited")) again();
})();
