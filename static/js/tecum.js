// Enhances pages that already work without it. No dependency, nothing inline.
(function () {
  "use strict";

  var WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
  var isLeaving = false;

  function each(selector, act) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), act);
  }

  function focusErrorSummary() {
    var summary = document.querySelector("[data-error-summary]");
    if (summary) summary.focus();
  }

  // The kit's date picker empties its field and its combo box drops the description: both are put back.
  function mendKit() {
    each(".usa-date-picker__external-input[data-typed]", function (input) {
      if (!input.value && input.dataset.typed) input.value = input.dataset.typed;
    });
    each(".usa-combo-box", function (box) {
      var select = box.querySelector("select");
      var input = box.querySelector("input");
      ["aria-describedby", "aria-invalid"].forEach(function (name) {
        if (select && input && select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
      });
    });
  }

  function dayOf(text) {
    var found = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{4})\s*$/.exec(text);
    if (!found) return null;
    var day = new Date(Number(found[3]), Number(found[1]) - 1, Number(found[2]));
    return day.getMonth() === Number(found[1]) - 1 && day.getDate() === Number(found[2]) ? day : null;
  }

  function showWeekday(input) {
    var place = input.closest(".usa-form-group");
    if (!place) return;
    var line = place.querySelector(".tecum-weekday");
    var day = dayOf(input.value);
    // Its line is kept free from the start: were it made on leaving the field, the button below would move away from a click.
    if (!line) {
      line = document.createElement("span");
      line.className = "tecum-weekday";
      line.setAttribute("aria-live", "polite");
      place.appendChild(line);
    }
    line.textContent = day ? WEEKDAYS[day.getDay()] : "";
  }

  function watchDates() {
    each("input[data-weekday]:not(.usa-date-picker__internal-input)", function (input) {
      ["blur", "change"].forEach(function (name) {
        input.addEventListener(name, function () { showWeekday(input); });
      });
      showWeekday(input);
    });
  }

  function sayChosen(zone, input) {
    var line = zone.querySelector("[data-drop-chosen]");
    var names = Array.prototype.map.call(input.files, function (file) { return file.name; });
    if (line) line.textContent = names.length > 1 ? names.length + " files: " + names.join(", ") : names.join("");
  }

  function watchDrops() {
    each("[data-drop]", function (zone) {
      var input = zone.querySelector("input[type=file]");
      if (!input) return;
      input.addEventListener("change", function () { sayChosen(zone, input); });
      ["dragenter", "dragover"].forEach(function (name) {
        zone.addEventListener(name, function (event) {
          event.preventDefault();
          zone.classList.add("tecum-drop--over");
        });
      });
      zone.addEventListener("dragleave", function () { zone.classList.remove("tecum-drop--over"); });
      zone.addEventListener("drop", function (event) {
        event.preventDefault();
        zone.classList.remove("tecum-drop--over");
        var files = event.dataTransfer.files;
        if (!files.length) return;
        if (!input.multiple && files.length > 1) {
          zone.querySelector("[data-drop-chosen]").textContent = "Drop one file here.";
          return;
        }
        input.files = files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
    });
  }

  function makeSendable(form) {
    isLeaving = false;
    delete form.dataset.isSent;
    Array.prototype.forEach.call(form.querySelectorAll("[aria-disabled]"), function (button) {
      button.removeAttribute("aria-disabled");
    });
  }

  // A form is sent once; coming back by the browser's back button makes it sendable again.
  function watchForms() {
    each("form[data-tecum-form]", function (form) {
      form.addEventListener("submit", function (event) {
        if (form.dataset.isSent) {
          event.preventDefault();
          return;
        }
        form.dataset.isSent = "yes";
        isLeaving = true;
        Array.prototype.forEach.call(form.querySelectorAll("button[type=submit]"), function (button) {
          button.setAttribute("aria-disabled", "true");
        });
        // A download answers without leaving the page.
        window.setTimeout(function () { makeSendable(form); }, 10000);
      });
      form.addEventListener("input", function () { form.dataset.isChanged = "yes"; });
    });
    document.addEventListener("keydown", function (event) {
      var form = event.target.closest && event.target.closest("form[data-tecum-form]");
      if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        var button = form.querySelector("button[type=submit]:not([name])") || form.querySelector("button[type=submit]");
        if (button) form.requestSubmit(button);
      }
    });
    window.addEventListener("pageshow", function (event) {
      if (!event.persisted) return;
      each("form[data-is-sent]", makeSendable);
    });
    window.addEventListener("beforeunload", function (event) {
      if (!isLeaving && document.querySelector("form[data-is-changed]:not([data-keeps-quiet])")) event.preventDefault();
    });
  }

  function watchPasswords() {
    each("[data-show-password]", function (button) {
      var input = document.getElementById(button.getAttribute("aria-controls"));
      button.hidden = false;
      button.addEventListener("click", function () {
        var isShown = input.type === "text";
        input.type = isShown ? "password" : "text";
        button.setAttribute("aria-pressed", isShown ? "false" : "true");
        button.firstChild.textContent = isShown ? "Show" : "Hide";
      });
    });
  }

  function watchMenus() {
    document.addEventListener("click", function (event) {
      each("details[data-menu][open]", function (menu) {
        if (!menu.contains(event.target)) menu.open = false;
      });
    });
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Escape") return;
      each("details[data-menu][open]", function (menu) {
        var hadFocus = menu.contains(document.activeElement);
        menu.open = false;
        if (hadFocus) menu.querySelector("summary").focus();
      });
    });
  }

  // "/" leads to the search box, unless the person is writing, or has turned the key off (which this browser remembers).
  var KEY_OFF = "tecum-slash-off";

  function isSlashOff() {
    try { return window.localStorage.getItem(KEY_OFF) === "yes"; } catch (error) { return false; }
  }

  function watchSlash() {
    var box = document.querySelector("[data-search]");
    document.addEventListener("keydown", function (event) {
      var isWriting = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
      if (!box || event.key !== "/" || isWriting || event.ctrlKey || event.metaKey || event.altKey || isSlashOff()) return;
      event.preventDefault();
      box.focus();
      box.select();
    });
    each("[data-slash-switch]", function (line) {
      var words = line.querySelector("[data-slash-words]");
      var button = line.querySelector("button");
      function say() {
        words.textContent = isSlashOff() ? "The / key is off in this browser." : "The / key leads to the search box.";
        button.textContent = isSlashOff() ? "Turn the / key on" : "Turn the / key off";
      }
      button.addEventListener("click", function () {
        try { window.localStorage.setItem(KEY_OFF, isSlashOff() ? "no" : "yes"); } catch (error) { return; }
        say();
      });
      say();
      line.hidden = false;
    });
  }

  function watchCopying() {
    if (!window.navigator.clipboard) return;
    each("[data-copy-link]", function (button) {
      button.hidden = false;
      button.addEventListener("click", function () {
        window.navigator.clipboard.writeText(window.location.href).then(function () {
          button.textContent = "Link copied";
          button.setAttribute("aria-live", "polite");
        }, function () { button.textContent = "Copy the address above"; });
      });
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    mendKit();
    watchCopying();
    watchSlash();
    watchDates();
    watchDrops();
    watchForms();
    watchPasswords();
    watchMenus();
    focusErrorSummary();
  });
})();
