// Light or dark: as the system says, until the person chooses. Runs in the head, before anything is painted.
(() => {
  const key = "portico-appearance";
  const system = matchMedia("(prefers-color-scheme: dark)");
  const current = () => localStorage.getItem(key) ?? (system.matches ? "dark" : "light");
  const show = () => {
    const now = current();
    document.documentElement.dataset.appearance = now;
    for (const sheet of document.querySelectorAll("link[data-appearance]")) sheet.media = sheet.dataset.appearance === now ? "all" : "not all";
  };

  show();
  system.addEventListener("change", show);
  document.addEventListener("click", event => {
    if (!event.target.closest("[data-appearance-toggle]")) return;
    localStorage.setItem(key, current() === "dark" ? "light" : "dark");
    show();
    dispatchEvent(new Event("portico-appearance"));
  });
})();
