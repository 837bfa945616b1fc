/* Checks the signed text of a certificate without network: ES2019, no call outside. Needs tweetnacl. */
(function () {
  "use strict";
  var told = JSON.parse(document.getElementById("zc-told").textContent);
  var purpose = "zhicai-certificate\u0000";
  var signature = 64;
  var head = 7;

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (sign) { return sign.charCodeAt(0); });
  }

  function joined(first, second) {
    var whole = new Uint8Array(first.length + second.length);
    whole.set(first);
    whole.set(second, first.length);
    return whole;
  }

  function read(text) {
    var raw = bytes(text);
    var body = raw.slice(0, -signature);
    if (body.length <= head || body[0] !== 1) { return null; }
    var short = Array.from(body.slice(1, 5), function (one) {
      return ("0" + one.toString(16)).slice(-2);
    }).join("");
    var signed = joined(new TextEncoder().encode(purpose), body);
    var good = told.keys.some(function (key) {
      return key.short === short
        && nacl.sign.detached.verify(signed, raw.slice(-signature), bytes(key.publicKey));
    });
    var parts = new TextDecoder().decode(body.slice(head)).split("\n");
    var day = new Date(Date.UTC(2000, 0, 1) + (body[5] * 256 + body[6]) * 86400000);
    return {
      good: good, number: parts[0], name: parts[1], kind: told.kinds[parts[2]] || parts[2],
      issuer: parts[3], day: day.toISOString().slice(0, 10), key: short,
    };
  }

  function show(tone, title, text, facts) {
    var box = document.getElementById("zc-verdict");
    box.className = "verdict " + tone;
    box.hidden = false;
    document.getElementById("zc-title").textContent = title;
    document.getElementById("zc-text").textContent = text;
    var list = document.getElementById("zc-facts");
    list.textContent = "";
    (facts ? ["name", "number", "kind", "issuer", "day", "key"] : []).forEach(function (name) {
      var label = document.createElement("dt");
      var value = document.createElement("dd");
      label.textContent = told.words[name];
      value.textContent = facts[name];
      list.appendChild(label);
      list.appendChild(value);
    });
    document.getElementById("zc-limits").hidden = tone !== "good";
  }

  function check(typed) {
    var text = typed.trim();
    text = text.slice(text.lastIndexOf("#") + 1);
    var found = null;
    try {
      found = text ? read(text) : null;
    } catch (error) {
      found = null;
    }
    if (!found) {
      show("idle", told.words.unreadable, told.words.unreadableText, null);
    } else if (!found.good) {
      show("bad", told.words.bad, told.words.badText, null);
    } else {
      show("good", told.words.good, "", found);
    }
  }

  document.getElementById("zc-form").addEventListener("submit", function (event) {
    event.preventDefault();
    check(document.getElementById("zc-typed").value);
  });
  if (location.hash.length > 1) { check(location.hash); }
  window.addEventListener("hashchange", function () { check(location.hash); });
}());
