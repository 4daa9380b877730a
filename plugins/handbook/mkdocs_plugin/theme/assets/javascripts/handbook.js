// The handbook's own script: small, and every page reads, prints and links without it.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.replace("no-js", "js");

  // Search: Material's script (and with it the index) is fetched when somebody first turns to the search field.
  const later = document.getElementById("search-scripts");
  const loadSearch = () => {
    if (!later || later.dataset.loaded) return;
    later.dataset.loaded = "true";
    for (const inert of later.content.querySelectorAll("script[src]")) {
      const script = document.createElement("script");
      for (const { name, value } of inert.attributes) script.setAttribute(name, value);
      script.async = false;
      document.body.append(script);
    }
  };
  const query = document.querySelector("[data-md-component=search-query]");
  if (query) {
    // Material listens to keys only; dictation, pasting by mouse and some input methods press none.
    query.addEventListener("input", () => query.dispatchEvent(new KeyboardEvent("keyup")));
    query.form.addEventListener("submit", event => event.preventDefault());
    for (const event of ["focus", "pointerenter", "touchstart"]) query.addEventListener(event, loadSearch, { once: true, passive: true });
    if (new URLSearchParams(location.search).has("q") || document.activeElement === query) loadSearch();
    for (const label of document.querySelectorAll("label[for=__search]")) {
      label.addEventListener("click", event => {  // before Material's script is there, and on a cover: to the field
        event.preventDefault();
        query.focus();
      });
    }
    addEventListener("keydown", event => {
      const typing = event.target.closest("input, textarea, select, [contenteditable]");
      if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && ["/", "s", "f"].includes(event.key)) {
        event.preventDefault();
        query.focus();
      }
    });
  }

  // Copy: the text stands in the button's data-copy; what is said afterwards in its data-copied.
  const copy = async text => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {  // from file:// and on plain http there is no clipboard interface
      const area = document.createElement("textarea");
      area.value = text;
      area.style.cssText = "position:fixed;opacity:0";
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    const status = document.createElement("span");
    status.className = "copy-status";
    status.setAttribute("role", "status");
    button.after(status);
    button.addEventListener("click", async () => {
      await copy(button.dataset.copy);
      status.textContent = button.dataset.copied;
      setTimeout(() => { status.textContent = ""; }, 4000);
    });
  }

  // Print: a button that prints the page, or only one part of it (data-print="id").
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // Light and dark: without a choice the page follows the system; the choice is kept where Material keeps it.
  const toggle = document.querySelector("[data-handbook=palette]");
  if (toggle) {
    toggle.hidden = false;
    const dark = () => document.body.hasAttribute("data-md-color-media")
      ? document.body.getAttribute("data-md-color-scheme") === "slate"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    const show = () => toggle.setAttribute("aria-pressed", String(dark()));
    show();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
    toggle.addEventListener("click", () => {
      const scheme = dark() ? "default" : "slate";
      document.body.setAttribute("data-md-color-scheme", scheme);
      document.body.setAttribute("data-md-color-media", "chosen");
      if (typeof __md_set === "function") __md_set("__palette", { index: scheme === "slate" ? 1 : 0, color: { media: "chosen", scheme } });
      show();
    });
  }

  // Menus: close on Escape, on a click elsewhere. The language switcher keeps the section one is reading.
  const menus = document.querySelectorAll("details.menu");
  addEventListener("click", event => {
    for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
    const link = event.target.closest("a[data-keep-section]");
    if (link && location.hash) link.hash = location.hash;
  });
  addEventListener("keydown", event => {
    if (event.key !== "Escape") return;
    for (const menu of menus) {
      if (menu.open && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    }
    for (const note of document.querySelectorAll(".term:is(:hover, :focus-within) > .term-note")) {
      note.dataset.dismissed = "";
      note.parentElement.addEventListener("pointerleave", () => delete note.dataset.dismissed, { once: true });
      note.parentElement.addEventListener("focusout", () => delete note.dataset.dismissed, { once: true });
    }
  });
})();
