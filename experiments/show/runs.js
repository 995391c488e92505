(function () {
  var LANE = 108, COLUMN = 138, GAP = 40, HEAD = 30, LINE = 15, held = {};
  function data(lang) {
    if (!held[lang]) { held[lang] = JSON.parse(document.getElementById("runs-" + lang).textContent); }
    return held[lang];
  }
  function escaped(text) {
    return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
  }
  function drawing(all, run, title) {
    function said(word) { return escaped(all.words[word]); }
    var lanes = run[0], x = LANE + COLUMN / 2, tallest = 0, groups = [], path = "", body = "", steps = "";
    run[1].forEach(function (step) { tallest = Math.max(tallest, step[5].length + step[6].length); });
    var lane = 46 + LINE * tallest, height = HEAD + lane * lanes.length + 4;
    run[1].forEach(function (step, place) {
      x += (place ? COLUMN : 0) + (step[2] ? GAP : 0);
      var y = HEAD + step[0] * lane + 30, look = all.looks[step[1]];
      if (step[3] >= 0) { groups.push({ head: step[3], left: x - COLUMN / 2, gap: step[2] }); }
      groups[groups.length - 1].right = x + COLUMN / 2;
      path += place ? "H" + (x - COLUMN / 2) + "V" + y + "H" + x : "M" + x + " " + y;
      steps += '<g transform="translate(' + x + " " + y + ')">' + look[0] + "</g>";
      if (step[4] >= 0) {
        steps += '<text x="' + x + '" y="' + (y - 15) + '" text-anchor="middle" font-size="11" fill="#444">' + said(step[4]) + "</text>";
      }
      function lines(words, first) {
        return words.map(function (word, row) {
          return '<text x="' + x + '" y="' + (y + 26 + (first + row) * LINE) + '">' + said(word) + "</text>";
        }).join("");
      }
      steps += '<g text-anchor="middle" font-size="13" fill="#1a1a1a">' + lines(step[5], 0) + "</g>"
        + '<g text-anchor="middle" font-size="12" fill="' + look[1] + '">' + lines(step[6], step[5].length) + "</g>";
    });
    var width = x + COLUMN / 2 + 6;
    lanes.forEach(function (name, place) {
      var top = HEAD + place * lane;
      body += '<rect x="0" y="' + top + '" width="' + width + '" height="' + lane + '" fill="' + (place % 2 ? "#FFFFFF" : "#F3F5F7") + '"/>';
      name.forEach(function (word, row) {
        var y = top + lane / 2 + (row - (name.length - 1) / 2) * 17 + 5;
        body += '<text x="8" y="' + y + '" font-size="13" font-weight="600">' + said(word) + "</text>";
      });
    });
    groups.forEach(function (group, place) {
      body += '<rect x="' + (group.left + 2) + '" y="2" width="' + (group.right - group.left - 4) + '" height="22" rx="3" fill="#DCE3EA"/>'
        + '<text x="' + (group.left + group.right) / 2 + '" y="18" text-anchor="middle">' + said(group.head) + "</text>";
      var next = groups[place + 1];
      if (!next) { return; }
      var middle = (group.right + next.left) / 2;
      body += '<path d="M' + middle + " 2V" + (height - 4) + '" stroke="#9AA5B1" fill="none"' + (next.gap ? ' stroke-dasharray="3 4"' : "") + "/>";
      if (next.gap) { body += '<text x="' + middle + '" y="18" text-anchor="middle">⋯</text>'; }
    });
    return '<svg class="timeline" role="img" aria-label="' + escaped(title) + '" viewBox="0 0 ' + width + " " + height
      + '" width="' + width + '" height="' + height + '" font-size="12">' + body
      + '<path d="' + path + '" fill="none" stroke="#9AA5B1" stroke-width="2"/>' + steps + "</svg>";
  }
  function draw(within) {
    within.querySelectorAll("[data-run]").forEach(function (box) {
      if (box.closest("details:not([open])") || box.firstChild) { return; }
      var all = data(box.closest("main").lang);
      box.innerHTML = drawing(all, all.runs[box.dataset.run], box.getAttribute("aria-label"));
    });
  }
  document.addEventListener("toggle", function (event) { if (event.target.open) { draw(event.target); } }, true);
  window.addEventListener("beforeprint", function () { draw(document); });
  draw(document);
})();
