// The till's lock in the page. The server decides; this covers the page at the same moment, so that what was typed stays where it is.
//   #till-cover     data-idle seconds, data-lock and data-awake addresses, data-person whose page this is
//   [data-lock-now] a form that locks at once; so does Alt L
// Only what a person does is told to the server; what scripts fetch never is.
(() => {
  const radio = "BroadcastChannel" in window ? new BroadcastChannel("su-till") : null;
  const forget = () => {
    try {
      for (const key of Object.keys(sessionStorage)) if (key.startsWith("su-draft:")) sessionStorage.removeItem(key);
    } catch {
      // nothing was kept
    }
  };

  // A page out of the browser's memory is asked for again: whoever presses Back sees only what they may see now.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  const cover = document.getElementById("till-cover");
  const unlocking = "su-unlocking"; // this window stands on the lock page: its next page tells the covered ones
  if (!cover) {
    try {
      if (document.getElementById("till-form")) sessionStorage.setItem(unlocking, "1");
    } catch {
      // the other windows are unlocked one by one
    }
    if (document.querySelector("[data-fresh]")) radio?.postMessage({ gone: true }); // signed out: other windows show nothing either
    return;
  }
  const person = cover.dataset.person;
  try {
    if ((sessionStorage.getItem("su-person") ?? person) !== person) forget();
    sessionStorage.setItem("su-person", person);
    if (sessionStorage.getItem(unlocking)) radio?.postMessage({ opened: person });
    sessionStorage.removeItem(unlocking);
  } catch {
    // storage off: nothing was kept
  }

  const idle = Number(cover.dataset.idle) * 1000;
  const often = idle / 10; // how often the server is told, at most
  const headers = JSON.parse(cover.getAttribute("hx-headers"));
  const empty = cover.querySelector("#till-form").outerHTML;
  let seen = Date.now();
  let told = seen;
  let locked = false;
  let timer = 0;
  let teller = 0;
  let focused = null;

  const others = () => [...document.body.children].filter((element) => element !== cover);
  const watch = () => {
    clearTimeout(timer);
    // A timer holds 24 days at most.
    if (!locked) timer = setTimeout(() => (Date.now() - seen >= idle ? close() : watch()), Math.min(Math.max(0, seen + idle - Date.now()), 2 ** 31 - 1));
  };

  const tell = async () => {
    clearTimeout(teller);
    teller = 0;
    told = Date.now();
    try {
      const answer = await fetch(cover.dataset.awake, { method: "POST", headers });
      if (answer.status === 423) close();
      else if (answer.redirected || answer.status === 401) location.reload();
    } catch {
      // no line: the server will lock by itself
    }
  };
  // While it is covered the page gets nothing: no shortcut of its own, no press, no sending. The cover's form needs the browser alone.
  const hold = (event) => {
    const inside = cover.contains(event.target);
    if (event.type === "keydown" || !inside) event.stopImmediatePropagation();
    if (!inside && event.cancelable && event.key !== "Tab" && event.type !== "wheel") event.preventDefault();
  };
  const stir = (event) => {
    if (locked) hold(event);
    if (locked || !event.isTrusted) return;
    if (Date.now() - seen >= idle) {
      // The machine slept, and its timers with it.
      if (["keydown", "click", "submit"].includes(event.type)) event.preventDefault();
      event.stopImmediatePropagation();
      close();
      return;
    }
    seen = Date.now();
    radio?.postMessage({ seen });
    watch();
    if (seen - told >= often) tell();
    else if (!teller) teller = setTimeout(tell, told + often - seen);
  };
  for (const kind of ["keydown", "pointerdown", "click", "input", "submit", "wheel"]) addEventListener(kind, stir, { capture: true, passive: kind === "wheel" });

  const ask = () => htmx.ajax("POST", cover.dataset.lock, { source: cover, target: "#till-form", swap: "outerHTML", values: { back: location.pathname + location.search } });
  const close = ({ here = true } = {}) => {
    if (locked) return;
    locked = true;
    clearTimeout(teller);
    clearTimeout(timer);
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close(); // it would lie above the cover, and a camera would run on
    focused = document.activeElement;
    for (const element of others()) element.inert = true;
    document.documentElement.classList.add("is-locked");
    cover.hidden = false;
    cover.querySelector("#till-form").focus();
    if (here) radio?.postMessage({ locked: true });
    ask();
  };
  const open = ({ here = true } = {}) => {
    if (!locked) return;
    locked = false;
    seen = told = Date.now();
    for (const element of others()) element.inert = false;
    document.documentElement.classList.remove("is-locked");
    cover.hidden = true;
    cover.querySelector("#till-form").outerHTML = empty;
    focused?.focus?.();
    if (here) radio?.postMessage({ opened: person });
    watch();
  };

  document.addEventListener("till:locked", () => close());
  document.addEventListener("till:opened", () => open());
  document.addEventListener("till:handed-over", () => {
    forget();
    radio?.postMessage({ gone: true });
  });
  cover.addEventListener("htmx:sendError", () => {
    for (const part of cover.querySelectorAll("[data-till-failed], [data-till-again]")) part.hidden = false;
    for (const part of cover.querySelectorAll("[data-till-waits]")) part.hidden = true;
  });
  cover.addEventListener("click", (event) => {
    if (event.target.closest("[data-till-again]")) ask();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-lock-now]")) return;
    event.preventDefault();
    close();
  });
  document.addEventListener("keydown", (event) => {
    if (locked || event.defaultPrevented || !event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyL") return;
    event.preventDefault();
    close();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !locked && Date.now() - seen >= idle) close();
  });

  radio?.addEventListener("message", ({ data }) => {
    if (data.seen > seen && !locked) {
      seen = told = data.seen; // the window where it happened tells the server
      watch();
    }
    if (data.locked) close({ here: false });
    if (data.opened === person) open({ here: false });
    if (data.gone) {
      forget();
      location.reload();
    }
  });
  watch();
})();
