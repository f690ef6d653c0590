// `npm run test:consumers [KIND | PART OF A TITLE]…`: uses the packed packages in every way that somebody may.
// The last line is always the count.
import { chosen, findRows } from "./find-rows.js";
import { Harness } from "./harness.js";
import type { NamedRow } from "./row.js";

const counts = { passed: 0, failed: 0, skipped: 0 };

async function run(row: NamedRow, harness: Harness): Promise<void> {
  const why = await row.missing?.();
  if (why !== undefined) {
    counts.skipped++;
    return console.log(`- ${row.title}: ${why}`);
  }
  const started = performance.now();
  const took = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  try {
    await row.run(harness);
    counts.passed++;
    console.log(`✔ ${row.title} (${took()})`);
  } catch (error) {
    counts.failed++;
    console.log(`✖ ${row.title} (${took()})\n${error instanceof Error ? error.message : String(error)}`);
  }
}

try {
  const rows = chosen(await findRows(), process.argv.slice(2));
  await using harness = await Harness.open(rows);
  for (const row of rows) await run(row, harness);
} catch (error) {
  counts.failed++;
  console.log(`✖ ${error instanceof Error ? error.message : String(error)}`);
}
const skipped = counts.skipped === 0 ? "" : `, ${String(counts.skipped)} skipped`;
console.log(`consumers: ${String(counts.passed)} rows passed, ${String(counts.failed)} failed${skipped}`);
process.exitCode = counts.failed > 0 ? 1 : 0;
