// Inside a frame on the company's own site: says how high the page is, and opens beside it what does not belong into it.
(() => {
  "use strict";

  const { origins, home } = document.currentScript.dataset;
  const allowed = origins.split(" ");
  if (parent === window) return;

  let listener = null;
  const height = () => {
    const open = [...document.querySelectorAll("[data-menu][open] .menu-items")].map(menu => menu.getBoundingClientRect().bottom + scrollY + 16);
    return Math.max(document.body.getBoundingClientRect().height, ...open);
  };
  const tell = opened => { if (listener) parent.postMessage({ portico: "size", height: height(), title: document.title, opened }, listener); };

  // Only the page around this one is listened to, and only if its origin is one that the company named.
  addEventListener("message", event => {
    if (event.source !== parent || !allowed.includes(event.origin) || event.data?.portico !== "hello") return;
    listener = event.origin;
    tell(true);
  });
  new ResizeObserver(() => tell(false)).observe(document.body);
  document.addEventListener("toggle", () => tell(false), true);

  document.addEventListener("click", event => {
    const link = event.target.closest?.("a[href]");
    if (!link || !link.protocol.startsWith("http") || link.origin === location.origin && (link.pathname + "/").startsWith(home + "/")) return;
    link.target = "_blank";
    link.rel = "noopener";
  }, true);
})();
