/* A practical task that takes tries: a press on its button asks the server and fills the part of the page that shows them.
   Without this script the same button sends the whole form. ES2019, no build; texts come from the page. */
(function () {
  "use strict";
  if (!window.fetch || !window.FormData) return;
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-try]");
    if (!button) return;
    event.preventDefault();
    const ask = button.closest("[data-ask]"), box = ask.querySelector("[data-tries]"), body = new FormData();
    ask.querySelectorAll("input, select, textarea").forEach((field) => {
      if (field.name && (!/checkbox|radio/.test(field.type) || field.checked)) body.append(field.name, field.value);
    });
    button.disabled = true;
    box.setAttribute("aria-busy", "true");
    const lost = () => {
      const line = document.createElement("p");
      Object.assign(line, { className: "zc-error", textContent: box.dataset.lost });
      line.setAttribute("role", "alert");
      box.prepend(line);
    };
    fetch(button.formAction, {
      method: "POST", credentials: "same-origin", body, redirect: "manual",
      headers: { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value, "X-Step": "1", Accept: "text/html" },
    })
      .then((answer) => {
        if (answer.type === "opaqueredirect") return location.reload(); /* handed in, or signed out: the page says so */
        return [200, 409, 422].includes(answer.status) ? answer.text().then((part) => (box.innerHTML = part)) : lost();
      })
      .catch(lost)
      .then(() => { button.disabled = false; box.removeAttribute("aria-busy"); });
  });
})();
