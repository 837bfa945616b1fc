/* The marking desk by the keyboard: a digit gives a point its marks and goes on to the next one, a dot goes
   back for a tenth, Enter keeps the marks. Without it the fields are plain. ES2019, no build, no words. */
(function () {
  "use strict";
  const form = document.querySelector("[data-mk]");
  if (!form) return;
  const points = Array.from(form.querySelectorAll("[data-mk-point]")).map((box) => ({
    box, input: box.querySelector("input"), keys: Array.from(box.querySelectorAll("[data-mark]")),
  }));
  const save = form.querySelector("[data-mk-save]"), sum = form.querySelector("[data-mk-sum]");
  const most = (one) => Number(one.input.dataset.most);
  const worth = (one) => (one.input.value.trim() === "" ? null : Number(one.input.value.trim().replace(",", ".")));
  const isGood = (one) => { const n = worth(one); return n !== null && n >= 0 && n <= most(one) && /^\d+(\.\d)?$/.test(one.input.value.trim()); };
  const show = () => {
    let total = 0, all = true;
    points.forEach((one) => {
      const good = isGood(one), n = worth(one);
      one.box.classList.toggle("zc-mk-point--full", good);
      one.box.classList.toggle("zc-mk-point--wrong", n !== null && !good && !one.input.value.endsWith("."));
      one.keys.forEach((key) => key.setAttribute("aria-pressed", String(good && Number(key.dataset.mark) === n)));
      if (good) total += n; else all = false;
    });
    sum.textContent = all ? String(Math.round(total * 10) / 10) : "—";
  };
  const goOn = (n) => { const next = points[n + 1]; if (next) { next.input.focus(); next.input.select(); } else save.focus(); };
  points.forEach((one, n) => {
    one.box.querySelectorAll("[data-mk-keys]").forEach((keys) => { keys.hidden = false; });
    one.keys.forEach((key) => key.addEventListener("click", () => { one.input.value = key.dataset.mark; show(); goOn(n); }));
    one.input.addEventListener("input", () => {
      one.input.value = one.input.value.replace(/[０-９．，。,]/g, (sign) => (/[０-９]/.test(sign) ? String.fromCharCode(sign.charCodeAt(0) - 0xfee0) : "."));
      show();
      if (!isGood(one)) return;
      const text = one.input.value.trim();
      if (text.includes(".") || Number(text + "0") > most(one)) goOn(n);
    });
  });
  /* A dot after a digit that has gone on belongs to the point before. */
  form.addEventListener("keydown", (event) => {
    if (event.key !== "." && event.key !== "Decimal" && event.key !== "。") return;
    const here = points.findIndex((one) => one.input === document.activeElement);
    const last = here === -1 ? (document.activeElement === save ? points.length - 1 : -1) : here - 1;
    if (last < 0 || (here !== -1 && points[here].input.value !== "" && points[here].input.selectionStart === points[here].input.selectionEnd)) return;
    const before = points[last];
    if (!/^\d+$/.test(before.input.value)) return;
    event.preventDefault();
    before.input.value += ".";
    before.input.focus();
    before.input.setSelectionRange(before.input.value.length, before.input.value.length);
  });
  form.querySelectorAll("[data-mk-hint]").forEach((hint) => { hint.hidden = false; });
  form.addEventListener("submit", () => { setTimeout(() => { save.disabled = true; }, 0); });
  window.addEventListener("pageshow", () => { save.disabled = false; });
  show();
  const first = points.find((one) => !isGood(one)) || points[0];
  if (first && window.matchMedia("(min-width: 992px)").matches) { first.input.focus({ preventScroll: true }); first.input.select(); }
})();
