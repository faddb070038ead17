(function () {
  "use strict";
  var all = function (selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); };
  var fold = function (text) { return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, ""); };
  var refresh = function (id) {
    var search = document.querySelector('[data-for="' + id + '"]');
    var words = search ? fold(search.value) : "";
    var trouble = document.querySelector('[data-trouble="' + id + '"]');
    var boxes = all('[data-status="' + id + '"]');
    var off = boxes.filter(function (box) { return !box.checked; }).map(function (box) { return box.value; });
    all("#" + id + " tbody tr").forEach(function (row) {
      var kind = row.getAttribute("data-class");
      row.hidden = fold(row.textContent).indexOf(words) === -1 || off.indexOf(kind) !== -1 ||
        Boolean(trouble && trouble.checked && kind === "conform");
    });
  };
  all(".filter").forEach(function (filter) { filter.hidden = false; });

  // What is filtered all over the page, and told by the address: #?family=optics&outcome=nonconform
  var form = document.getElementById("filter");
  var items = all("[data-item]").map(function (element) {
    return { element: element, text: null };
  });
  var has = function (element, name, wanted) {
    return !wanted || (" " + element.getAttribute("data-" + name) + " ").indexOf(" " + wanted + " ") !== -1;
  };
  var sift = function () {
    var chosen = {};
    all("#filter [name]").forEach(function (input) { chosen[input.name] = input.value; });
    var words = fold(chosen.text).split(/\s+/).filter(Boolean);
    var shown = 0;
    items.forEach(function (item) {
      var element = item.element;
      var fits = has(element, "family", chosen.family) && has(element, "severity", chosen.severity) &&
        has(element, "outcome", chosen.outcome) && has(element, "scenario", chosen.scenario);
      if (fits && words.length) {
        item.text = item.text || fold(element.textContent);
        fits = words.every(function (word) { return item.text.indexOf(word) !== -1; });
      }
      element.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    var told = form.querySelector("output");
    told.textContent = shown + " " + told.getAttribute("data-words") + " " + items.length;
    return chosen;
  };
  var address = function (chosen) {
    var parts = Object.keys(chosen).filter(function (name) { return chosen[name]; }).map(function (name) {
      return name + "=" + encodeURIComponent(chosen[name]);
    });
    history.replaceState(null, "", parts.length ? "#?" + parts.join("&") : "#filter");
  };
  var follow = function () {
    if (location.hash.indexOf("#?") !== 0) { return; }
    var asked = new URLSearchParams(location.hash.slice(2));
    all("#filter [name]").forEach(function (input) {
      input.value = asked.get(input.name) || "";
      // What nobody can choose leaves nothing out.
      if (input.value !== (asked.get(input.name) || "")) { input.value = ""; }
    });
    sift();
  };
  if (form) {
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("input", function () { address(sift()); });
    form.addEventListener("reset", function () { window.setTimeout(function () { address(sift()); }, 0); });
    window.addEventListener("hashchange", follow);
    sift();
    follow();
  }

  // Paper shows everything that can be opened.
  var closed = [];
  window.addEventListener("beforeprint", function () {
    closed = all("details:not([open])");
    closed.forEach(function (one) { one.open = true; });
  });
  window.addEventListener("afterprint", function () {
    closed.forEach(function (one) { one.open = false; });
  });
  all("[data-for], [data-trouble], [data-status]").forEach(function (input) {
    var id = input.getAttribute("data-for") || input.getAttribute("data-trouble") || input.getAttribute("data-status");
    input.addEventListener("input", function () { refresh(id); });
  });
  all(".replay button").forEach(function (button) {
    var code = button.parentNode.querySelector("code");
    var word = button.textContent;
    button.hidden = false;
    button.addEventListener("click", function () {
      var range = document.createRange();
      range.selectNodeContents(code);
      var selection = window.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      var done = function () {
        button.textContent = button.getAttribute("data-done");
        window.setTimeout(function () { button.textContent = word; }, 1500);
      };
      if (navigator.clipboard) {
        navigator.clipboard.writeText(code.textContent).then(done, function () {});
      } else if (document.execCommand("copy")) {
        done();
      }
    });
  });
}());
