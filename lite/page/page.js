// What the page says in words beside JupyterLab: that Python starts, and what does not work here.

import { SITE } from "./site.js";

const STORES_NOTHING = `This window keeps nothing: what you write is lost when you close it.
  Open the course in an ordinary window, not a private one, or press Download, above each lesson,
  before you leave.`;
const NO_PYTHON = `This browser cannot run Python: it has no WebAssembly, or it is switched off. Use a
  current Firefox, Chrome, Edge or Safari, or install the course on your computer.`;
const NOT_SAVED = `It could not be saved: this browser's storage for the page is full, or closed. Leave
  this page open. Download other lessons (right-click them in the list of files), delete those that
  you do not need, and save again.`;
const FULL = `This browser's storage for the page is full, or nearly: lessons may not open, and what
  you write may not be saved. Download lessons (right-click them in the list of files), then delete
  those that you do not need.`;
const OFFLINE = `You are offline. What is open goes on working, and is saved in this browser.`;
const STARTING = `Python is starting inside this page. The first time that takes up to a minute, as
  40 MB are fetched. Read on; cells that you run wait for it.`;
const NOT_STARTED = `Python has not started after two minutes. Is there a connection? Reload the page:
  what was saved is kept.`;

const ANEW = `Python has started anew, and knows nothing of the cells that you ran before. Go to where
  you want to work, and choose Run → Run All Above Selected Cell.`;

const LITTLE = 50e6; // bytes
const LONG = 120; // seconds

/** Show a sentence at the foot of the page, until its button is pressed or `hide` is called. */
function show(name, sentence) {
  if (document.getElementById(`nnlib-${name}`)) return;
  const notice = document.createElement("div");
  notice.id = `nnlib-${name}`;
  notice.className = "nnlib-notice";
  const text = document.createElement("span");
  text.textContent = sentence.replace(/\s+/g, " ");
  const close = document.createElement("button");
  close.textContent = "Close";
  close.onclick = () => notice.remove();
  notice.append(text, close);
  notices.append(notice);
}

function hide(name) {
  document.getElementById(`nnlib-${name}`)?.remove();
}

const notices = document.createElement("div");
notices.setAttribute("role", "status");
notices.id = "nnlib-notices";

/** Try to keep something in this browser, as JupyterLite does: "kept", "full" or "impossible". */
function tryToKeep() {
  return new Promise((resolve) => {
    try {
      const opening = indexedDB.open("nnlib-trial");
      opening.onerror = () => resolve("impossible");
      opening.onupgradeneeded = () => opening.result.createObjectStore("trials");
      opening.onsuccess = () => {
        const database = opening.result;
        const end = (answer) => {
          database.close();
          indexedDB.deleteDatabase("nnlib-trial");
          resolve(answer);
        };
        try {
          const writing = database.transaction("trials", "readwrite");
          writing.oncomplete = () => end("kept");
          writing.onabort = () => end("full");
          writing.objectStore("trials").put(new Uint8Array(1e6), "trial");
        } catch {
          end("full");
        }
      };
    } catch {
      resolve("impossible");
    }
  });
}

async function checkStorage() {
  const answer = await tryToKeep();
  if (answer === "impossible") return show("storage", STORES_NOTHING);
  await navigator.storage?.persist?.(); // asks the browser not to tidy it away
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  if (answer === "full" || quota - usage < LITTLE) show("full", FULL);
}

/** Have the address name the lesson in front: so it is there again after a reload. */
function setAddress(path) {
  const address = `?path=${encodeURIComponent(path)}`;
  if (location.search !== address) history.replaceState(history.state, "", address);
}

/** Tell of a notebook that it could not be saved, until it could. */
function watchSaving(context) {
  context.saveState.connect((_, state) => {
    if (state === "failed") show("not-saved", NOT_SAVED);
    if (state.startsWith("completed")) hide("not-saved");
  });
}

/** Tell of a notebook with results from before: this Python does not have them, until it is used. */
function watchKernel(notebook) {
  const wasRun = (cell) => cell.model.type === "code" && cell.model.executionCount;
  if (!notebook.content.widgets.some(wasRun)) return;
  show("anew", ANEW);
  notebook.sessionContext.statusChanged.connect((_, status) => status === "busy" && hide("anew"));
}

