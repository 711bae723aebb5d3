// Files and signatures with more comfort than a plain form has. Both work without it.
(() => {
  "use strict";

  const form = document.querySelector("form[novalidate]");
  const token = form?.querySelector('[name="__RequestVerificationToken"]')?.value;
  const part = (box, name) => box.querySelector(`[data-${name}]`);
  const running = new Set();

  // A step is not handed in while a file of it is under way.
  document.addEventListener("submit", event => {
    if (event.target !== form || running.size === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    for (const say of running) say();
  }, true);

  // --- files: announced, sent in pieces, gone on with from where they stopped

  const PIECE = 256 * 1024;

  class Refused extends Error {}
  class Gone extends Error {}

  const pause = milliseconds => new Promise(resolve => {
    const end = () => { clearTimeout(timer); removeEventListener("online", end); resolve(); };
    const timer = setTimeout(end, milliseconds);
    addEventListener("online", end);
  });

  for (const box of document.querySelectorAll("[data-upload]")) {
    const words = box.dataset;
    const input = box.querySelector("input[type=file]");
    const [answer, card, ways, choose, camera, progress, percent, cancel, retry, said, remove, picture, page] =
      ["answer", "file", "ways", "choose", "camera", "progress", "percent", "cancel", "retry", "said", "remove", "picture", "page"].map(name => part(box, name));
    const label = box.querySelector("label");
    const bar = progress.querySelector("progress");
    let stop = null;
    let upload = null;

    // The button takes the place of the input, also for whoever follows a link from the list of problems.
    part(box, "without-script").remove();
    remove.hidden = ways.hidden = false;
    choose.id = input.id;
    choose.setAttribute("aria-describedby", input.getAttribute("aria-describedby"));
    input.removeAttribute("id");
    input.hidden = true;
    label.htmlFor = choose.id;

    const say = text => { if (said.textContent !== text) said.textContent = text; };
    const fill = (text, ...values) => values.reduce((filled, value, at) => filled.replace(`{${at}}`, value), text);
    const wait = () => say(words.running);

    const offer = () => {
      part(box, "choose-text").textContent = answer.value ? words.chooseOther : words.chooseFile;
      choose.setAttribute("aria-label", choose.textContent.trim());
    };
    offer();

    const complain = text => {
      box.querySelector(".error")?.remove();
      if (!text) return;
      const error = part(box, "error").content.firstElementChild.cloneNode(true);
      error.id = `${choose.id}-error`;
      part(error, "error-text").textContent = text;
      ways.before(error);
      if (!choose.getAttribute("aria-describedby").includes(error.id)) choose.setAttribute("aria-describedby", `${error.id} ${choose.getAttribute("aria-describedby")}`);
    };

    const show = done => {
      upload = null;
      answer.value = done?.id ?? "";
      card.hidden = !done;
      offer();
      if (!done) return;
      part(box, "name").textContent = done.name;
      part(box, "size").textContent = done.sizeInWords;
      const isPicture = done.type.startsWith("image/");
      picture.hidden = !isPicture;
      page.hidden = isPicture;
      if (isPicture) picture.src = `${words.upload}/${done.id}/preview`;
    };

    const call = async (path, method, headers, body) => {
      const reply = await fetch(words.upload + path, { method, body, cache: "no-store", signal: stop.signal, headers: { RequestVerificationToken: token, ...headers } });
      if (reply.status === 404) throw new Gone();
      if (reply.status === 422 || reply.status === 413 || reply.status === 400) throw new Refused(Object.values((await reply.json().catch(() => ({}))).errors ?? {})[0]?.[0] ?? words.failed);
      if (!reply.ok && reply.status !== 409) throw new TypeError(`${reply.status}`);
      return reply;
    };

    // What fails because of the way is tried again, longer and longer; what the server says no to is not.
    const insist = async attempt => {
      for (let tries = 0; ; tries++) {
        try {
          return await attempt(tries);
        } catch (error) {
          if (!(error instanceof TypeError) || tries === 30) throw error;
          say(words.offline);
          await pause(Math.min(1000 * 2 ** tries, 15000));
          stop.signal.throwIfAborted();
        }
      }
    };

    const step = () => {
      const done = Math.floor(upload.offset * 100 / upload.file.size);
      bar.value = done;
      percent.textContent = `${done}%`;
      say(done === 100 ? fill(words.checking, upload.file.name) : fill(words.sending, upload.file.name, Math.floor(done / 25) * 25));
    };

    const send = async () => {
      stop = new AbortController();
      running.add(wait);
      complain("");
      ways.hidden = retry.hidden = true;
      progress.hidden = cancel.hidden = false;
      bar.value = 0;
      percent.textContent = "";
      cancel.focus({ preventScroll: true });
      let done = null;
      try {
        for (let restarts = 0; !done; restarts++) {
          try {
            if (!upload.id) {
              const begun = await insist(() => call("", "POST", { "Content-Type": "application/json" }, JSON.stringify({ field: words.field, name: upload.file.name, size: upload.file.size })));
              if (!begun.ok) throw new Refused(words.failed);
              Object.assign(upload, { id: (await begun.json()).id, offset: 0 });
            }
            step();
            while (!done) {
              const reply = await insist(async tries => {
                if (tries > 0) upload.offset = Number((await call(`/${upload.id}`, "HEAD")).headers.get("Upload-Offset"));
                return call(`/${upload.id}`, "PATCH", { "Upload-Offset": upload.offset, "Content-Type": "application/offset+octet-stream" }, upload.file.slice(upload.offset, upload.offset + PIECE));
              });
              if (reply.status === 409) {
                upload.offset = Number((await insist(() => call(`/${upload.id}`, "HEAD"))).headers.get("Upload-Offset"));
                continue;
              }
              const now = await reply.json();
              upload.offset = now.offset;
              if (now.state === "accepted") done = now;
              else step();
            }
          } catch (error) {
            if (!(error instanceof Gone) || restarts > 0) throw error;
            upload.id = null; // it was swept meanwhile: from the beginning, once
          }
        }
      } catch (error) {
        if (stop.signal.aborted || error instanceof Refused) upload = null;
        complain(stop.signal.aborted ? "" : error instanceof Refused ? error.message : words.failed);
        say("");
      }
      running.delete(wait);
      if (done) {
        show({ ...done, sizeInWords: sizeOf(done.size) });
        say(fill(words.done, done.name));
      }
      input.value = "";
      progress.hidden = !upload;
      cancel.hidden = true;
      retry.hidden = !upload;
      ways.hidden = false;
      (upload ? retry : choose).focus({ preventScroll: true });
    };

    const take = file => {
      if (!file || running.has(wait)) return;
      if (file.size > Number(words.most)) return complain(words.tooLarge);
      upload = { file, id: null, offset: 0 };
      send();
    };

    const sizeOf = bytes => {
      const [unit, amount] = bytes < 1 << 20 ? ["kilobyte", Math.max(1, bytes >> 10)] : ["megabyte", bytes / (1 << 20)];
      return new Intl.NumberFormat(document.documentElement.lang + "-u-nu-latn", { style: "unit", unit, maximumFractionDigits: 1 }).format(amount);
    };

    input.addEventListener("change", () => take(input.files[0]));
    choose.addEventListener("click", () => { input.removeAttribute("capture"); input.click(); });
    camera?.addEventListener("click", () => { input.setAttribute("capture", "environment"); input.click(); });
    cancel.addEventListener("click", () => stop.abort());
    retry.addEventListener("click", send);
    remove.addEventListener("click", () => {
      // One that is part of an answer stays until the step is handed in without it.
      fetch(`${words.upload}/${answer.value}`, { method: "DELETE", headers: { RequestVerificationToken: token } }).catch(() => { });
      show(null);
      say(words.removed);
      choose.focus({ preventScroll: true });
    });
    for (const kind of ["dragover", "dragleave", "drop"]) {
      box.addEventListener(kind, event => {
        event.preventDefault();
        box.classList.toggle("over", kind === "dragover");
        if (kind === "drop") take(event.dataTransfer.files[0]);
      });
    }
  }

  // --- signatures: numbers of the points, nothing else

  const WIDTH = 600, HEIGHT = 200, APART = 3, MOST = 2800;

  for (const box of document.querySelectorAll("[data-signature]")) {
    const [how, kept, ways, drawn, typed, sheet, ink, foot, clear, said] = ["how", "strokes", "ways", "drawn", "typed", "sheet", "ink", "foot", "clear", "said"].map(name => part(box, name));
    const radios = [...ways.querySelectorAll("input")];
    let strokes = [];
    try { strokes = JSON.parse(kept.value || "[]"); } catch { /* what is no drawing is drawn anew */ }
    let line = null;

    box.classList.add("live");
    ways.hidden = foot.hidden = false;

    const path = () => ink.setAttribute("d", strokes.map(stroke => stroke.reduce((d, value, at) => d + (at % 2 ? " " : at ? "L" : "M") + value, "")).join(""));
    const choose = way => {
      how.value = way;
      radios.forEach(radio => { radio.checked = radio.value === way; });
      drawn.hidden = way !== "drawn";
      typed.hidden = way !== "typed";
    };
    const point = event => {
      const at = sheet.getBoundingClientRect();
      const [x, y] = [(event.clientX - at.left) / at.width * WIDTH, (event.clientY - at.top) / at.height * HEIGHT].map((value, axis) => Math.round(Math.min(Math.max(value, 0), axis ? HEIGHT : WIDTH)));
      const [lastX, lastY] = line.slice(-2);
      if (line.length && Math.hypot(x - lastX, y - lastY) < APART || strokes.flat().length >= MOST * 2) return;
      line.push(x, y);
    };
    const draw = event => {
      for (const passed of event.getCoalescedEvents?.().length ? event.getCoalescedEvents() : [event]) point(passed);
      path();
    };
    const end = () => {
      if (!line) return;
      line = null;
      kept.value = JSON.stringify(strokes);
    };

    sheet.addEventListener("pointerdown", event => {
      if (!event.isPrimary || event.button !== 0 || strokes.length >= 100) return;
      event.preventDefault();
      sheet.setPointerCapture(event.pointerId);
      strokes.push(line = []);
      draw(event);
    });
    sheet.addEventListener("pointermove", event => { if (line && event.isPrimary) draw(event); });
    for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) sheet.addEventListener(kind, end);
    clear.addEventListener("click", () => {
      strokes = [];
      kept.value = "";
      path();
      said.textContent = box.dataset.cleared;
    });
    for (const radio of radios) radio.addEventListener("change", () => choose(radio.value));
    // A link from the list of problems leads to the name, wherever it is.
    addEventListener("hashchange", () => { if (location.hash === `#${typed.querySelector("input").id}` && typed.hidden) radios[0].focus(); });

    path();
    choose(radios.find(radio => radio.checked)?.value ?? (strokes.length ? "drawn" : typed.querySelector("input").value ? "typed" : matchMedia("(pointer: coarse)").matches ? "drawn" : "typed"));
  }
})();
