/* A sitting: one question a screen; every change goes at once into a journal in this browser, then to the
   server, until the server has it. ES2019, no build, no words of its own: texts come from the page.
   Parts: reach, clock, journal, answers, sending, verdicts, screen, files, keys, start.
   An answer's revision is tenths of a second since the start, so that of two tabs the later change wins. */
(function () {
  "use strict";

  /* reach ---------------------------------------------------------------------------------------- */
  const form = document.getElementById("sitting");
  if (!form || !window.fetch || !window.Promise) return;
  const page = "<!doctype html>" + document.documentElement.outerHTML;
  const one = (selector, root) => (root || document).querySelector(selector);
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const data = JSON.parse(document.getElementById("sitting-data").textContent);
  const words = one("[data-words]").dataset;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name]);
  const two = (n) => String(n).padStart(2, "0");
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const fresh = () => Math.random().toString(36).slice(2, 10) + Date.now().toString(36);

  /* clock: performance.now() does not jump with the device's clock ------------------------------- */
  const begun = performance.now();
  let aged = 0; /* ms by which a page from this browser's own store is older than now */
  let offset = data.now - Date.now();
  let ends = begun + data.left * 1000, paused = data.paused;
  const tenths = () => data.elapsed + Math.floor((performance.now() - begun + aged) / 100);
  const left = () => (paused ? paused.left : Math.max(0, Math.ceil((ends - performance.now()) / 1000)));
  const hour = (later, end) => new Date(Date.now() + offset + data.zone + later).toISOString().slice(11, end || 16);
  if (paused) paused = { left: data.left };

  /* journal: IndexedDB, else localStorage, else nothing (then only the server keeps) --------------- */
  const mine = (id) => data.sitting + ":" + id;
  const plain = {
    all: () => Object.keys(localStorage).filter((k) => k.startsWith("zc-exam:" + mine(""))).map((k) => JSON.parse(localStorage.getItem(k))),
    put: (row) => localStorage.setItem("zc-exam:" + row.id, JSON.stringify(row)),
    drop: (id) => localStorage.removeItem("zc-exam:" + id),
  };
  const opened = new Promise((done) => {
    setTimeout(() => done(null), 2000);
    try {
      const asked = indexedDB.open("zc-exam", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("kept", { keyPath: "id" });
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => done(null);
    } catch (e) { done(null); }
  });
  const inStore = (mode, act, instead) => opened.then((db) => {
    if (!db) return instead();
    return new Promise((done, failed) => {
      const way = db.transaction("kept", mode, { durability: "strict" });
      const asked = act(way.objectStore("kept"));
      way.oncomplete = () => done(asked.result);
      way.onerror = way.onabort = () => failed(way.error);
    }).catch(instead);
  });
  const journal = {
    all: () => inStore("readonly", (s) => s.getAll(IDBKeyRange.bound(mine(""), mine("\uffff"))), plain.all).catch(() => []),
    put: (row) => inStore("readwrite", (s) => s.put(row), () => plain.put(row)),
    drop: (id) => inStore("readwrite", (s) => s.delete(id), () => plain.drop(id)).catch(() => {}),
    clear: () => journal.all().then((rows) => Promise.all(rows.map((row) => journal.drop(row.id)))),
  };

  /* answers -------------------------------------------------------------------------------------- */
  const chosen = (ask) => one("input:checked", ask);
  const some = (list) => (list.some((v) => v !== null && v !== "") ? list : null);
  const readers = {
    single: (ask) => (chosen(ask) ? Number(chosen(ask).value) : null),
    "true-false": (ask) => (chosen(ask) ? chosen(ask).value === "1" : null),
    multiple: (ask) => some(all("input:checked", ask).map((i) => Number(i.value)).sort((a, b) => a - b)),
    "fill-in": (ask) => some(all("input", ask).map((i) => i.value.trim())),
    matching: (ask) => some(all("select", ask).map((s) => (s.value === "" ? null : Number(s.value)))),
    ordering: (ask) => (one("[data-own]", ask).checked ? all("[data-step]", ask).map((i) => Number(i.value)) : null),
    short: (ask) => one("textarea", ask).value.trim() || null,
    upload: (ask) => Number(one("[data-key]", ask).value) || null,
    task: (ask) => {
      const told = {};
      fields(ask).forEach((f) => {
        const name = own(ask, f), on = !/checkbox|radio/.test(f.type) || f.checked;
        if (name.endsWith("[]")) told[name] = (told[name] || []).concat(on && f.value ? f.value : []);
        else if (on) told[name] = f.value;
      });
      return Object.values(told).some((v) => v.length) ? told : null;
    },
  };
  const own = (ask, f) => f.name.slice(ask.dataset.name.length + 1);
  const fields = (ask) => all("input, select, textarea", ask).filter((f) => f.name && f.type !== "file");
  const set = (list, values) => list.forEach((f, n) => (f.value = values && values[n] !== null && values[n] !== undefined ? values[n] : ""));
  const check = (ask, values) => all("input", ask).forEach((i) => (i.checked = values.includes(i.value)));
  const writers = {
    single: (ask, v) => check(ask, [String(v)]),
    "true-false": (ask, v) => check(ask, v === null ? [] : [v ? "1" : "0"]),
    multiple: (ask, v) => check(ask, (v || []).map(String)),
    "fill-in": (ask, v) => set(all("input", ask), v),
    matching: (ask, v) => set(all("select", ask), v),
    ordering: (ask, v) => {
      one("[data-own]", ask).checked = !!v;
      const list = one("ol", ask);
      (v || []).forEach((n) => list.append(one('[data-step][value="' + n + '"]', ask).parentNode));
    },
    short: (ask, v) => set(all("textarea", ask), [v]),
    upload: (ask, v) => set(all("[data-key]", ask), [v]),
    task: (ask, v) => fields(ask).forEach((f) => {
      const told = (v || {})[own(ask, f)];
      if (/checkbox|radio/.test(f.type)) f.checked = [].concat(told).includes(f.value);
      else f.value = told === undefined ? "" : told;
    }),
  };
  const read = (item) => {
    const values = item.asks.map((ask) => readers[ask.dataset.ask](ask));
    return item.isCase ? some(values) : values[0];
  };
  const write = (item) => {
    item.asks.forEach((ask, n) => writers[ask.dataset.ask](ask, item.isCase ? (item.v || [])[n] || (item.v && item.v[n] === 0 ? 0 : item.v && item.v[n] === false ? false : null) : item.v));
    item.flag.checked = item.f;
  };
  const isOpen = (v) => v === null || v === "" || (Array.isArray(v) && v.some(isOpen));
  const items = all("[data-item]").map((el, place) => {
    const item = { n: Number(el.dataset.item), el, place, r: Number(el.dataset.rev), asks: all("[data-ask]", el), flag: one("[data-flag]", el), isCase: "case" in el.dataset, kept: true };
    item.s = item.r; /* the revision that the server has */
    item.v = read(item);
    item.f = item.flag.checked;
    return item;
  });
  const byNumber = {};
  items.forEach((item) => (byNumber[item.n] = item));
  const unsent = () => items.filter((item) => item.r > item.s);
  let wire = null;
  try { wire = new BroadcastChannel("zc-exam-" + data.sitting); } catch (e) { /* old browser */ }
  const row = (item) => ({ id: mine(item.n), n: item.n, r: item.r, v: item.v, f: item.f });
  const take = (told) => { /* what another tab, or this one before a reload, has written */
    const item = byNumber[told.n];
    if (!item || told.r <= item.r) return;
    Object.assign(item, { r: told.r, v: told.v, f: told.f });
    write(item);
    card();
  };
  if (wire) wire.onmessage = (event) => take(event.data);

  function changed(el) {
    const item = byNumber[el.closest("[data-item]").dataset.item];
    const v = read(item), f = item.flag.checked;
    if (same(v, item.v) && f === item.f) return;
    Object.assign(item, { v, f, r: Math.max(item.r + 1, tenths()), kept: false });
    const told = row(item);
    journal.put(told).then(() => (item.kept = true), () => {}).then(() => say());
    if (wire) wire.postMessage(told);
    say("saving");
    card();
    soon(800);
  }

  /* sending: one message at a time, the same until it is answered --------------------------------- */
  const LONGEST = 19000, BEAT = 20000, WAITS = [1, 2, 4, 8, 15];
  let queue = [], busy = false, tries = 0, stopped = false, timer = 0, due = Infinity, heard = performance.now(), news = data.revision, handing = false, held = "";
  const fits = (item) => JSON.stringify(item.v).replace(/[^\x00-\x7f]/g, "......").length < LONGEST;
  const message = (kind) => {
    const answers = unsent().filter(fits).slice(0, 400).map((i) => [i.n, i.r, i.v, i.f]);
    return { id: mine("m:" + fresh()), key: fresh(), kind, at: Date.now(), answers };
  };
  const push = (kind) => {
    const told = message(kind);
    if (queue.length < 200) queue.push(told);
    journal.put(told).catch(() => {});
    return send();
  };
  function soon(wait) {
    const when = performance.now() + wait;
    if (when >= due) return;
    clearTimeout(timer);
    due = when;
    timer = setTimeout(send, wait);
  }
  function send() {
    clearTimeout(timer);
    due = Infinity;
    if (busy || stopped) return;
    if (!queue.length) {
      if (unsent().some(fits)) queue.push(message("save"));
      else if (performance.now() - heard < beat()) { soon(beat()); return; }
      else queue.push(message("seen"));
    }
    busy = true;
    const told = queue[0];
    const body = JSON.stringify({ key: told.key, kind: told.kind, at: told.at, answers: told.answers });
    const stop = window.AbortController ? new AbortController() : null;
    const giveUp = setTimeout(() => stop && stop.abort(), 25000), slow = setTimeout(() => say("local"), 3000);
    fetch(data.keep, {
      method: "POST", credentials: "same-origin", body, keepalive: document.hidden && body.length < 60000, signal: stop ? stop.signal : undefined,
      headers: { "Content-Type": "application/json", "X-Sitting": data.token, "Accept-Language": document.documentElement.lang },
    })
      .then((answer) => (answer.headers.get("Content-Type") || "").startsWith("application/json") && answer.status !== 503 ? answer.json() : Promise.reject(new Error("later")))
      .then((answer) => { clearTimeout(giveUp); clearTimeout(slow); busy = false; tries = 0; heard = performance.now(); answered(told, answer); },
        () => {
          clearTimeout(giveUp);
          clearTimeout(slow);
          busy = false;
          tries += 1;
          if (told.kind === "seen") queue.shift();
          say("local");
          if (tries > 1) notice("offline", handing ? words.queued : words.offline);
          if (handing) veil(words.queued);
          soon(WAITS[Math.min(tries, WAITS.length) - 1] * (750 + Math.random() * 500));
        });
  }
  const beat = () => (left() === 0 || paused ? 4000 : BEAT);

  /* verdicts ------------------------------------------------------------------------------------- */
  function answered(told, answer) {
    notice("offline");
    if (answer.verdict !== "taken") { refused(told, answer); return; }
    held = "";
    queue.shift();
    journal.drop(told.id);
    told.answers.forEach(([n, r]) => { const item = byNumber[n]; if (item) item.s = Math.max(item.s, r); });
    ends = performance.now() + answer.left * 1000;
    paused = answer.paused ? { left: answer.left } : null;
    if (told.kind === "submit") { leave(); return; }
    if (!paused) one("[data-until]").textContent = hour(answer.left * 1000);
    if (answer.news !== undefined && answer.news !== news) listen(answer.news);
    tick();
    say();
    soon(queue.length || unsent().some(fits) ? 50 : beat());
  }
  function refused(told, answer) {
    if (answer.verdict === "submitted" || answer.verdict === "over") { leave(answer.says); return; }
    if (answer.verdict === "signed-out") {
      stopped = true; /* what is written goes on into the journal, and is sent after the reload */
      say("local");
      notice("signed-out", answer.says, words.login, form.dataset.login + "?next=" + encodeURIComponent(location.pathname));
    } else if (answer.verdict === "unread") {
      stopped = true;
      notice("unread", answer.says, words.reload, location.pathname);
    } else {
      held = answer.says;
      veil(held, true);
      soon(BEAT); /* the invigilator may let it go on here */
    }
  }
  function leave(says) {
    stopped = true;
    veil(says || words.handing, true);
    const kept = window.caches ? caches.delete("zc-exam") : Promise.resolve();
    Promise.all([journal.clear(), kept]).catch(() => {}).then(() => {
      setTimeout(() => location.assign(says ? location.pathname : form.dataset.lobby), says ? 2500 : 0);
    });
  }
  function listen(revision) {
    fetch(form.dataset.news, { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then((answer) => answer.json()).then((told) => {
        news = revision;
        one("[data-notices]").textContent = "";
        told.news.forEach((n, i) => notice("news" + i, n.says, "", "", words.news + " " + n.at));
        told.voided.map((n) => one(".zc-ex-item-head", byNumber[n].el)).filter((head) => !one(".zc-ex-void", head.parentNode)).forEach((head) => {
          const line = document.createElement("p");
          Object.assign(line, { className: "zc-ex-void", textContent: words.void });
          head.after(line);
        });
      }).catch(() => {});
  }

  /* screen --------------------------------------------------------------------------------------- */
  const notices = {};
  function notice(key, text, action, url, title) {
    if (notices[key]) notices[key].remove();
    delete notices[key];
    if (!text) return;
    const node = one("template[data-notice]").content.firstElementChild.cloneNode(true);
    const box = one("span", node);
    box.textContent = (title ? title + "  " : "") + text + " ";
    if (action) { const link = document.createElement("a"); link.href = url; link.textContent = action; box.append(link); }
    notices[key] = node;
    one("[data-notices]").append(node);
  }
  function say(what) {
    const waits = unsent();
    const state = what || (waits.length === 0 ? "saved" : tries || stopped ? "local" : "saving");
    if (!waits.length && !what && !items.some((i) => i.s)) return;
    const lost = state === "local" && waits.some((i) => !i.kept);
    const line = one("[data-save]");
    line.classList.toggle("zc-ex-save--bad", state === "local");
    all("[data-cloud]").forEach((i) => (i.hidden = (i.dataset.cloud === "local") !== (state === "local")));
    one("[data-save-text]").textContent = fill(lost ? words.memory : words[state], { time: hour(0, 19) });
    notice("long", waits.some((i) => !fits(i)) ? words.long : "");
  }
  function veil(text, link) {
    const box = one("[data-veil]");
    const was = box.hidden;
    box.hidden = !text;
    one("[data-all]").disabled = !!text;
    if (!text) return;
    one("[data-veil-text]").textContent = text;
    one("[data-veil-link]").hidden = !link;
    if (was) box.focus();
  }
  let before = Infinity;
  function tick() {
    const seconds = left(), h = Math.floor(seconds / 3600), m = Math.floor(seconds / 60);
    one("[data-clock]").textContent = (h ? h + ":" + two(m % 60) : two(m)) + ":" + two(seconds % 60);
    one("[data-timer]").classList.toggle("zc-ex-timer--red", seconds < 300);
    [10, 5, 1].forEach((n) => { if (before > n * 60 && seconds <= n * 60 && before !== Infinity) one("[data-announce]").textContent = fill(words.left, { n }); });
    before = seconds;
    if (stopped) return;
    if (seconds === 0 && !paused) { if (one("[data-veil]").hidden) { veil(words.over); soon(0); } }
    else if (!handing) veil(held || (paused ? words.paused : ""), !!held);
  }
  let here = items[0];
  function card() {
    const done = items.filter((i) => !isOpen(i.v)), flags = items.filter((i) => i.f);
    all("[data-count]").forEach((el) => (el.textContent = done.length));
    one("[data-flags]").textContent = flags.length;
    one("[data-open-count]").textContent = items.length - done.length;
    one("[data-line]").style.width = (100 * done.length) / items.length + "%";
    all("[data-to]").forEach((link) => {
      const item = byNumber[link.dataset.to], full = !isOpen(item.v);
      link.classList.toggle("zc-ex-done", full);
      link.classList.toggle("zc-ex-flagged", item.f);
      link.classList.toggle("zc-ex-at", item === here);
      if (item === here) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
      link.setAttribute("aria-label", [fill(words.nth, { n: item.place + 1 }), full ? words.done : words.undone].concat(item.f ? words.flagged : []).join(" "));
    });
    all("[data-group]").forEach((g) => (one("[data-group-count]", g).textContent = all(".zc-ex-done", g).length));
  }
  function go(item, quiet) {
    if (!item) return;
    here = item;
    items.forEach((i) => i.el.classList.toggle("zc-ex-here", i === item));
    one('[data-turn="-1"]').disabled = item.place === 0;
    one("span[data-next]").textContent = item.place === items.length - 1 ? words.last : words.next;
    history.replaceState(null, "", "#item-" + item.n);
    card();
    if (quiet) return;
    window.scrollTo(0, 0);
    one("h2", item.el).focus({ preventScroll: true });
  }
  const turn = (by) => (by > 0 && here.place === items.length - 1 ? ask() : go(items[here.place + by]));
  const hide = (id, kind) => { const shown = window.bootstrap && window.bootstrap[kind].getInstance(document.getElementById(id)); if (shown) shown.hide(); };
  function ask() {
    hide("card", "Offcanvas");
    const put = (name, list) => {
      const box = one('[data-sum="' + name + '"]');
      box.textContent = list.length ? "" : words.none;
      list.forEach((item) => {
        const button = document.createElement("button");
        Object.assign(button, { type: "button", className: "zc-ex-no", textContent: item.place + 1 });
        button.setAttribute("aria-label", fill(words.nth, { n: item.place + 1 }));
        button.onclick = () => { hide("hand-in", "Modal"); go(item); };
        box.append(button);
      });
    };
    put("open", items.filter((i) => isOpen(i.v)));
    put("flagged", items.filter((i) => i.f));
    if (window.bootstrap) window.bootstrap.Modal.getOrCreateInstance(document.getElementById("hand-in")).show();
    else handIn();
  }
  function handIn() {
    hide("hand-in", "Modal");
    if (handing) return;
    handing = true;
    veil(words.handing);
    queue = queue.filter((told) => told.kind !== "seen");
    push("submit");
  }

  /* files: sent at once; what did not go through is tried again when the network is back ----------- */
  const waiting = new Map();
  function upload(input) {
    const box = input.closest("[data-upload]"), file = input.files[0] || waiting.get(input);
    if (!file) return;
    const line = one("[data-file]", box), body = new FormData();
    body.append("file", file);
    line.textContent = fill(words.uploading, { name: file.name });
    fetch(box.dataset.upload, { method: "POST", credentials: "same-origin", body, headers: { "X-CSRFToken": one("[name=csrfmiddlewaretoken]").value, Accept: "application/json" } })
      .then((answer) => answer.json()).then((told) => {
        waiting.delete(input);
        input.value = "";
        line.textContent = told.key ? fill(words.uploaded, { name: told.name }) : told.says || told.message;
        if (!told.key) return;
        one("[data-key]", box).value = told.key;
        changed(box);
      }).catch(() => { waiting.set(input, file); line.textContent = fill(words.unsent, { name: file.name }); });
  }

  /* keys and touches ------------------------------------------------------------------------------ */
  form.addEventListener("submit", (event) => { event.preventDefault(); });
  form.addEventListener("input", (event) => { if (event.target.type !== "file" && event.target.closest("[data-item]")) changed(event.target); });
  form.addEventListener("change", (event) => { if (event.target.type === "file") upload(event.target); else if (event.target.closest("[data-item]")) changed(event.target); });
  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest && event.target.closest(selector);
    const button = at("[data-turn], [data-to], [data-hand-in], button[name=do], button[name=move]");
    if (!button) return;
    event.preventDefault();
    if (button.dataset.turn) turn(Number(button.dataset.turn));
    else if (button.dataset.to) { hide("card", "Offcanvas"); go(byNumber[button.dataset.to]); }
    else if ("handIn" in button.dataset) handIn();
    else if (button.name === "do") ask();
    else {
      const li = button.closest("li"), up = button.value.endsWith(".up");
      const beside = up ? li.previousElementSibling : li.nextElementSibling;
      if (beside) li.parentNode.insertBefore(up ? li : beside, up ? beside : li);
      one("[data-own]", li.closest("[data-ask]")).checked = true;
      button.focus();
      changed(button);
    }
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target, types = field.matches && field.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
    if (types || event.ctrlKey || event.metaKey || event.altKey || one(".modal.show, .offcanvas.show") || !one("[data-veil]").hidden) return;
    const key = event.key.toLowerCase();
    if (key === "arrowleft" || key === "arrowright") turn(key === "arrowright" ? 1 : -1);
    else if (key === "f") here.flag.click();
    else if (/^[a-j]$/.test(key)) {
      const box = (field.closest && field.closest("[data-ask]")) || here.asks[0];
      const option = all(".zc-ex-opt input", box)[key.charCodeAt(0) - 97];
      if (!option) return;
      option.focus();
      option.click();
    } else return;
    event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => { if (!stopped && !handing) push(document.hidden ? "left" : "back"); });
  window.addEventListener("pagehide", () => send());
  window.addEventListener("online", () => { tries = 0; soon(0); waiting.forEach((file, input) => upload(input)); });
  window.addEventListener("hashchange", () => go(byNumber[location.hash.slice(6)]));

  /* start ---------------------------------------------------------------------------------------- */
  form.classList.add("zc-ex-live");
  go(byNumber[location.hash.slice(6)] || items[0], true);
  journal.all().then((rows) => {
    const known = rows.find((r) => r.offset !== undefined);
    const age = known ? Date.now() + known.offset - data.now : 0;
    if (age > 3000) { aged = age; offset = known.offset; ends -= age; } /* the page came from the store below */
    else journal.put({ id: mine("clock"), offset }).catch(() => {});
    rows.forEach((r) => { if (r.n) take(r); });
    queue = rows.filter((r) => r.kind).sort((a, b) => a.at - b.at).concat(queue);
    handing = queue.some((told) => told.kind === "submit");
    if (handing) veil(words.handing);
    heard = -BEAT;
    card();
    tick();
    if (unsent().length) say("saving");
    send();
  });
  setInterval(tick, 500);
  tick();

  /* the page itself, so that a reload without network shows it again (needs HTTPS) ------------------ */
  if (navigator.serviceWorker && window.caches) {
    navigator.serviceWorker.register(form.dataset.worker).then(() => caches.open("zc-exam")).then((store) => {
      const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";
      const answer = new Response(page, { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy } });
      const files = all("link[rel=stylesheet], script[src]").map((el) => el.href || el.src);
      return Promise.all([store.put(location.pathname, answer), store.addAll(files)]);
    }).catch(() => {});
  }
})();
