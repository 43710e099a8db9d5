
// The network first, so that an update is there at once; without one, what was fetched before.

const KEPT = "nnlib";
const NOT_KEPT = `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Offline</title>
  <body style="font: 18px/1.5 system-ui, sans-serif; max-width: 40em; margin: 3em auto;">
  <h1>You are offline</h1>
  <p>This page of the course was not fetched before. Connect, and reload it. What you have saved is
  kept in this browser.</p></body></html>`;

async function networkFirst(request) {
  const cache = await caches.open(KEPT);
  try {
    const response = await fetch(request);
    // Where the storage is full, the page works all the same; it is not there offline, then.
    if (response.ok) cache.put(request, response.clone()).catch(() => {});
    return response;
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: request.mode === "navigate" });
    if (kept) return kept;
    if (request.mode !== "navigate") throw error;
    return new Response(NOT_KEPT, { status: 503, headers: { "Content-Type": "text/html" } });
  }
}
