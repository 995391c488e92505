"use strict";
// A page that was left by Back is asked for again: its address says all that it showed.
addEventListener("pageshow", function (event) { if (event.persisted) { location.reload(); } });
// A request that finds nobody is told on the page: what stands there would look as if it still held.
function stopped(is) {
  var box = document.getElementById("stopped");
  if (!box) { return; }
  box.textContent = is ? box.dataset.words : "";
  document.body.classList.toggle("is-stopped", is);
}
addEventListener("htmx:sendError", function () { stopped(true); });
addEventListener("htmx:afterOnLoad", function () { stopped(false); });
// The line of a mistake is marked in the box in which the file is written.
addEventListener("click", function (event) {
  var link = event.target.closest("a[data-line]"), box = document.getElementById("text");
  if (!link || !box || !box.value) { return; }
  event.preventDefault();
  var lines = box.value.split("\n"), at = Number(link.dataset.line) - 1;
  var start = lines.slice(0, at).join("\n").length + (at > 0 ? 1 : 0);
  box.focus();
  box.setSelectionRange(start, start + (lines[at] || "").length);
  box.scrollTop = Math.max(0, box.scrollHeight * at / lines.length - box.clientHeight / 2);
  box.scrollIntoView({ block: "center" });
});
