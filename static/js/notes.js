// Cash by notes: what is typed as notes and coins is added up into the sum while it is typed. The server adds up again and decides.
//   form[data-notes]   [data-note=500] how many of them (coins: 1, in rupees)   [data-total] the sum
(() => {
  const paise = (text) => Math.round(Number(String(text).replace(/[₹,\s]/g, "") || 0) * 100);
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-notes]");
    if (!form || !event.target.matches("[data-note]")) return;
    const sum = [...form.querySelectorAll("[data-note]")].reduce((all, field) => all + paise(field.value) * Number(field.dataset.note), 0);
    if (Number.isFinite(sum)) form.querySelector("[data-total]").value = sum ? (sum / 100).toFixed(sum % 100 ? 2 : 0) : "";
  });
})();
