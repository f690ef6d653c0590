// `npm run release [-- --dry-run]`: publishes what is on main and not on npm yet. With --dry-run it does all but that, and runs in `npm test`.
// How a release comes about: docs/releases.md.
import { execa } from "execa";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { questionsForOwner } from "./release/manifest.js";
import { obstacles } from "./release/obstacles.js";
import { rehearse } from "./release/rehearse.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const USAGE = "usage: npm run release [-- --dry-run]";

const fail = (code: number, ...lines: string[]): never => {
  console.error(lines.join("\n"));
  process.exit(code);
};

function readArguments(): { readonly dryRun: boolean } {
  try {
    const { values } = parseArgs({ options: { "dry-run": { type: "boolean", default: false } } });
    return { dryRun: values["dry-run"] };
  } catch (error) {
    return fail(2, error instanceof Error ? error.message : String(error), USAGE);
  }
}

const { dryRun } = readArguments();
const questions = await questionsForOwner(root);
if (!dryRun) {
  const inTheWay = [...questions, ...(await obstacles(root))];
  if (inTheWay.length > 0) fail(1, "Not published:", ...inTheWay.map((each) => `- ${each}`));
}
const problems = await rehearse(root, (line) => {
  console.log(line);
});
if (problems.length > 0) fail(1, ...problems);
if (dryRun) {
  for (const question of questions) console.log(`for the owner: ${question}`);
  console.log("Nothing was published.");
} else {
  await execa("changeset", ["publish"], { cwd: root, preferLocal: true, localDir: root, stdio: "inherit" });
}
