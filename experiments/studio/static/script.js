"use strict";
// A page that was left by Back is asked for again: its address says all that it showed.
addEventListener("pageshow", function (event) { if (event.persisted) { location.reload(); } });
