// Passkeys, printing of codes, and the warning before a session ends. No dependency, nothing inline.
(function () {
  "use strict";

  var WARN_BEFORE = 5 * 60;
  var ALPHABET = { "-": "+", _: "/" };

  function each(selector, act) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), act);
  }

  function bytesOf(text) {
    var plain = window.atob(text.replace(/[-_]/g, function (sign) { return ALPHABET[sign]; }));
    return Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
  }

  function textOf(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return window.btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function withBytes(list) {
    return (list || []).map(function (one) {
      return Object.assign({}, one, { id: bytesOf(one.id) });
    });
  }

  function post(url, token) {
    return window.fetch(url, { method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin" })
      .then(function (answer) {
        if (!answer.ok || answer.redirected) throw new Error("refused");
        return answer.json();
      });
  }

  function create(options) {
    options.challenge = bytesOf(options.challenge);
    options.user.id = bytesOf(options.user.id);
    options.excludeCredentials = withBytes(options.excludeCredentials);
    return navigator.credentials.create({ publicKey: options });
  }

  function get(options) {
    options.challenge = bytesOf(options.challenge);
    options.allowCredentials = withBytes(options.allowCredentials);
    return navigator.credentials.get({ publicKey: options });
  }

  function told(key) {
    var found = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (key.response[name]) found[name] = textOf(key.response[name]);
    });
    if (key.response.getTransports) found.transports = key.response.getTransports();
    return JSON.stringify({ id: key.id, rawId: textOf(key.rawId), type: key.type, response: found });
  }

  function wordsFor(error, form) {
    if (error.name === "InvalidStateError") return "This device keeps a passkey of yours already.";
    if (error.name === "SecurityError") return "Passkeys do not work at this address. Open " + (form.dataset.origin || "the site by its name") + " instead.";
    if (error.name === "NotAllowedError") return "The browser made no passkey available, or you stopped it. Try again.";
    return "That did not work. Load the page again and try once more.";
  }

  function usePasskey(form) {
    var problem = form.querySelector("[data-passkey-problem]");
    var button = form.querySelector("button[type=submit]");
    var act = form.dataset.passkey === "create" ? create : get;
    problem.hidden = true;
    button.disabled = true;
    post(form.dataset.options, form.elements.csrf_token.value).then(act).then(function (key) {
      form.elements.credential.value = told(key);
      form.submit();
    }).catch(function (error) {
      button.disabled = false;
      problem.textContent = wordsFor(error, form);
      problem.hidden = false;
    });
  }

  function watchPasskeys() {
    each("form[data-passkey]", function (form) {
      if (!window.PublicKeyCredential) return;
      form.hidden = false;
      form.addEventListener("submit", function (event) {
        event.preventDefault();
        // Without a name the server says what is missing.
        if (form.elements.name && form.elements.name.value !== undefined && !String(form.elements.name.value).trim()) form.submit();
        else usePasskey(form);
      });
    });
  }

  function watchPrinting() {
    each("[data-print]", function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { window.print(); });
    });
  }

  // The warning: asked of the server first, since another window may have been used meanwhile.
  function watchSession() {
    var url = document.body.dataset.sessionUrl;
    if (!url) return;
    var token = document.querySelector("input[name=csrf_token]");
    var box = null;

    function waitFor(seconds) {
      window.setTimeout(look, Math.max(1, Math.min(seconds, 86400)) * 1000);
    }

    function look() {
      window.fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } }).then(function (answer) {
        if (answer.redirected || !answer.ok) return { seconds: 0 };
        return answer.json();
      }).then(show).catch(function () { waitFor(60); });
    }

    function show(left) {
      if (left.seconds > WARN_BEFORE + 5) {
        if (box) box.remove();
        box = null;
        waitFor(left.seconds - WARN_BEFORE);
        return;
      }
      if (!box) build();
      if (left.seconds <= 0) {
        box.firstChild.textContent = "Your session has ended. Sign in again; this page can then be sent as it is.";
        box.lastChild.remove();
        return;
      }
      var at = new Date(Date.now() + left.seconds * 1000).toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" })
        .replace("AM", "a.m.").replace("PM", "p.m.");
      box.firstChild.textContent = "You will be signed out at " + at + " by this computer's clock.";
      waitFor(Math.min(left.seconds, 60));
    }

    function build() {
      box = document.createElement("section");
      box.className = "tecum-session";
      box.setAttribute("role", "alertdialog");
      box.setAttribute("aria-label", "Your session ends soon");
      box.appendChild(document.createElement("p"));
      var button = document.createElement("button");
      button.type = "button";
      button.className = "usa-button";
      button.textContent = "Stay signed in";
      button.addEventListener("click", function () {
        post(url, token ? token.value : "").then(show).catch(look);
      });
      box.appendChild(button);
      document.body.appendChild(box);
      button.focus();
    }

    waitFor((new Date(document.body.dataset.sessionEnd) - Date.now()) / 1000 - WARN_BEFORE);
  }

  document.addEventListener("DOMContentLoaded", function () {
    watchPasskeys();
    watchPrinting();
    watchSession();
  });
})();
