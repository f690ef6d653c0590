// `tsx tools/propose-versions.ts`: tells GitHub which versions the changesets come to, as a pull request. For the release workflow, after
// `npm run version`; see docs/releases.md.
import { fileURLToPath } from "node:url";

import { openPullRequest } from "./github/pull-request.js";
import { runProgram } from "./github/run-program.js";
import { PACKAGES, readManifest } from "./release/manifest.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifests = await Promise.all(PACKAGES.map((folder) => readManifest(root, folder)));
const lines = manifests.map(({ name, version }) => `- \`${name}\` ${version}`);
const body = `Merging this publishes, from the changelogs in it:\n\n${lines.join("\n")}\n\nSee \`docs/releases.md\`.\n`;
const outcome = await openPullRequest(
  { branch: "release/versions", title: "Version packages", body },
  runProgram,
);
console.log(outcome.kind === "left" ? `left to ${outcome.authors.join(", ")}` : outcome.kind);
