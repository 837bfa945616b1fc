/* Keeps the page of a sitting while the network is away: the page comes from the network while there is
   one, else as sitting.js put it into the store; its styles and scripts come from the store first. */
"use strict";

const STORE = "zc-exam", PATIENCE = 8000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const kept = (url) => caches.match(url, { cacheName: STORE, ignoreVary: true, ignoreSearch: true });

self.addEventListener("fetch", (event) => {
  const request = event.request, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && /\/exams\/s\/[^/]+\/write\/$/.test(url.pathname)) {
    const late = new Promise((done) => setTimeout(done, PATIENCE)).then(() => kept(url.pathname));
    const net = fetch(request).catch(() => kept(url.pathname).then((answer) => answer || Response.error()));
    event.respondWith(Promise.race([net, late.then((answer) => answer || net)]));
  } else if (url.pathname.startsWith("/static/")) {
    event.respondWith(kept(request.url).then((answer) => answer || fetch(request)));
  }
});