/** Download a notebook as it stands. */
function download(notebook) {
  const text = JSON.stringify(notebook.context.model.toJSON(), null, 1);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/x-ipynb+json" }));
  link.download = notebook.context.path.split("/").pop();
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some browsers begin later
}

/** The command that the File menu and the bar of a notebook call, see overrides.json. */
function addDownload(app) {
  const isNotebook = () => Boolean(app.shell.currentWidget?.sessionContext);
  app.commands.addCommand("nnlib:download", {
    label: "Download",
    caption: "Download this lesson, with what you have written",
    isEnabled: isNotebook,
    execute: () => isNotebook() && download(app.shell.currentWidget),
  });
}

/** The command that the Help menu calls, where there is a site. */
function addWayToSite(app) {
  app.commands.addCommand("nnlib:site", {
    label: "The Course's Site",
    caption: "Lessons to read, a gallery of mistakes, the glossary, nnlib's functions",
    execute: () => window.open(SITE, "_blank"),
  });
}

/** JupyterLab forgets a cell that is run before its notebook has a kernel: here it waits for one. */
function letCellsWait(app) {
  const execute = app.commands.execute.bind(app.commands); // what keys, menus and buttons call
  app.commands.execute = async (command, args) => {
    const context = app.shell.currentWidget?.sessionContext;
    const runsCells = /^(notebook|runmenu):.*run/.test(command);
    if (runsCells && context && !context.session?.kernel) await context.ready;
    return execute(command, args);
  };
}

/** Fetch again what the service worker has not kept, as it was not there yet: the page itself last,
    so that without a network it opens as a whole, or says that it was not fetched. */
async function keepForOffline() {
  const page = location.origin + location.pathname;
  const { content } = await (await fetch("../api/contents/all.json")).json();
  const lessons = content.map(({ path }) => new URL(`../files/${path}`, page).href);
  const fetched = performance.getEntriesByType("resource").map(({ name }) => name);
  const ours = fetched.filter((name) => name.startsWith(location.origin) && name !== page);
  for (const address of lessons) await fetch(address); // a newer one, too
  for (const address of [...ours, page])
    if (!(await caches.match(address))) await fetch(address);
  document.fonts.forEach((font) => font.load()); // other lessons have larger brackets
}

/** Watch the notebook in front: tell of its kernel until that has started, and of its saving. */
function watch(app) {
  const watched = new WeakSet();
  const seen = new Set(); // lessons whose kernel has started since the page was loaded
  let waited = 0;
  setInterval(() => {
    const notebook = app.shell.currentWidget;
    if (!notebook?.sessionContext) return hide("starting");
    setAddress(notebook.context.path);
    if (!watched.has(notebook.context)) watchSaving(notebook.context);
    watched.add(notebook.context);
    const status = notebook.sessionContext.session?.kernel?.status ?? "unknown";
    const hasStarted = ["idle", "busy"].includes(status);
    waited = hasStarted ? 0 : waited + 1;
    if (hasStarted && !seen.has(notebook.context.path)) watchKernel(notebook);
    // Where the page cannot keep anything, or is offline already, it works all the same.
    if (hasStarted && !seen.size) keepForOffline().catch(() => {});
    if (hasStarted) seen.add(notebook.context.path);
    if (hasStarted) hide("starting");
    else show("starting", STARTING);
    if (waited > LONG) show("not-started", NOT_STARTED);
    else hide("not-started");
  }, 1000);
}

/** This JupyterLab takes the arrow keys for itself, also those that are meant for a slider. */
function leaveKeysToWidgets() {
  addEventListener("focusin", ({ target }) => {
    if (target.closest(".jupyter-widgets")) target.dataset.lmSuppressShortcuts = "true";
  });
}

function begin() {
  performance.setResourceTimingBufferSize(2000); // for keepForOffline; by itself 250 are noted
  leaveKeysToWidgets();
  document.body.append(notices);
  if (typeof WebAssembly !== "object") return show("no-python", NO_PYTHON);
  checkStorage();
  addEventListener("offline", () => show("offline", OFFLINE));
  addEventListener("online", () => hide("offline"));
  if (!navigator.onLine) show("offline", OFFLINE);
  const waiting = setInterval(() => {
    if (!window.jupyterapp) return;
    clearInterval(waiting);
    addDownload(jupyterapp);
    if (SITE) addWayToSite(jupyterapp);
    letCellsWait(jupyterapp);
    jupyterapp.restored.then(() => watch(jupyterapp));
  }, 200);
}

begin();
