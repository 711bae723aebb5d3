// Comfort only: every page works without it.
(() => {
  "use strict";

  // Errors first: whoever cannot see the page must not have to look for them.
  document.querySelector(".problems")?.focus();

  // One press, one post.
  document.addEventListener("submit", event => {
    const form = event.target;
    if ("again" in form.dataset) return; // opens a tab of its own
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-disabled", "true");
  });
  addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
    document.querySelectorAll("[aria-disabled]").forEach(button => button.removeAttribute("aria-disabled"));
  });

  // Conditional questions come and go with the answer they depend on.
  const step = document.querySelector("form[novalidate]");
  const conditional = [...document.querySelectorAll("[data-when]")];
  const apply = () => {
    for (const field of conditional) {
      const inputs = [...step.querySelectorAll(`[name="${CSS.escape(field.dataset.when)}"]`)];
      const values = inputs.filter(input => !/radio|checkbox/.test(input.type) || input.checked).map(input => input.value);
      if (inputs.length === 1 && inputs[0].type === "checkbox" && values.length === 0) values.push("false");
      const wanted = field.dataset.whenValue;
      const parentOff = inputs[0]?.closest("[data-off]");
      field.toggleAttribute("data-off", Boolean(parentOff) || !(wanted === undefined ? values.some(value => value !== "") : values.includes(wanted)));
    }
  };
  if (step && conditional.length) {
    step.addEventListener("input", apply);
    step.addEventListener("change", apply);
  }

  // Going back keeps what was typed, in this tab only, until the step is handed in.
  const draft = step?.dataset.draft && `portico:${location.pathname.split("/")[2]}/${step.dataset.draft}`;
  if (draft) {
    const fields = () => [...step.elements].filter(field => field.name && !/file|submit/.test(field.type) && (field.type !== "hidden" || "strokes" in field.dataset));
    try {
      const kept = JSON.parse(sessionStorage.getItem(draft) ?? "null");
      sessionStorage.removeItem(draft);
      if (kept && !document.querySelector(".problems")) {
        for (const field of fields()) {
          const values = kept[field.name];
          if (!values) continue;
          if (/radio|checkbox/.test(field.type)) field.checked = values.includes(field.value);
          else if (values[0] !== undefined) field.value = values[0];
        }
      }
    } catch { /* storage is forbidden here: nothing is kept */ }
    document.addEventListener("submit", event => {
      if (!event.target.hasAttribute("data-keeps-draft")) return;
      const typed = {};
      for (const field of fields()) {
        const values = typed[field.name] ??= [];
        if (!/radio|checkbox/.test(field.type) || field.checked) values.push(field.value);
      }
      try { sessionStorage.setItem(draft, JSON.stringify(typed)); } catch { /* as above */ }
    });
  }
  if (step && conditional.length) apply();

  // Account numbers in groups of four, as they are printed.
  for (const input of document.querySelectorAll("[data-groups]")) {
    input.addEventListener("change", () => {
      input.value = input.value.replace(/\s+/g, "").toUpperCase().replace(/(.{4})(?=.)/g, "$1 ");
    });
  }

  // The menu of languages goes when somebody goes on elsewhere.
  const menu = document.querySelector("[data-menu]");
  document.addEventListener("click", event => { if (menu?.open && !menu.contains(event.target)) menu.open = false; });
  menu?.addEventListener("focusout", event => { if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false; });
  menu?.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  document.querySelector("[data-print]")?.addEventListener("click", () => print());

  // Waiting: ask again with growing pauses, and open the next page when something has changed.
  const wait = document.querySelector("[data-poll]");
  if (wait) {
    const said = wait.querySelector("[data-said]");
    const say = text => { if (said.textContent !== text) said.textContent = text; };
    let pause = 1500;
    let asked = 0;
    const ask = async () => {
      if (document.hidden) return later();
      try {
        const reply = await fetch(wait.dataset.poll, { headers: { Accept: "application/json" }, cache: "no-store" });
        if (reply.status === 404) return location.reload();
        if (!reply.ok) throw new Error(String(reply.status));
        const now = await reply.json();
        if (String(now.revision) !== wait.dataset.revision || now.status !== wait.dataset.status) {
          say(wait.dataset.changed);
          return location.reload();
        }
        if (++asked === 5) say(wait.dataset.still);
        else if (said.textContent === wait.dataset.offline) say("");
      } catch {
        say(wait.dataset.offline);
      }
      later();
    };
    const later = () => { setTimeout(ask, pause); pause = Math.min(pause * 1.4, 20000); };
    document.addEventListener("visibilitychange", () => { if (!document.hidden) pause = 1500; });
    later();
  }
})();
