// Keeps the shell of the portal: style, letters, scripts and the page for no line. Everything else, and every page, comes from the line alone.
const KEPT = "su-shell-{{ version }}";
const OFFLINE = "{{ offline }}";
const SHELL = [{% for path in shell %}"{{ path }}", {% endfor %}OFFLINE];
const NOT_OURS = ["/accounts/", "/admin/", "/api/", "/counter/"];

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(KEPT)
      // Anew from the server, and without a cookie: what is kept must be what anybody would get.
      .then((cache) => cache.addAll(SHELL.map((path) => new Request(path, { cache: "reload", credentials: "omit" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("su-shell-") && name !== KEPT;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (NOT_OURS.some((path) => url.pathname.startsWith(path))) return;
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (SHELL.includes(url.pathname)) {
    event.respondWith(caches.match(request).then((found) => found ?? fetch(request)));
  }
});
