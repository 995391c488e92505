(function () {
  var root = document.documentElement, button = document.getElementById("lang-switch");
  var mains = {}, opened = [];
  document.querySelectorAll("main").forEach(function (main) { mains[main.lang] = main; });
  function show(lang) {
    root.lang = lang;
    document.title = mains[lang].dataset.title;
    button.textContent = mains[lang].dataset.switch;
    button.lang = lang === "zh" ? "en" : "zh";
    button.setAttribute("aria-label", mains[lang].dataset.switchLabel);
  }
  function reveal() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) { return; }
    var main = target.closest("main");
    if (main && main.lang !== root.lang) { show(main.lang); }
    for (var at = target; at; at = at.parentElement) { if (at.tagName === "DETAILS") { at.open = true; } }
    target.scrollIntoView();
  }
  button.addEventListener("click", function () { show(root.lang === "zh" ? "en" : "zh"); });
  window.addEventListener("hashchange", reveal);
  window.addEventListener("beforeprint", function () {
    opened = Array.prototype.slice.call(document.querySelectorAll("details.printed:not([open])"));
    opened.forEach(function (one) { one.open = true; });
  });
  window.addEventListener("afterprint", function () { opened.forEach(function (one) { one.open = false; }); });
  function fit() {
    root.style.setProperty("--nav", mains[root.lang].querySelector("nav").offsetHeight + "px");
    document.querySelectorAll(".wide").forEach(function (one) { one.classList.toggle("slid", one.scrollWidth > one.clientWidth + 1); });
  }
  root.classList.add("scripted");
  document.addEventListener("toggle", fit, true);
  window.addEventListener("resize", fit);
  button.addEventListener("click", fit);
  show(root.lang);
  fit();
  button.hidden = false;
  reveal();
})();
