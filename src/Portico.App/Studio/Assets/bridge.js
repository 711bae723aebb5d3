// Between the designer and the page around it. Loaded before the designer starts.
(() => {
  'use strict';
  const root = document.documentElement;
  const tell = (type, payload) => { if (parent !== window) parent.postMessage({ type: 'portico-studio:' + type, ...payload }, location.origin); };
  const dark = new URLSearchParams(location.search).get('theme') === 'dark';
  // The page around may change its theme while we are open.
  window.addEventListener('message', e => {
    if (e.origin !== location.origin || !e.data || e.data.type !== 'portico-studio:theme') return;
    root.dataset.theme = e.data.theme === 'dark' ? 'dark' : 'light';
    if (window.monaco && monaco.editor) monaco.editor.setTheme(root.dataset.theme === 'dark' ? 'vs-dark' : 'vs');
  });

  // --- Requests ------------------------------------------------------------------------------------------------------
  // Saves go out one after the other, each naming the state that the one before it left: two quick edits of this tab never
  // count as two people, and a slow first save can never overtake a fast second one.
  const api = new URL('../elsa/api/', document.baseURI).pathname;
  const revisions = new Map();
  const realFetch = window.fetch.bind(window);
  let saving = Promise.resolve();
  let unsaved = 0;

  window.fetch = async (input, init) => {
    const url = new URL(typeof input === 'string' || input instanceof URL ? input : input.url, document.baseURI);
    if (url.origin !== location.origin || !url.pathname.startsWith(api)) return realFetch(input, init);
    const path = url.pathname.slice(api.length);
    const method = ((init && init.method) || (input instanceof Request && input.method) || 'GET').toUpperCase();
    if (method === 'GET' && path === 'descriptors/activities') return described(input, init, url.search);
    const writes = method !== 'GET' && /^workflow-definitions(\/import|\/[^/]+\/(publish|retract|revert\/\d+))?$/.test(path);
    if (!writes) return send(input, init, path, method);
    unsaved++;
    if (path !== 'workflow-definitions') descriptions.clear();
    const drawn = canvas();
    const before = saving;
    let done;
    saving = new Promise(resolve => done = resolve);
    try {
      await before;
      return renewed(await send(input, init, path, method, true), drawn);
    } finally {
      unsaved--;
      done();
    }
  };

  // After each save the designer asks for the activities again, and only then takes over the answer: for the length of a request its panel would become older than the canvas. A save alone changes none of them.
  const descriptions = new Map();
  const described = async (input, init, search) => {
    const known = descriptions.get(search);
    if (known) return new Response(known, { headers: { 'Content-Type': 'application/json' } });
    const response = await send(input, init, 'descriptors/activities', 'GET');
    if (response.ok) descriptions.set(search, await response.clone().blob());
    return response;
  };

  // The designer's tabs work on copies: what is set in one tab while the change made in another is still on its way takes that change back. So the next tab opens when the change is saved.
  let edited = 0;
  let savedAt = 0;
  const longest = 2500;
  document.addEventListener('change', () => edited = Date.now(), true);
  document.addEventListener('click', e => {
    const element = e.target.closest ? e.target : document.body;
    if (element.closest('[role=option]')) edited = Date.now();
    const tab = element.closest('.mud-tab');
    if (!tab || tab.classList.contains('mud-tab-active') || !e.isTrusted || savedAt >= edited || Date.now() - edited > longest) return;
    e.preventDefault();
    e.stopPropagation();
    const open = () => { if (savedAt >= edited || Date.now() - edited > longest) tab.click(); else setTimeout(open, 50); };
    open();
  }, true);
  // Should it happen all the same (a short cut, a slow machine): a save that, moments after another, sets
  // something of an activity back to what it was just before and changes something else of it is such a copy, so what it never saw is put back.
  const moments = 3000;
  let earlier, last;
  const settings = model => {
    const found = new Map();
    const walk = value => {
      if (Array.isArray(value)) value.forEach(walk);
      if (!value || typeof value !== 'object') return;
      if (typeof value.id === 'string' && typeof value.type === 'string' && value.nodeId) found.set(value.id, value);
      Object.values(value).forEach(walk);
    };
    walk(model.root);
    return found;
  };
  const members = ['displayText', 'description', 'showDescription'];
  const read = (activity, name) => JSON.stringify((members.includes(name) ? activity.metadata || {} : activity)[name]);
  const write = (activity, name, text) => {
    const owner = members.includes(name) ? activity.metadata ||= {} : activity;
    if (text === undefined) delete owner[name]; else owner[name] = JSON.parse(text);
  };
  const mend = model => {
    const now = { at: Date.now(), activities: settings(model) };
    for (const [id, activity] of earlier && now.at - last.at < moments ? now.activities : []) {
      const [before, saved] = [earlier.activities.get(id), last.activities.get(id)];
      if (!before || !saved) continue;
      const names = [...new Set([...Object.keys(activity), ...Object.keys(saved), ...members])].filter(name => name !== 'metadata' && name !== 'customProperties');
      const changed = names.filter(name => read(activity, name) !== read(saved, name));
      const back = changed.filter(name => read(activity, name) === read(before, name));
      if (back.length < changed.length) for (const name of back) write(activity, name, read(saved, name));
    }
    [earlier, last] = [last, now];
  };

  // The designer takes the answer of a save for what stands in its panel, although the hand went on meanwhile: the next setting made
  // there would take back what was drawn since. So the answer says of each activity that changed on the canvas what it is now.
  const canvas = () => new Map([...document.querySelectorAll('[activity-json]')].map(element => [element.getAttribute('activity-id'), element.getAttribute('activity-json')]));
  const renewed = async (response, drawn) => {
    const changed = [...canvas()].filter(([id, json]) => drawn.has(id) && drawn.get(id) !== json);
    if (!response.ok || !changed.length) return response;
    const body = await response.json();
    const now = new Map(changed);
    const walk = value => {
      if (!value || typeof value !== 'object') return;
      for (const [name, inner] of Object.entries(value)) {
        if (inner && typeof inner.type === 'string' && now.has(inner.id)) value[name] = JSON.parse(now.get(inner.id)); else walk(inner);
      }
    };
    walk(body);
    const headers = new Headers(response.headers);
    headers.delete('content-length');
    headers.delete('content-encoding');
    return new Response(JSON.stringify(body), { status: response.status, headers });
  };

  const send = async (input, init, path, method, writes) => {
    if (writes && path === 'workflow-definitions' && init && init.body) {
      const body = await new Response(init.body).json();
      if (body.model && body.model.root) mend(body.model);
      init = { ...init, body: JSON.stringify(body) };
    }
    const headers = new Headers((init && init.headers) || (input instanceof Request ? input.headers : undefined));
    headers.set('X-Portico-Studio', '1');
    const revision = revisions.get(document.body.dataset.definition);
    if (writes && revision) headers.set('X-Portico-Revision', revision);
    let response;
    try {
      response = await realFetch(input, { ...init, headers });
    } catch (error) {
      if (!init || !init.signal || !init.signal.aborted) tell('error', { status: 0, message: 'The server cannot be reached. The designer keeps trying.' });
      throw error;
    }
    if (writes && response.ok) savedAt = Date.now();
    const seen = response.headers.get('X-Portico-Revision');
    if (seen && (writes || path.startsWith('workflow-definitions/by-definition-id/'))) revisions.set(seen.slice(0, seen.indexOf(':')), seen);
    if (response.redirected || response.status === 401) tell('error', { status: 401, message: 'You are signed out. Sign in again; what is on the canvas is kept until you leave.' });
    else if (response.status >= 400 && response.status !== 404 && (writes || response.status !== 400)) {
      const said = await words(response);
      if (said.code === 'journey.changed_meanwhile' && parent !== window) saidAround = said.message;
      tell('error', { status: response.status, ...said });
    }
    else if (writes && response.ok) await report(response, path);
    return response;
  };

  // The page around says this itself, once, and until something is done about it.
  let saidAround;
  const words = async response => {
    try {
      const body = await response.clone().json();
      return { code: body.code, message: body.message || body.title, errors: body.errors };
    } catch {
      return { message: response.status === 403 ? 'You may look at journeys, but not change them.' : 'The server could not do that. The designer keeps trying.' };
    }
  };

  const report = async (response, path) => {
    const body = await response.clone().json();
    const definition = body.workflowDefinition || body;
    if (definition.isPublished) descriptions.clear();
    const facts = { id: definition.definitionId, version: definition.version, name: definition.name, published: definition.isPublished };
    tell('saved', facts);
    if (definition.isPublished && !/retract$/.test(path)) tell('published', { ...facts, already: body.alreadyPublished === true });
  };

  // A hand trembles: what moves less than this between press and release is a click. The designer would take it for a drag and select nothing, and what is typed next would go to the activity selected before.
  const tremble = 4;
  let pressed;
  document.addEventListener('mousedown', e => pressed = e.isTrusted && e.target.closest && e.target.closest('.x6-node') ? e : undefined, true);
  document.addEventListener('mouseup', () => pressed = undefined, true);
  document.addEventListener('mousemove', e => {
    if (!pressed || !e.isTrusted) return;
    if (Math.hypot(e.clientX - pressed.clientX, e.clientY - pressed.clientY) < tremble) e.stopImmediatePropagation(); else pressed = undefined;
  }, true);

  window.addEventListener('beforeunload', e => { if (unsaved > 0) e.preventDefault(); });

  // --- Navigation ----------------------------------------------------------------------------------------------------
  // The designer believes it is a whole site. Wherever it wants to go, the page around decides.
  const target = href => {
    const url = new URL(href, document.baseURI);
    const found = url.pathname.match(/workflows\/(definitions|instances)\/([^/]+)\/(edit|view)$/);
    return found && { kind: found[1] === 'definitions' ? 'journey' : 'case', id: decodeURIComponent(found[2]) };
  };
  for (const name of ['pushState', 'replaceState']) {
    const real = history[name].bind(history);
    history[name] = (state, title, url) => {
      const found = url && target(url);
      if (found) tell('navigate', found); else real(state, title, url);
    };
  }
  document.addEventListener('click', e => {
    const link = e.target.closest && e.target.closest('a[href]');
    if (!link || link.closest('#blazor-error-ui')) return;
    const found = target(link.href);
    const elsewhere = new URL(link.href, document.baseURI);
    if (!found && elsewhere.origin === location.origin && elsewhere.pathname === location.pathname) return;
    if (!found && elsewhere.protocol === 'blob:') return;
    e.preventDefault();
    e.stopPropagation();
    if (found) tell('navigate', found);
  }, true);
  // Callbacks set before the element is defined are lost.
  const callbacks = [
    ['elsa-workflow-instance-viewer', 'editWorkflowDefinition', 'journey'], ['elsa-workflow-definition-list', 'editWorkflowDefinition', 'journey'], ['elsa-workflow-instance-list', 'viewWorkflowInstance', 'case'],
  ];
  for (const [tag, callback, kind] of callbacks) {
    customElements.whenDefined(tag).then(() => {
      for (const element of document.querySelectorAll(tag)) element[callback] = id => tell('navigate', { kind, id });
    });
  }

  // --- Look ----------------------------------------------------------------------------------------------------------
  // Palette entries and tabs carry nothing but their words: name them, so that the style sheet can speak of them.
  const slug = text => text.trim().toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const name = (selector, attribute, text) => {
    for (const element of document.querySelectorAll(`${selector}:not([${attribute}])`)) {
      const words = slug(text(element));
      if (words) element.setAttribute(attribute, words);
    }
  };
  const labels = new Map();
  realFetch(api + 'descriptors/activities', { credentials: 'same-origin' }).then(r => r.ok ? r.json() : { items: [] }).then(list => {
    for (const item of list.items) if (item.isBrowsable) labels.set(item.displayName.trim(), item.typeName);
    makeRoom(list.items);
    dress();
  }).catch(() => { /* the designer itself will meet and show the same failure */ });

  // A node is as high as its words; more ways out than that lie upon each other.
  const makeRoom = items => {
    const rules = items.map(item => [item.typeName, item.ports.filter(port => port.type === 'Flow').length]).filter(([, ways]) => ways > 2)
      .map(([type, ways]) => `[activity-json*='"type":"${type}"'] .elsa-activity { min-height: ${ways * 24 + 6}px; }`);
    const style = document.createElement('style');
    style.textContent = rules.join('\n');
    document.head.append(style);
  };

  const dress = () => {
    for (const heading of document.querySelectorAll('.mud-typography-overline')) heading.parentElement.dataset.section = slug(heading.textContent);
    name('.mud-expand-panel', 'data-category', panel => (panel.querySelector('.mud-expand-panel-text') || panel).textContent);
    name('.mud-tab', 'data-tab', tab => tab.textContent);
    for (const entry of document.querySelectorAll('.mud-paper.cursor-grab:not([data-activity])')) {
      const type = labels.get(entry.textContent.trim());
      if (type) entry.dataset.activity = type;
    }
    for (const [selector, words] of tools) {
      for (const button of document.querySelectorAll(`${selector}:not([aria-label])`)) button.setAttribute('aria-label', words);
    }
    for (const note of saidAround ? document.querySelectorAll('.mud-snackbar:not([hidden])') : []) note.hidden = note.textContent.includes(saidAround);
    if (document.querySelector('.x6-graph-svg-viewport, .mud-table')) root.dataset.ready = '';
  };
  // Buttons that show nothing but a picture.
  const tools = [
    ['.mud-toolbar > .mud-tooltip-root:nth-child(1) > button', 'Zoom to fit the screen'], ['.mud-toolbar > .mud-tooltip-root:nth-child(2) > button', 'Center'], ['.mud-toolbar > .mud-tooltip-root:nth-child(3) > button', 'Auto layout'],
    ['.mud-toolbar .elsa-toolbar-icon > button', 'Save'], ['.mud-toolbar button.mud-primary-text', 'Publish'], ['.mud-toolbar button.mud-menu-icon-button-activator', 'More'], ['.mud-toolbar button.mud-success-text', 'Run a test'],
  ];
  // The canvas opens at its corner; a journey is read as a whole first, or from its beginning if it is too long for that.
  let fitted = false;
  const fit = () => {
    if (fitted || !document.querySelector('.x6-node')) return;
    fitted = true;
    setTimeout(() => {
      const button = document.querySelector('button[aria-label="Zoom to fit the screen"]');
      if (button) button.click();
      const open = document.querySelector('[data-category=customer]:not(.mud-panel-expanded) .mud-expand-panel-header');
      if (open) open.click();
      // The viewer of a case fits its canvas once more by itself.
      setTimeout(() => { if (!point()) begin(); root.dataset.settled = ''; }, document.body.dataset.definition ? 100 : 1200);
    }, 600);
  };
  const mouse = (target, type, x, y) => target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, view: window, button: 0, buttons: type === 'mouseup' ? 0 : 1, clientX: x, clientY: y }));
  // The designer does not lend out its graph, so a blank place of it is dragged as by a hand.
  const pan = (dx, dy) => {
    const canvas = document.querySelector('.x6-graph-svg');
    const frame = canvas.getBoundingClientRect();
    mouse(canvas, 'mousedown', frame.left, frame.top);
    mouse(canvas, 'mousemove', frame.left + dx / 2, frame.top + dy / 2);
    mouse(canvas, 'mousemove', frame.left + dx, frame.top + dy);
    mouse(canvas, 'mouseup', frame.left + dx, frame.top + dy);
  };
  const begin = () => {
    const frame = document.querySelector('.x6-graph').getBoundingClientRect();
    const first = [...document.querySelectorAll('.x6-node')].map(node => node.getBoundingClientRect()).sort((a, b) => a.left - b.left)[0];
    if (first && first.left < frame.left) pan(frame.left + 40 - first.left, frame.top + frame.height / 2 - first.top);
  };
  // The page around may have sent the reader to one activity: it comes into view and is selected as by a click.
  const point = () => {
    const wanted = new URLSearchParams(location.search).get('node');
    const node = wanted && document.querySelector(`.x6-node[data-cell-id="${CSS.escape(wanted)}"] .elsa-activity`);
    if (!node) return false;
    const [frame, place] = [document.querySelector('.x6-graph').getBoundingClientRect(), node.getBoundingClientRect()];
    pan(frame.left + (frame.width - place.width) / 2 - place.left, frame.top + (frame.height - place.height) / 2 - place.top);
    for (const type of ['mousedown', 'mouseup', 'click']) mouse(node, type, 0, 0);
    return true;
  };
  let due = false;
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; dress(); fit(); });
  }).observe(document.body, { childList: true, subtree: true });
  // The skeleton must not outlive a designer that failed to start.
  const failure = document.getElementById('blazor-error-ui');
  new MutationObserver(() => {
    if (getComputedStyle(failure).display === 'none') return;
    root.dataset.ready = '';
    tell('error', { status: 0, message: 'The designer met an error. Reload the page.' });
  }).observe(failure, { attributes: true });

  // The code editor's theme is fixed by the designer; it is created late, and more than once.
  const paint = () => {
    const editor = window.monaco && monaco.editor;
    if (!editor || !editor.create) { setTimeout(paint, 50); return; }
    const create = editor.create;
    const theme = () => root.dataset.theme === 'dark' ? 'vs-dark' : 'vs';
    editor.create = (element, options, more) => create(element, { ...options, theme: theme() }, more);
    if (dark) editor.setTheme('vs-dark');
  };
  paint();
})();
