// Shows a journey in a frame on the site of the company whose journey it is. It keeps nothing, reads nothing of the page, and leaves a plain link wherever a frame cannot be shown.
(() => {
  "use strict";

  const script = document.currentScript;
  const site = PORTICO;
  const source = new URL(script.src);
  const base = source.origin + source.pathname.replace(/\/[^/]*$/, "");
  const path = /^[a-z0-9][a-z0-9-]{1,63}$/.test(script.dataset.journey ?? "") ? `/start/${script.dataset.journey}` : "/";

  const wanted = (script.dataset.lang || document.documentElement.lang || "").toLowerCase();
  const language = tag => tag.toLowerCase().split("-")[0];
  const lang = site.locales.find(tag => tag.toLowerCase() === wanted) ?? site.locales.find(tag => language(tag) === language(wanted)) ?? site.otherwise;
  const words = site.words[lang];
  const query = `?lang=${encodeURIComponent(lang)}`;

  // Without script the page has this link; with it the link goes once the frame is there.
  const plain = script.previousElementSibling?.matches("a[data-portico]") ? script.previousElementSibling : null;

  const box = document.createElement("div");
  box.lang = lang;
  box.dir = words.dir;
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.textContent = words.loading;
  const frame = document.createElement("iframe");
  frame.title = site.name;
  frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals");
  frame.referrerPolicy = "strict-origin";
  Object.assign(frame.style, { display: "block", width: "100%", height: "0", border: "0", borderRadius: "1rem", colorScheme: "normal" });
  frame.src = `${base}/embed${path}${query}`;

  let pages = 0;
  let patience = setTimeout(() => fail(), 20000);

  const fail = () => {
    if (pages > 0) return;
    frame.remove();
    said.textContent = words.failed;
    if (plain) return;
    const link = document.createElement("a");
    Object.assign(link, { href: base + path + query, target: "_blank", rel: "noopener", textContent: words.open });
    box.append(link);
  };

  // A page that may not be framed here loads as one of the browser's own, which does not answer.
  frame.addEventListener("load", () => {
    frame.contentWindow.postMessage({ portico: "hello" }, source.origin);
    clearTimeout(patience);
    patience = setTimeout(fail, 4000);
  });

  addEventListener("message", event => {
    if (event.source !== frame.contentWindow || event.origin !== source.origin) return;
    const told = event.data;
    if (told?.portico !== "size" || !Number.isFinite(told.height)) return;
    clearTimeout(patience);
    frame.style.height = `${Math.min(Math.max(Math.ceil(told.height), 100), 30000)}px`;
    if (typeof told.title === "string") frame.title = told.title.slice(0, 200);
    if (!told.opened) return;
    said.remove();
    if (plain) plain.hidden = true;
    // The next page begins at its top, wherever the former one was left.
    if (pages++ > 0 && frame.getBoundingClientRect().top < 0) frame.scrollIntoView({ block: "start" });
  });

  box.append(said, frame);
  script.after(box);
})();
