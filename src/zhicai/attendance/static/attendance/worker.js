/* Keeps the offline sign-in list: pages come from the network while there is one, else as they were
   kept; styles and scripts, whose names change with their content, come from what was kept first. */
"use strict";

const STORE = "zc-attendance-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const kept = (request) => caches.open(STORE).then((store) => store.match(request, { ignoreVary: true }));

const fromNetwork = (request) =>
  fetch(request).then((answer) => {
    const whole = answer.ok && !answer.redirected;
    if (!whole) return answer;
    const copy = answer.clone();
    return caches.open(STORE).then((store) => store.put(request, copy)).then(() => answer);
  });

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(
      fetch(request).then(
        (answer) => answer,
        () => kept(request).then((answer) => answer || Response.error())
      )
    );
    return;
  }
  if (new URL(request.url).pathname.startsWith("/static/")) {
    event.respondWith(kept(request).then((answer) => answer || fromNetwork(request)));
  }
});
