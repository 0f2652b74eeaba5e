// The table of prices as a spreadsheet: arrows and Enter move up and down, each row shows its change, Ctrl Enter sends. Without it the form works as it is.
(() => {
  const form = document.querySelector("[data-prices]");
  if (!form) return;
  const cells = [...form.querySelectorAll(".pd-cell input:not([type=hidden])")];
  const count = form.querySelector("[data-count]");
  const amount = (text) => {
    const plain = text.replace(/[₹,\s]/g, "");
    return plain === "" ? null : Number(plain);
  };
  const show = (cell) => {
    const row = cell.closest("tr");
    const change = row.querySelector("[data-change]");
    const typed = amount(cell.value);
    row.classList.toggle("pd-edited", typed !== null);
    const by = cell.dataset.old === "" ? NaN : typed - Number(cell.dataset.old);
    const said = typed !== null && Number.isFinite(by) && by !== 0;
    change.textContent = said ? `${by > 0 ? "+" : "−"}₹${Math.abs(by).toLocaleString("en-IN")}` : "";
    change.classList.toggle("pd-up", said && by > 0);
    change.classList.toggle("pd-down", said && by < 0);
  };
  const tell = () => {
    const edited = cells.filter((cell) => cell.value.trim() !== "").length;
    if (count) count.textContent = edited ? `${edited} ${edited === 1 ? "price" : "prices"}` : "";
  };
  const go = (place) => {
    const cell = cells[Math.min(Math.max(place, 0), cells.length - 1)];
    cell.focus();
    cell.select();
  };
  cells.forEach((cell, place) => {
    show(cell);
    cell.addEventListener("input", () => { show(cell); tell(); });
    cell.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return;
      const step = { ArrowDown: 1, ArrowUp: -1, Enter: event.shiftKey ? -1 : 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      go(place + step);
    });
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });
  tell();
  const wrong = cells.findIndex((cell) => cell.hasAttribute("aria-invalid"));
  if (wrong >= 0) go(wrong);
})();
