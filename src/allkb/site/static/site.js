"use strict";

/* What every page has: a search that leads to the first page, and folds that open for print. */
(() => {
  const quick = document.querySelector(".quick");
  if (quick) {
    quick.hidden = false;
    quick.addEventListener("submit", (event) => {
      event.preventDefault();
      const given = new URLSearchParams({ q: quick.querySelector("input").value.trim() });
      location.href = `${document.body.dataset.root}index.html#${given}`;
    });
  }

  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("main details:not([open])")) {
      part.open = true;
      part.dataset.printed = "";
    }
  });
  addEventListener("afterprint", () => {
    for (const part of document.querySelectorAll("[data-printed]")) {
      part.open = false;
      delete part.dataset.printed;
    }
  });
})();
