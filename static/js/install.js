// The portal's worker keeps its shell, so that the second visit is quick and a page without a line says so.
if ("serviceWorker" in navigator) addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
