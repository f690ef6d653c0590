// `npm run site`: builds the documentation site. `npm run site -- --serve` shows it on this machine.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { build, serve } from "vitepress";
import { output, report, site } from "./places.js";
import { leaveOutTypes } from "./stage/leave-out-types.js";
import { stage } from "./stage/stage.js";

const { values } = parseArgs({
  options: {
    serve: { type: "boolean" },
    // The path below which the site is served, such as `/codex-typed/`.
    base: { type: "string", default: "/" },
    // What stands before the paths of pages in `llms.txt`: the whole address, or the base.
    address: { type: "string" },
    // Leaves out most pages of the protocol's types, for a look at the rest in a third of the time.
    sample: { type: "boolean", default: false },
    // The address of the repository. Without it, links to files that are no pages are words.
    repository: { type: "string" },
  },
});
const { base, repository, sample } = values;

const found = await stage({ address: values.address ?? base, repository });
const leftOut = sample ? await leaveOutTypes() : [];
await writeFile(report, JSON.stringify({ ...found, leftOut }, null, 2));
await build(site, {
  base,
  onAfterConfigResolve: (config) => {
    config.ignoreDeadLinks = sample;
  },
});
console.log(`The site is in ${output}`);
if (values.serve) await serve({ base, root: site, port: 4173 });
