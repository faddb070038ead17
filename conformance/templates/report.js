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
