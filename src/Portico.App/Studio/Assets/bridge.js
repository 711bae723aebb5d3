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
    const writes = method !== 'GET' && /^workflow-definitions(\/import|\/[^/]+\/(publish|retract|revert\/\d+))?$/.test(path);
    if (!writes) return send(input, init, path, method);
    unsaved++;
    const before = saving;
    let done;
    saving = new Promise(resolve => done = resolve);
    try {
      await before;
      return await send(input, init, path, method, true);
    } finally {
      unsaved--;
      done();
    }
  };

  const send = async (input, init, path, method, writes) => {
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
    const seen = response.headers.get('X-Portico-Revision');
    if (seen && (writes || path.startsWith('workflow-definitions/by-definition-id/'))) revisions.set(seen.slice(0, seen.indexOf(':')), seen);
    if (response.redirected || response.status === 401) tell('error', { status: 401, message: 'You are signed out. Sign in again; what is on the canvas is kept until you leave.' });
    else if (response.status >= 400 && response.status !== 404 && (writes || response.status !== 400)) tell('error', { status: response.status, ...(await words(response)) });
    else if (writes && response.ok) await report(response, path);
    return response;
  };

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
    const facts = { id: definition.definitionId, version: definition.version, name: definition.name, published: definition.isPublished };
    tell('saved', facts);
    if (definition.isPublished && !/retract$/.test(path)) tell('published', { ...facts, already: body.alreadyPublished === true });
  };

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
  const instanceViewer = 'elsa-workflow-instance-viewer';
  customElements.whenDefined(instanceViewer).then(() => {
    for (const viewer of document.querySelectorAll(instanceViewer)) viewer.editWorkflowDefinition = id => tell('navigate', { kind: 'journey', id });
  });

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
    if (document.querySelector('.x6-graph-svg-viewport')) root.dataset.ready = '';
  };
  // The canvas opens at its corner; a journey is read as a whole first.
  let fitted = false;
  const fit = () => {
    if (fitted || !document.querySelector('.x6-node')) return;
    fitted = true;
    setTimeout(() => { const button = document.querySelector('.mud-toolbar-dense button'); if (button) button.click(); point(); }, 600);
  };
  // The page around may have sent the reader to one activity: it is selected as by a click.
  const point = () => {
    const wanted = new URLSearchParams(location.search).get('node');
    const node = wanted && document.querySelector(`.x6-node[data-cell-id="${CSS.escape(wanted)}"] .elsa-activity`);
    if (!node) return;
    for (const type of ['mousedown', 'mouseup', 'click']) node.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, view: window }));
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
