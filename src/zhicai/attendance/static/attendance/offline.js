/* The sign-in list without network. Each tick has a key of its own and lies in this device's storage
   before anything is sent; it leaves only once the server has said what became of it. ES2019. */
(function () {
  "use strict";

  const page = document.querySelector("[data-zc-offline]");
  if (!page) return;
  const STORE = "zc-attendance-1";
  const AT_ONCE = 200;
  const EVERY = 20000;
  const words = page.dataset;
  const name = "zc-attendance-" + words.zcOffline + "-" + words.user;
  const one = (selector, root) => (root || page).querySelector(selector);
  const all = (selector, root) => Array.from((root || page).querySelectorAll(selector));
  const fill = (text, n) => text.replace("{n}", String(n));

  /* what the device keeps: {rendered, offset, ticks: [{key, registration, lesson, out, at, became, says}]} */
  const read = () => {
    try {
      const found = JSON.parse(window.localStorage.getItem(name) || "{}");
      return { rendered: found.rendered || "", offset: found.offset || 0, ticks: found.ticks || [] };
    } catch (error) {
      return { rendered: "", offset: 0, ticks: [] };
    }
  };
  const write = (state) => window.localStorage.setItem(name, JSON.stringify(state));
  const key = () => {
    const bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  };
  const waiting = (state) => state.ticks.filter((tick) => !tick.became);

  /* a page fresh from the server sets the clock right and drops what has arrived */
  const begin = () => {
    const state = read();
    if (words.now && words.now !== state.rendered) {
      state.rendered = words.now;
      state.offset = new Date(words.now).getTime() - Date.now();
      state.ticks = state.ticks.filter((tick) => !tick.became || tick.became === "refused");
      write(state);
    }
  };

  const standing = new Map();
  const block = document.getElementById("zc-standing");
  JSON.parse((block && block.textContent) || "[]").forEach((row) =>
    standing.set(row[0] + "-" + row[1], { came: row[2], left: row[3] })
  );

  /* show ------------------------------------------------------------------------------------------ */
  const chosen = () => ({
    lesson: Number((one("[data-lesson]") || {}).value || 0),
    out: one("[data-out-choice]:checked") ? one("[data-out-choice]:checked").value === "1" : false,
  });
  const says = (text) => (one("[data-says]").textContent = text || "");
  const show = () => {
    const state = read();
    const now = chosen();
    const left = waiting(state).length;
    one("[data-count]").textContent = left ? fill(words.pending, left) : words.clean;
    one("[data-state]").textContent = navigator.onLine ? words.online : "";
    if (!navigator.onLine) says(words.offline);
    const mine = new Map();
    state.ticks.forEach((tick) => {
      if (tick.lesson === now.lesson && tick.out === now.out) mine.set(tick.registration, tick);
    });
    all("[data-person]").forEach((row) => {
      const person = Number(row.dataset.person);
      const tick = mine.get(person);
      const there = standing.get(person + "-" + now.lesson);
      const entered = there && (now.out ? there.left : there.came);
      const tag = one("[data-tag]", row);
      const button = one("[data-tick]", row);
      const became = tick ? tick.became : "";
      const label = !tick
        ? entered ? words.entered : ""
        : !became ? words.kept : became === "refused" ? words.refused : words.sent;
      tag.hidden = !label;
      tag.textContent = label;
      tag.className = "zc-tag " +
        (!label || (tick && !became) ? "zc-info" : became === "refused" ? "zc-red" : "zc-green");
      one("[data-why]", row).textContent = became === "refused" ? tick.says : "";
      button.textContent = tick && !became ? words.back : now.out ? words.out : words.in;
      button.className = tick && !became ? "btn btn-light" : "btn btn-primary";
      button.disabled = Boolean((tick && became && became !== "refused") || (entered && !tick));
    });
  };
  const narrow = () => {
    const wanted = (one("[data-find]") || { value: "" }).value.trim();
    all("[data-person]").forEach((row) => (row.hidden = wanted !== "" && !row.dataset.words.includes(wanted)));
  };

  /* tick ------------------------------------------------------------------------------------------ */
  const tick = (row) => {
    const state = read();
    const now = chosen();
    const person = Number(row.dataset.person);
    const same = (t) => t.registration === person && t.lesson === now.lesson && t.out === now.out;
    const before = state.ticks.find((t) => same(t) && !t.became);
    state.ticks = state.ticks.filter((t) => !(same(t) && (!t.became || t.became === "refused")));
    if (!before) {
      state.ticks.push({
        key: key(), registration: person, lesson: now.lesson, out: now.out,
        at: new Date(Date.now() + state.offset).toISOString(), became: "", says: "",
      });
    }
    write(state);
    show();
    if (!before) soon();
  };

  /* sync ------------------------------------------------------------------------------------------ */
  let busy = false;
  let timer = 0;
  const soon = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(sync, 1500);
  };
  const settle = (outcomes) => {
    const state = read();
    const found = new Map(outcomes.map((o) => [o.key, o]));
    state.ticks.forEach((t) => {
      const outcome = found.get(t.key);
      if (outcome) {
        t.became = outcome.became;
        t.says = outcome.says;
      }
    });
    write(state);
  };
  const sync = () => {
    const ready = waiting(read()).slice(0, AT_ONCE);
    if (busy || !ready.length || !navigator.onLine) return show();
    busy = true;
    const body = JSON.stringify({
      ticks: ready.map((t) => ({
        key: t.key, registration: t.registration, lesson: t.lesson, out: t.out, at: t.at,
      })),
    });
    const token = one("[name=csrfmiddlewaretoken]").value;
    fetch(words.sync, {
      method: "POST",
      body: body,
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    })
      .then((answer) => {
        const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
        if (answer.redirected || answer.status === 403 || (answer.ok && !json)) return says(words.signin);
        if (!json) return says(words.failed);
        return answer.json().then((told) => {
          if (!answer.ok) return says(told.message);
          settle(told.outcomes);
          return says("");
        });
      })
      .catch(() => says(navigator.onLine ? words.failed : words.offline))
      .then(() => {
        busy = false;
        show();
        if (waiting(read()).length) timer = window.setTimeout(sync, EVERY);
      });
    return undefined;
  };

  /* keep the page --------------------------------------------------------------------------------- */
  const keep = () => {
    if (!window.isSecureContext || !("serviceWorker" in navigator)) return says(words.unsafe);
    const files = all("link[rel=stylesheet], link[rel=icon], script[src]", document).map((el) => el.href || el.src);
    return navigator.serviceWorker
      .register(words.worker)
      .then(() => caches.open(STORE))
      .then((store) => store.addAll(files.concat([window.location.pathname])))
      .then(() => says(words.ready))
      .catch(() => show());
  };
  const clear = () => {
    if (waiting(read()).length) return says(words.unsynced);
    window.localStorage.removeItem(name);
    const gone = "caches" in window ? caches.delete(STORE) : Promise.resolve();
    return gone.then(() => says(words.cleared));
  };

  page.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button");
    if (!button) return;
    if (button.hasAttribute("data-tick")) tick(button.closest("[data-person]"));
    if (button.hasAttribute("data-sync-now")) sync();
    if (button.hasAttribute("data-clear")) clear();
  });
  page.addEventListener("change", show);
  page.addEventListener("input", narrow);
  window.addEventListener("online", () => {
    says("");
    sync();
  });
  window.addEventListener("offline", show);

  begin();
  show();
  if (navigator.onLine) {
    keep();
    sync();
  }
})();
