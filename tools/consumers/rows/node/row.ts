// The packages as Node itself loads them, without a bundler.
import path from "node:path";
import { programs, type Harness, type Reach } from "../../harness.js";
import type { ConsumerRow } from "../../row.js";

async function run(harness: Harness, program: string, reach: Reach): Promise<void> {
  const project = await harness.project({ copies: [path.join(programs, program)] });
  await harness.turn([process.execPath, project.path(program)], { reach });
}

export const rows: readonly ConsumerRow[] = [
  { name: "import", run: (harness) => run(harness, "turn.mjs", "stdio") },
  { name: "require", run: (harness) => run(harness, "turn.cjs", "stdio") },
  { name: "import, over a socket", run: (harness) => run(harness, "dial.mjs", "socket") },
  { name: "require, over a socket", run: (harness) => run(harness, "dial.cjs", "socket") },
];
