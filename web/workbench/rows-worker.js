// A worker that fetches the rows of an answer and keeps them, so that a page with a million of them is never busy.
import { RowStore } from "./rows-store.js";

let store = null, busy = false;

const tell = (more) => postMessage({ progress: { count: store.count, shown: store.shown, memory: store.memory, ...more } });

async function load({ url, body, columns, vietnamese, most }) {
  store = new RowStore(columns, { vietnamese, most });
  const abort = new AbortController();
  let said = performance.now();
  try {
    const response = await fetch(url, { method: "POST", body: new URLSearchParams(body), headers: { Accept: "text/tab-separated-values" }, signal: abort.signal });
    if (!response.ok) throw new Error(await response.text());
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done && !store.full; part = await reader.read()) {
      store.take(part.value);
      if (performance.now() - said > 200) { tell({}); said = performance.now(); await new Promise((go) => setTimeout(go)); }
    }
    if (store.full) abort.abort();
    if (store.filter || store.sort) store.refresh();
    tell({ done: true, full: store.full });
  } catch (error) {
    if (store.filter || store.sort) store.refresh();
    tell({ done: true, error: store.full ? "" : String(error.message || error).split("\n")[0].slice(0, 300), full: store.full });
  }
  busy = false;
}

onmessage = ({ data: { id, what, ...given } }) => {
  if (what === "load" && !busy) { busy = true; load(given); return; }
  if (!store) return;
  if (what === "view") { store.view(given); postMessage({ id, shown: store.shown, count: store.count, memory: store.memory }); }
  if (what === "rows") postMessage({ id, rows: store.rows(given.from, given.to), shown: store.shown });
};
