// [data-camera=<id of a field>] opens the camera's sheet for that field. Everything behind it is loaded at the first press.
// What is read goes into the field as if a hand scanner had typed it; the server judges it. Typing stays possible throughout.
(() => {
  const sheet = document.getElementById("camera-sheet");
  if (!sheet) return;
  const part = (name) => sheet.querySelector(`[data-camera-${name}]`);
  const video = sheet.querySelector("video");
  const torch = part("torch");
  const slow = 10000; // ms without a code until the sheet gives advice
  const rest = 120000; // ms until an unused camera is switched off: it must not outlive the person at a shared counter
  const pause = 120; // ms between two looks, which leaves a small phone time for its picture
  let field = null;
  let turn = null; // ends when the sheet closes

  const say = (name) => {
    const place = part("says");
    if (place.dataset.now === name) return;
    place.dataset.now = name;
    place.replaceChildren(sheet.querySelector(`template[data-says="${name}"]`).content.cloneNode(true));
  };
  const fail = (name) => {
    say(name);
    sheet.querySelector("[data-finder]").hidden = true;
    torch.hidden = true;
  };
  const words = ({ kind, value }) => (kind === "imei" ? `${sheet.dataset.imei} ${value.replace(/^(\d{6})(\d{2})(\d{6})(\d)$/, "$1 $2 $3 $4")}` : sheet.dataset[kind]);

  const take = (found) => {
    const taken = field;
    sheet.close();
    navigator.vibrate?.(60);
    taken.value = found.value;
    taken.dispatchEvent(new Event("input", { bubbles: true }));
    taken.dispatchEvent(new Event("change", { bubbles: true }));
    document.getElementById(`${taken.id}-scanned`).textContent = `${sheet.dataset.read} ${words(found)}`;
    taken.focus();
    if (taken.form.dataset.enter === "send") taken.form.requestSubmit(); // a hand scanner ends with Enter
  };

  const choose = (all) => {
    if (all.length === 1) {
      take(all[0]);
      return;
    }
    say("several");
    sheet.querySelector("[data-finder]").hidden = true;
    const buttons = all.map((found) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-line";
      button.textContent = words(found);
      button.addEventListener("click", () => take(found));
      return button;
    });
    part("choices").replaceChildren(...buttons);
    buttons[0].focus();
  };

  const watch = async (eye, look, wants, ended) => {
    const begun = performance.now();
    const ready = wants ? `ready-${wants}` : "ready";
    const found = new Map();
    say(ready);
    while (!ended.aborted) {
      const before = found.size;
      for (const text of await look(video)) {
        const read = eye.meaning(text);
        if (read.kind === "misread") say("misread");
        else if (read.kind === "other" || (wants && read.kind !== wants)) say(wants ? `other-${wants}` : "other");
        else found.set(read.value, read);
      }
      if (ended.aborted) return;
      // One more look after the first find: the box bears two IMEIs side by side.
      if (before > 0) {
        eye.close(video);
        choose([...found.values()]);
        return;
      }
      const since = performance.now() - begun;
      if (since > rest) {
        eye.close(video);
        fail("rested");
        return;
      }
      if (since > slow && part("says").dataset.now === ready) say("slow");
      await new Promise((next) => setTimeout(next, pause));
    }
  };

  const open = async (button) => {
    if (sheet.open) return;
    field = document.getElementById(button.dataset.camera);
    turn = new AbortController();
    const { signal } = turn;
    sheet.querySelector("[data-finder]").hidden = false;
    part("choices").replaceChildren();
    say("starting");
    sheet.showModal();
    if (!navigator.mediaDevices) {
      fail("insecure");
      return;
    }
    try {
      const eye = await import(sheet.dataset.eye);
      signal.addEventListener("abort", () => eye.close(video));
      const opened = eye.open(video);
      // Closed meanwhile, or no reader came: a camera that opens late is switched off again.
      opened.then(() => signal.aborted && eye.close(video)).catch(() => {});
      const [track, look] = await Promise.all([opened, eye.reader(sheet.dataset)]);
      if (signal.aborted) return;
      torch.hidden = !eye.hasTorch(track);
      torch.setAttribute("aria-pressed", "false");
      torch.onclick = async () => {
        const on = torch.getAttribute("aria-pressed") !== "true";
        await eye.light(track, on);
        torch.setAttribute("aria-pressed", String(on));
      };
      await watch(eye, look, button.dataset.wants, signal);
    } catch (fault) {
      if (signal.aborted) return;
      turn.abort();
      fail({ NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "none", OverconstrainedError: "none", NotReadableError: "busy", AbortError: "busy" }[fault.name] ?? "unloaded");
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-camera]");
    if (button) open(button);
  });
  // Keys of the page behind rest while the sheet is open; Esc closes it, which the browser does by itself.
  document.addEventListener("keydown", (event) => sheet.open && event.stopImmediatePropagation(), true);
  part("close").addEventListener("click", () => sheet.close());
  part("type").addEventListener("click", () => {
    sheet.close();
    field.focus();
  });
  sheet.addEventListener("close", () => turn.abort());
  document.addEventListener("visibilitychange", () => document.hidden && sheet.open && sheet.close());

  // From the bar of any other page: the home page with its camera already open.
  const asked = () => {
    if (location.hash !== "#camera") return;
    history.replaceState(null, "", location.pathname);
    document.querySelector("[data-camera]").click();
  };
  addEventListener("hashchange", asked);
  asked();
})();
