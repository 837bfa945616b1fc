/* Checks a chosen or dropped PDF by the hash that the browser computes: the file itself stays here. */
(function () {
  "use strict";
  var form = document.querySelector("[data-verify-file]");
  if (!form) { return; }
  var drop = form.querySelector("[data-verify-drop]");
  var chosen = form.querySelector("input[type=file]");
  var digest = form.querySelector("input[name=sha256]");
  var over = "zc-verify-over";

  function hex(buffer) {
    return Array.from(new Uint8Array(buffer), function (one) {
      return ("0" + one.toString(16)).slice(-2);
    }).join("");
  }

  function send(file) {
    // Without a secure context there is no hashing here: the file is sent and hashed there.
    if (!window.crypto || !window.crypto.subtle) { form.submit(); return; }
    file.arrayBuffer().then(function (content) {
      return window.crypto.subtle.digest("SHA-256", content);
    }).then(function (sum) {
      digest.value = hex(sum);
      chosen.disabled = true;
      form.submit();
    }).catch(function () { form.submit(); });
  }

  form.addEventListener("submit", function (event) {
    var file = chosen.files[0];
    if (!file || file.size > 5 * 1024 * 1024) { return; }
    event.preventDefault();
    send(file);
  });
  ["dragenter", "dragover"].forEach(function (name) {
    drop.addEventListener(name, function (event) {
      event.preventDefault();
      drop.classList.add(over);
    });
  });
  ["dragleave", "drop"].forEach(function (name) {
    drop.addEventListener(name, function () { drop.classList.remove(over); });
  });
  drop.addEventListener("drop", function (event) {
    event.preventDefault();
    if (!event.dataTransfer.files.length) { return; }
    chosen.files = event.dataTransfer.files;
    form.requestSubmit ? form.requestSubmit() : send(chosen.files[0]);
  });
  window.addEventListener("pageshow", function () { chosen.disabled = false; digest.value = ""; });
}());
