// `tsx tools/drift.ts REPORT`: tells GitHub what `bump-runtime --report REPORT` found. For the nightly workflow; see docs/new-runtime.md.
import { readFile } from "node:fs/promises";
import { publishDrift } from "./bump-runtime/publish-drift.js";
import type { Report } from "./bump-runtime/report.js";
import { runProgram } from "./github/run-program.js";

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error("usage: tsx tools/drift.ts REPORT");
  process.exit(2);
}
const report = JSON.parse(await readFile(file, "utf8")) as Report;
console.log(await publishDrift(report, runProgram));
