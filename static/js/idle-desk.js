// The lock on head office's desk, whose pages are not ours to build: when nobody is there, an untouched page is asked for again (and the
// server answers with the lock page); a page with something typed in it is covered until the till is unlocked in another window.
(() => {
  const radio = "BroadcastChannel" in window ? new BroadcastChannel("su-till") : null;
  const idle = Number(new URL(document.currentScript.src).searchParams.get("idle")) * 1000;
  let seen = Date.now();
  let told = seen;
  let typed = false;
  let cover = null;
  let leaving = false;

  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  const post = async (address) => {
    const secret = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
    // A page without a form has no secret; without a line nothing is told: the server locks by itself.
    if (secret) await fetch(address, { method: "POST", headers: { "X-CSRFToken": secret, "HX-Request": "true" } }).catch(() => {});
  };
  const tell = () => {
    told = Date.now();
    post("/counter/awake/");
  };
  const close = () => {
    if (cover || leaving) return;
    const locked = post("/counter/lock/");
    if (!typed) {
      leaving = true;
      locked.finally(() => location.reload());
      return;
    }
    cover = document.createElement("div");
    cover.className = "desk-lock";
    cover.setAttribute("role", "dialog");
    cover.setAttribute("aria-label", "This desk is locked");
    const words = document.createElement("p");
    words.textContent = "This desk is locked. What you typed is kept on this page.";
    const link = document.createElement("a");
    link.href = "/counter/";
    link.target = "_blank";
    link.textContent = "Unlock it in a new window";
    cover.append(words, link);
    for (const element of document.body.children) element.inert = true;
    document.body.append(cover);
    link.focus();
  };
  const open = () => {
    cover?.remove();
    cover = null;
    seen = told = Date.now();
    for (const element of document.body.children) element.inert = false;
  };
  const stir = (event) => {
    if (!event.isTrusted || cover) return;
    if (Date.now() - seen >= idle) {
      if (event.type !== "input") event.preventDefault();
      close();
      return;
    }
    seen = Date.now();
    typed ||= event.type === "input";
    radio?.postMessage({ seen });
    if (seen - told >= idle / 10) tell();
  };
  for (const kind of ["keydown", "pointerdown", "click", "input", "submit"]) addEventListener(kind, stir, true);
  setInterval(() => {
    if (!cover && Date.now() - seen >= idle * 1.06) close(); // a little after the server: asked earlier it would take the question for a person
  }, 1000);
  radio?.addEventListener("message", ({ data }) => {
    if (data.seen > seen && !cover) seen = data.seen;
    if (data.locked) close();
    if (data.opened && cover) open();
    if (data.gone) location.reload();
  });
})();
