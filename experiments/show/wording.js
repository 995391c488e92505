(function () {
  // Each article that is cited becomes a button that shows its own words.
  var CITED = { zh: /第(\d+)条(?:第\d+款)?(?:第(?:\(\d+\))+项)?(?:第\d+句)?/g, en: /\bart\. (\d+)(?:\(\d+\))*(?: para\. \d+)?(?: sent\. \d+)?/g };
  var dialog = document.createElement("dialog");
  dialog.className = "worded";
  dialog.addEventListener("click", function (event) { if (event.target === dialog) { dialog.close(); } });
  function articles(main) {
    var known = {};
    main.querySelectorAll("details[id^='wording-']").forEach(function (one) {
      var number = /-(\d+)-[a-z]+$/.exec(one.id)[1];
      (known[number] = known[number] || []).push(one);
    });
    return known;
  }
  function show(those, main) {
    dialog.textContent = "";
    dialog.lang = main.lang;
    var head = document.createElement("h2");
    head.textContent = those[0].querySelector("summary").firstChild.textContent.trim();
    dialog.appendChild(head);
    those.forEach(function (one) {
      if (those.length > 1) {
        var name = document.createElement("h3");
        name.textContent = one.parentElement.querySelector("summary").firstChild.textContent;
        dialog.appendChild(name);
      }
      one.querySelectorAll(":scope > p").forEach(function (words) { dialog.appendChild(words.cloneNode(true)); });
    });
    var close = document.createElement("button");
    close.type = "button";
    close.textContent = main.dataset.close;
    close.addEventListener("click", function () { dialog.close(); });
    dialog.appendChild(close);
    dialog.showModal();
  }
  function button(label, those, main) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "article";
    made.textContent = label;
    made.addEventListener("click", function () { show(those, main); });
    return made;
  }
  function lead(node, known, main) {
    var parts = document.createDocumentFragment(), at = 0, text = node.data, found, pattern = CITED[main.lang];
    pattern.lastIndex = 0;
    while ((found = pattern.exec(text))) {
      if (!known[found[1]]) { continue; }
      parts.append(text.slice(at, found.index), button(found[0], known[found[1]], main));
      at = found.index + found[0].length;
    }
    if (at) { parts.append(text.slice(at)); node.replaceWith(parts); }
  }
  function all() {
   document.body.appendChild(dialog);
   document.querySelectorAll("main").forEach(function (main) {
    var known = articles(main), nodes = [], walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      var node = walker.currentNode;
      if (!node.parentElement.closest("a, button, summary, svg, code, script, [id^='wording']")) { nodes.push(node); }
    }
    nodes.forEach(function (one) { lead(one, known, main); });
   });
  }
  document.addEventListener("htmx:afterSettle", all);  // where a part of a page is replaced
  all();
})();
