// The new sale: the sum of the payments while they are typed. The server adds up again and decides.
//   form[data-sale]         [data-due] rupees to collect   [data-tender] amount fields
//   [data-paid]             says "₹300 of ₹549"; [data-rest] what is missing or too much
(() => {
  const whole = new Intl.NumberFormat("en-IN");
  const broken = new Intl.NumberFormat("en-IN", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const paise = (text) => Math.round(Number(String(text).replaceAll(",", "").trim() || 0) * 100);
  const say = (amount) => `${amount < 0 ? "\u2212" : ""}₹${(amount % 100 ? broken : whole).format(Math.abs(amount) / 100)}`;

  const add = (form) => {
    const due = paise(form.querySelector("[data-due]")?.dataset.due ?? form.dataset.due ?? "");
    const paid = [...form.querySelectorAll("[data-tender]")].reduce((sum, field) => sum + paise(field.value), 0);
    for (const place of document.querySelectorAll("[data-paid]")) {
      place.textContent = due && Number.isFinite(paid) ? place.dataset.paid.replace("{paid}", say(paid)).replace("{due}", say(due)) : "";
      place.classList.toggle("text-success", paid === due);
      place.classList.toggle("text-muted", paid !== due);
    }
    for (const place of document.querySelectorAll("[data-rest]")) place.textContent = due && Number.isFinite(paid) && paid !== due ? say(due - paid) : "";
  };
  const again = (event) => {
    const form = (event.target.closest ?? (() => null)).call(event.target, "form[data-sale]") ?? document.querySelector("form[data-sale]");
    if (form) add(form);
  };
  document.addEventListener("input", again);
  document.addEventListener("htmx:afterSettle", again);
  for (const form of document.querySelectorAll("form[data-sale]")) add(form);

  // A known customer's name arrives while the clerk is already in the field: marked, so that typing replaces it instead of adding to it.
  document.addEventListener("htmx:afterSettle", () => {
    const field = document.activeElement;
    if (field?.name === "name" && field.value && field.value === field.defaultValue) field.select();
  });
})();
