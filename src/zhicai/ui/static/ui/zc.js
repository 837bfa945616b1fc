/* 知才 behaviours, by data-zc-* attributes. ES2019, no build, no words of its own: every text comes
   from the page, translated there. Parts: reach, toast, confirm, select, copy/print, errors, autosave, htmx. */
(function () {
  "use strict";

  /* reach ---------------------------------------------------------------------------------------- */
  const one = (selector, root) => (root || document).querySelector(selector);
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const on = (name, selector, act) =>
    document.addEventListener(name, (event) => {
      const target = event.target instanceof Element && event.target.closest(selector);
      if (target) act(event, target);
    });
  const token = (root) => {
    const input = one("[name=csrfmiddlewaretoken]", root) || one("[name=csrfmiddlewaretoken]");
    return input ? input.value : "";
  };
  const fill = (words, values) =>
    words.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  const clock = (time) => {
    const moment = new Date(time);
    const two = (n) => String(n).padStart(2, "0");
    return two(moment.getHours()) + ":" + two(moment.getMinutes());
  };
  const fromTemplate = (name, values, root) => {
    const template = one('template[data-zc-template="' + name + '"]', root) ||
      one('template[data-zc-template="' + name + '"]');
    if (!template) return null;
    const node = template.content.firstElementChild.cloneNode(true);
    all("[data-zc-slot]", node).forEach((el) => (el.textContent = fill(el.dataset.zcSlot, values)));
    return node;
  };

  /* toast: zc.toast("已保存") ---------------------------------------------------------------------- */
  const show = (el) => window.bootstrap && new window.bootstrap.Toast(el).show();
  const toast = (text) => {
    const place = one("[data-zc-toasts]");
    const node = fromTemplate("toast", {});
    if (!place || !node) return;
    one("[data-zc-text]", node).textContent = text;
    place.append(node);
    show(node);
  };

  /* from the server after an htmx request: header HX-Trigger: {"zc:toast": "已保存"} */
  document.addEventListener("zc:toast", (event) => toast(event.detail.value));

  /* confirm: a submit button or link with data-zc-confirm asks in the one dialog first ------------ */
  let asking = null;
  const ask = (event, button) => {
    const dialog = one("#zc-confirm");
    if (button.dataset.zcSure || !dialog || !window.bootstrap) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (button.form && !button.formNoValidate && !button.form.reportValidity()) return;
    asking = button;
    one("[data-zc-text]", dialog).textContent = button.dataset.zcConfirm;
    const title = one(".modal-title", dialog);
    title.dataset.zcFirst = title.dataset.zcFirst || title.textContent;
    title.textContent = button.dataset.zcConfirmTitle || button.dataset.zcConfirmLabel || title.dataset.zcFirst;
    const go = one("[data-zc-go]", dialog);
    go.dataset.zcFirst = go.dataset.zcFirst || go.textContent;
    go.textContent = button.dataset.zcConfirmLabel || go.dataset.zcFirst;
    go.classList.toggle("btn-danger", button.classList.contains("btn-danger"));
    go.classList.toggle("btn-primary", !button.classList.contains("btn-danger"));
    window.bootstrap.Modal.getOrCreateInstance(dialog).show();
  };
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-zc-confirm]");
    if (button) ask(event, button);
  }, true);
  on("submit", "#zc-confirm form", (event) => {
    event.preventDefault();
    const button = asking;
    asking = null;
    window.bootstrap.Modal.getOrCreateInstance(one("#zc-confirm")).hide();
    if (!button) return;
    button.dataset.zcSure = "1";
    button.click();
    delete button.dataset.zcSure;
  });

  /* select: a batch form, its bar, its ticks ------------------------------------------------------ */
  const ticks = (form) => all("input[type=checkbox][name=selected]", form);
  const counted = (form, everything) => {
    const boxes = ticks(form);
    const chosen = boxes.filter((box) => box.checked);
    const bar = one("[data-zc-batch-bar]", form);
    if (!bar) return;
    const whole = everything && chosen.length === boxes.length;
    one("[data-zc-everything]", bar).value = whole ? "1" : "0";
    bar.hidden = chosen.length === 0;
    all("[data-zc-filters]").forEach((row) => row.classList.toggle("zc-filters--away", !bar.hidden));
    const words = one("[data-zc-count]", bar);
    words.textContent = whole ? words.dataset.zcAll : fill(words.dataset.zcOne, { n: chosen.length });
    all("[data-zc-take-all]", bar).forEach((b) => (b.hidden = whole || chosen.length < boxes.length));
    boxes.forEach((box) => {
      const row = box.closest("tr");
      if (row) row.classList.toggle("zc-row--chosen", box.checked);
    });
    all("[data-zc-select-all]", form).forEach((head) => {
      head.checked = boxes.length > 0 && chosen.length === boxes.length;
      head.indeterminate = chosen.length > 0 && !head.checked;
    });
  };
  let lastTick = null;
  on("click", "[data-zc-batch] input[name=selected]", (event, box) => {
    const form = box.closest("[data-zc-batch]");
    const boxes = ticks(form);
    if (event.shiftKey && lastTick && boxes.includes(lastTick)) {
      const ends = [boxes.indexOf(lastTick), boxes.indexOf(box)].sort((a, b) => a - b);
      boxes.slice(ends[0], ends[1] + 1).forEach((other) => (other.checked = box.checked));
    }
    lastTick = box;
    counted(form, false);
  });
  on("change", "[data-zc-batch] [data-zc-select-all]", (event, head) => {
    const form = head.closest("[data-zc-batch]");
    ticks(form).forEach((box) => (box.checked = head.checked));
    counted(form, false);
  });
  on("click", "[data-zc-take-all]", (event, button) => {
    const form = button.closest("[data-zc-batch]");
    ticks(form).forEach((box) => (box.checked = true));
    counted(form, true);
  });
  on("click", "[data-zc-drop-all]", (event, button) => {
    const form = button.closest("[data-zc-batch]");
    ticks(form).forEach((box) => (box.checked = false));
    counted(form, false);
  });
  /* one box for all of a name in its form, where nothing is done at once: data-zc-tick="places" */
  on("change", "[data-zc-tick]", (event, head) => {
    all('input[name="' + head.dataset.zcTick + '"]', head.form).forEach((box) => (box.checked = head.checked));
  });

  /* copy, print ----------------------------------------------------------------------------------- */
  const copied = (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("copy"));
  };
  on("click", "[data-zc-copy]", (event, button) => {
    const text = button.dataset.zcCopy || window.location.href;
    copied(text).then(() => toast(button.dataset.zcDone), () => {});
  });
  on("click", "[data-zc-print]", () => window.print());

  /* errors: after a refused submit the summary gets the focus, its links the fields ------------------------------------------------ */
  const toFirstError = (root) => {
    const box = one("[data-zc-errors]", root);
    if (box && !box.closest("[data-zc-sample]")) box.focus();
  };
  on("click", "[data-zc-errors] a, .zc-checks a, .zc-notice-links a", (event, link) => {
    if (!link.hash || link.pathname !== window.location.pathname) return;
    const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    const fields = "input, select, textarea, button, [tabindex]";
    (field.matches(fields) ? field : one(fields, field) || field).focus({ preventScroll: true });
  });

  /* autosave --------------------------------------------------------------------------------------
     <form data-zc-autosave="/url" data-zc-revision="3"> with a hidden field revision and actionbar.html inside.
     2 s after the last change, at the latest 10 s after the first, the form is posted with `revision`:
       200 {"revision": 4, "saved_at": "14:32", "parts": {"element-id": "<html>"}}   parts are optional;
           then the form gets the event zc:saved (hx-trigger="zc:saved from:closest form")
       409 {"by": "张薇", "at": "14:31", "message": "…"}   stops, keeps what was typed, shows who and when
       any other refusal {"message": "…"}                 shows the message, goes on with the next change
     No answer: a copy stays in this browser (by user and URL) and is sent again after 5, 10, 20, 40, 60 s
     and as soon as the network is back; it is put back when the page is opened again. Files, passwords and
     anything inside [data-zc-private] are never copied; signing out removes all copies. */
  const PAUSE = 2000, LONGEST = 10000, WAITS = [5, 10, 20, 40, 60];
  const user = document.body.dataset.zcUser || "";
  const store = {
    name: (url) => "zc-draft:" + user + ":" + url,
    put(url, value) { try { localStorage.setItem(store.name(url), JSON.stringify(value)); } catch (e) { /* full or off */ } },
    get(url) { try { return JSON.parse(localStorage.getItem(store.name(url))); } catch (e) { return null; } },
    drop(url) { try { localStorage.removeItem(store.name(url)); } catch (e) { /* off */ } },
    clear(which) {
      try {
        Object.keys(localStorage)
          .filter((key) => key.startsWith(store.name("")) && (!which || which(JSON.parse(localStorage.getItem(key)))))
          .forEach((key) => localStorage.removeItem(key));
      } catch (e) { /* off */ }
    },
  };
  const kept = (form) => all("input, select, textarea", form).filter((el) =>
    el.name && el.name !== "csrfmiddlewaretoken" && el.name !== "revision" && !el.disabled &&
    !["file", "password", "submit", "button"].includes(el.type) && !el.closest("[data-zc-private]"));
  const copyOf = (form) => kept(form).map((el) => [el.name,
    el.type === "checkbox" || el.type === "radio" ? el.value : null,
    el.type === "checkbox" || el.type === "radio" ? el.checked
      : el.multiple && el.options ? Array.from(el.selectedOptions, (o) => o.value) : el.value]);
  const putBack = (form, copy) => {
    const fields = kept(form);
    const seen = {};
    copy.forEach(([name, value, state]) => {
      const same = fields.filter((el) => el.name === name);
      if (value !== null) {
        same.filter((el) => el.value === value).forEach((el) => (el.checked = state));
        return;
      }
      const el = same[seen[name] = (name in seen ? seen[name] + 1 : 0)];
      if (!el) return;
      if (Array.isArray(state) && el.options) Array.from(el.options).forEach((o) => (o.selected = state.includes(o.value)));
      else el.value = state;
    });
  };

  function autosave(form) {
    const url = form.dataset.zcAutosave;
    const line = one("[data-zc-save-status]", form) || (form.id && one('[data-zc-save-status="' + form.id + '"]'));
    let revision = form.dataset.zcRevision, timer = 0, waitSince = 0, busy = false, again = false, tries = 0;
    let stopped = false, dirty = false, leaving = false, notice = null;

    const say = (what, values) => {
      if (!line || !line.dataset[what]) return;
      one("[data-zc-text]", line).textContent = fill(line.dataset[what], values || {});
      line.classList.toggle("zc-save--bad", ["offline", "failed", "signedout", "conflict"].includes(what));
    };
    const tell = (name, values) => {
      if (notice) notice.remove();
      notice = fromTemplate(name, values, form);
      if (notice) form.prepend(notice);
      return notice;
    };
    const keep = (sent) => store.put(url, { at: Date.now(), revision: revision, sent: sent === true, fields: copyOf(form) });
    const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
    const changed = () => {
      dirty = true;
      if (stopped) { keep(); return; }
      const now = Date.now();
      waitSince = waitSince || now;
      say("dirty");
      later(tries ? WAITS[Math.min(tries, WAITS.length) - 1] * 1000 : Math.max(0, Math.min(PAUSE, waitSince + LONGEST - now)));
      if (tries) keep();
    };
    const retry = (what) => {
      tries += 1;
      keep();
      say(what);
      later(WAITS[Math.min(tries, WAITS.length) - 1] * 1000);
    };
    const conflict = (answer) => {
      stopped = true;
      keep();
      say("conflict");
      const node = tell("conflict", answer);
      if (!node) return;
      one("[data-zc-message]", node).textContent = answer.message || "";
      one("[data-zc-reload]", node).href = window.location.href;
      node.scrollIntoView({ block: "center" });
      node.focus({ preventScroll: true });
    };
    const parts = (found) => Object.keys(found || {}).forEach((id) => {
      const place = document.getElementById(id);
      if (!place || place.contains(document.activeElement)) return;
      place.innerHTML = found[id];
      if (window.htmx) window.htmx.process(place);
    });
    const answered = (response) => {
      if (response.redirected) { keep(); say("signedout"); tries = 1; return null; }
      if (response.status >= 500 || response.status === 429) { retry("failed"); return null; }
      return response.json().catch(() => null).then((answer) => {
        if (response.status === 409 && answer && answer.by) { conflict(answer); return; }
        if (!response.ok) {
          keep();
          if (answer && answer.message && line) one("[data-zc-text]", line).textContent = answer.message;
          else { say([401, 403].includes(response.status) ? "signedout" : "failed"); tries = 1; }
          return;
        }
        if (!answer) { retry("failed"); return; }
        revision = String(answer.revision);
        form.dataset.zcRevision = revision;
        all("[name=revision]", form).forEach((input) => (input.value = revision));
        tries = 0;
        if (!again) { dirty = false; store.drop(url); }
        say("saved", { time: answer.saved_at });
        parts(answer.parts);
        form.dispatchEvent(new CustomEvent("zc:saved", { bubbles: true, detail: answer }));
      });
    };
    function save() {
      clearTimeout(timer);
      if (stopped || leaving) return;
      if (busy) { again = true; return; }
      busy = true;
      again = false;
      waitSince = 0;
      say("saving");
      const body = new FormData(form);
      all("input[type=file]", form).forEach((input) => body.delete(input.name));
      body.set("revision", revision);
      fetch(url, { method: "POST", body: body, credentials: "same-origin", headers: { "X-CSRFToken": token(form), Accept: "application/json" } })
        .then(answered, () => retry("offline"))
        .then(() => { busy = false; if (again && !stopped && !tries) later(PAUSE); });
    }
    const forget = () => { store.drop(url); window.location.reload(); leaving = true; };

    const copy = store.get(url);
    if (copy && JSON.stringify(copy.fields) !== JSON.stringify(copyOf(form))) {
      const node = tell(copy.revision === revision ? "restored" : "offer", { at: clock(copy.at) });
      if (copy.revision === revision) { putBack(form, copy.fields); changed(); }
      if (node) {
        all("[data-zc-forget]", node).forEach((b) => b.addEventListener("click", forget));
        all("[data-zc-restore]", node).forEach((b) => b.addEventListener("click", () => { putBack(form, copy.fields); node.remove(); changed(); }));
      }
    } else if (copy) store.drop(url);
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); keep(true); });
    window.addEventListener("online", () => { if (tries && !stopped) later(0); });
    window.addEventListener("offline", () => { if (dirty) { keep(); say("offline"); } });
    document.addEventListener("visibilitychange", () => { if (document.hidden && dirty) keep(); });
    window.addEventListener("beforeunload", (event) => { if (dirty && !leaving) { keep(); event.preventDefault(); event.returnValue = ""; } });
    on("click", "[data-zc-reload]", () => { leaving = true; });
  }

  /* a form that is not autosaved but must not be lost by a slip: <form data-zc-guard> */
  function guard(form) {
    let dirty = false;
    form.addEventListener("input", () => (dirty = true));
    form.addEventListener("submit", () => (dirty = false));
    window.addEventListener("beforeunload", (event) => { if (dirty) { event.preventDefault(); event.returnValue = ""; } });
  }

  /* one submit at a time; a shared computer keeps nothing after sign-out */
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const form = event.target;
    if (form.matches("[data-zc-sign-out]")) store.clear();
    if ((form.method || "get") !== "post" || form.dataset.zcTwice !== undefined) return;
    if (form.dataset.zcSent) { event.preventDefault(); return; }
    form.dataset.zcSent = "1";
    setTimeout(() => delete form.dataset.zcSent, 4000);
  });

  /* htmx ------------------------------------------------------------------------------------------ */
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = token(event.target);
  });
  /* a refusal or failure of a part of the page: its words ([data-zc-says]) stand above the page */
  document.addEventListener("htmx:responseError", (event) => {
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText || "", "text/html");
    tellAbove(one("[data-zc-says]", page));
  });
  document.addEventListener("htmx:sendError", () => tellAbove(null));
  const tellAbove = (said) => {
    const place = one(".zc-notices");
    const node = said ? document.importNode(said, true) : fromTemplate("unanswered", {});
    if (!place || !node) return;
    all("[data-zc-told]", place).forEach((old) => old.remove());
    node.dataset.zcTold = "1";
    node.tabIndex = -1;
    place.prepend(node);
    node.scrollIntoView({ block: "center" });
    node.focus({ preventScroll: true });
  };
  /* surveys: a question that shows only after certain answers (the same rule as surveys.rules.content.holds) */
  const given = (form, name) => all('[name="' + name + '"]', form)
    .filter((el) => !el.disabled && (!["radio", "checkbox"].includes(el.type) || el.checked))
    .map((el) => el.value.trim()).filter((value) => value !== "");
  const meets = (rule, values) => {
    if (!values.length || (rule.is && !values.some((value) => rule.is.includes(value)))) return false;
    if (rule.at_least === undefined && rule.at_most === undefined) return true;
    const number = Number(values[0]);
    return Number.isFinite(number) && (rule.at_least === undefined || number >= Number(rule.at_least)) &&
      (rule.at_most === undefined || number <= Number(rule.at_most));
  };
  const showing = (form) => all("[data-zc-show]", form).forEach((el) => {
    const rule = JSON.parse(el.dataset.zcShow);
    const shown = meets(rule, given(form, rule.question));
    el.hidden = !shown;
    all("input, select, textarea", el).forEach((field) => (field.disabled = !shown));
  });
  on("input", "form[data-zc-survey]", (event, form) => showing(form));
  on("change", "form[data-zc-survey]", (event, form) => showing(form));
  /* a table wider than its place is moved by keys too: one without a link in it takes the focus itself */
  const FOCUS = "a[href], button, input, select, textarea, [tabindex]";
  const reachable = () =>
    all(".zc-scroll").forEach((el) => {
      if (el.scrollWidth <= el.clientWidth || el.hasAttribute("tabindex") || one(FOCUS, el)) return;
      const caption = one("caption", el);
      el.tabIndex = 0;
      el.setAttribute("role", "group");
      if (caption) el.setAttribute("aria-label", caption.textContent);
    });
  window.addEventListener("resize", reachable);

  const prepare = (root) => {
    reachable();
    all("form[data-zc-survey]", root).forEach(showing);
    all("form[data-zc-autosave]:not([data-zc-ready])", root).forEach((form) => { form.dataset.zcReady = "1"; autosave(form); });
    all("form[data-zc-guard]:not([data-zc-ready])", root).forEach((form) => { form.dataset.zcReady = "1"; guard(form); });
    all("[data-zc-toast]:not([data-zc-ready])", root).forEach((el) => { el.dataset.zcReady = "1"; show(el); });
    all("[data-zc-batch]", root).forEach((form) => counted(form, false));
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    prepare(event.target);
    toFirstError(event.target);
    /* a part of an autosaved form that the server made anew (a line added or removed) is not saved yet */
    const form = event.target.matches("[data-zc-typed]") && event.target.closest("form[data-zc-autosave]");
    if (form) form.dispatchEvent(new Event("change"));
  });

  const start = () => {
    prepare(document);
    toFirstError(document);
    /* the server has answered a submit: its local copy may go, unless the answer is an error page */
    if (document.body.dataset.zcFailed === undefined) store.clear((copy) => copy && copy.sent);
  };
  window.zc = { toast: toast };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
