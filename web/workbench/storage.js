// What the browser keeps of the queries: tabs and the history of runs, both bounded. Where storage is refused or full, they last
// as long as the page.
const KEY = "sparql";
const TABS = 30, RUNS = 100, LENGTH = 64_000, ALL = 1_000_000;

const EMPTY = '{"tabs": [], "active": "", "runs": []}';
const memory = JSON.parse(EMPTY);
let lasts = true;

function read() {
  if (lasts) try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? EMPTY);
    if (kept && Array.isArray(kept.tabs) && Array.isArray(kept.runs)) {
      const isText = (value) => typeof value === "string";
      return {
        tabs: kept.tabs.filter((tab) => isText(tab?.id) && isText(tab.name) && isText(tab.text)).map((tab) => ({ ...tab, ran: isText(tab.ran) ? tab.ran : "" })),
        runs: kept.runs.filter((run) => isText(run?.query)),
        active: isText(kept.active) ? kept.active : "",
      };
    }
  } catch { /* refused, or not ours */ }
  return structuredClone(memory);
}

// Change what is kept; it is read anew before, as another window may have changed it. Returns what is kept then.
export function keep(change = () => {}) {
  const kept = read();
  change(kept);
  kept.tabs = kept.tabs.slice(-TABS);
  kept.runs = kept.runs.slice(0, RUNS);
  for (const run of kept.runs) if (run.query.length > LENGTH) run.query = "";
  kept.runs = kept.runs.filter((run) => run.query);
  while (JSON.stringify(kept.runs).length > ALL) kept.runs.pop();
  Object.assign(memory, structuredClone(kept));
  try { localStorage.setItem(KEY, JSON.stringify(kept)); lasts = true; } catch { lasts = false; }
  return { ...kept, lasts };
}

export function kept() { return read(); }
