/* Before a sitting: the countdown by the server's clock, and the check of a device. ES2019, no build, no
   words of its own. A page that waits asks for itself again when its moment has come, and now and then
   while somebody else has to act. */
(function () {
  "use strict";
  const one = (selector, root) => (root || document).querySelector(selector);
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const two = (n) => String(n).padStart(2, "0");

  /* countdown ------------------------------------------------------------------------------------ */
  all("[data-countdown]").forEach((el) => {
    const until = performance.now() + Number(el.dataset.countdown) * 1000;
    const show = () => {
      const s = Math.max(0, Math.ceil((until - performance.now()) / 1000)), h = Math.floor(s / 3600);
      el.textContent = (h ? h + ":" : "") + two(Math.floor(s / 60) % 60) + ":" + two(s % 60);
      if (s === 0) { clearInterval(timer); location.reload(); }
    };
    const timer = setInterval(show, 500);
    show();
  });
  const again = one("[data-again]");
  if (again) setTimeout(() => location.reload(), Number(again.dataset.again) * (800 + Math.random() * 400));
  if (one("[data-ended]") && window.caches) caches.delete("zc-exam");

  /* device --------------------------------------------------------------------------------------- */
  const tests = one("[data-tests]");
  if (!tests) return;
  const put = (name, ok, values) => {
    const line = one('[data-test="' + name + '"]', tests);
    line.dataset.state = ok ? "ok" : "bad";
    all("[data-icon]", line).forEach((icon) => (icon.hidden = icon.dataset.icon !== line.dataset.state));
    one("[data-says]", line).textContent = line.dataset[line.dataset.state].replace(/\{(\w+)\}/g, (whole, key) => values[key]);
    one("[data-all]").hidden = all("[data-test]", tests).some((l) => l.dataset.state !== "ok");
  };
  put("browser", !!(window.fetch && window.Promise && window.IntersectionObserver && Element.prototype.append), {});
  const stored = () => new Promise((done) => {
    setTimeout(() => done(false), 2000);
    try {
      const asked = indexedDB.open("zc-exam-test", 1);
      asked.onsuccess = () => { asked.result.close(); indexedDB.deleteDatabase("zc-exam-test"); done(true); };
      asked.onerror = () => done(false);
    } catch (e) { done(false); }
  }).then((ok) => {
    if (ok) return true;
    try { localStorage.setItem("zc-exam-test", "1"); localStorage.removeItem("zc-exam-test"); return true; } catch (e) { return false; }
  });
  const asked = () => {
    const sent = performance.now();
    return fetch(tests.dataset.tests, { cache: "no-store" }).then((answer) => answer.json())
      .then((told) => ({ ms: performance.now() - sent, ahead: Date.now() - (performance.now() - sent) / 2 - told.now }));
  };
  stored().then((ok) => put("storage", ok, {}));
  const rounds = [];
  const round = () => asked().then((found) => (rounds.push(found) < 4 ? round() : rounds.slice(1)));
  round().then((found) => {
    const ms = Math.round(found.reduce((sum, one) => sum + one.ms, 0) / found.length);
    const seconds = Math.round(found.sort((a, b) => a.ms - b.ms)[0].ahead / 1000);
    put("network", ms < 1500, { ms });
    put("clock", Math.abs(seconds) < 60, { seconds: Math.abs(seconds), minutes: Math.round(Math.abs(seconds) / 60) });
  }).catch(() => { put("network", false, { ms: "—" }); put("clock", false, { seconds: "—", minutes: "—" }); });
})();
