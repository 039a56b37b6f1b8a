/* Ask with Comunica: read jobs from standard input, [{name, query, sources, options}], and write what each gives:
   {name: {rows | boolean | quads | error}}. One process for all jobs, for the engine takes a second to start. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { QueryEngine } = createRequire(import.meta.url)("@comunica/query-sparql");

function term(one) {
  const told = { type: one.termType, value: one.value };
  if (one.termType === "Literal") {
    if (one.language) told.language = one.language;
    else told.datatype = one.datatype.value;
  }
  return told;
}

async function answer(engine, { query, sources, options }) {
  try {
    const given = await engine.query(query, { sources, ...options });
    if (given.resultType === "boolean") return { boolean: await given.execute() };
    if (given.resultType === "quads") {
      const quads = await (await given.execute()).toArray();
      return { quads: quads.map((quad) => [quad.subject, quad.predicate, quad.object].map(term)) };
    }
    const variables = (await given.metadata()).variables.map((one) => (one.variable ?? one).value);
    const rows = await (await given.execute()).toArray();
    return {
      variables,
      rows: rows.map((row) => Object.fromEntries([...row].map(([name, value]) => [name.value, term(value)]))),
    };
  } catch (error) {
    return { error: error.message };
  }
}

const jobs = JSON.parse(readFileSync(0, "utf-8"));
const told = {};
for (const job of jobs) told[job.name] = await answer(new QueryEngine(), job);
process.stdout.write(JSON.stringify(told));
