import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Protocol } from "@codex-typed/codegen";
import { changesetText, releaseStep, type ReleaseStep } from "./changeset.js";
import { decisionsOf, type Decision } from "./decisions.js";
import { refuseMisspelledNames } from "./names/property-names.js";
import { changedPaths, mentions } from "./git.js";
import { readPin, writePin } from "./pins.js";
import type { Progress } from "./progress.js";
import { putBack, type Undo } from "./put-back.js";
import { asRefusal, Refusal, type Stage } from "./refusal.js";
import type { RuntimeTools } from "./runtime-tools.js";
import { newReadingLimits } from "./reading-limits.js";
import { takeSnapshot } from "./snapshot.js";
import { resolveTarget, skippedReleases } from "./target-version.js";
import { changesetFile, GENERATED, refuseForeignChanges, writtenPaths } from "./tree.js";

/** What to bump, and with what. */
export interface BumpJob {
  readonly root: string;
  readonly wanted: string;
  readonly verify: boolean;
  readonly changeset: boolean;
  readonly tools: RuntimeTools;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** What came of it; everything else is thrown as a {@link Refusal}, with the tree as it was. */
export type BumpResult =
  | { readonly kind: "current"; readonly from: string }
  | {
      readonly kind: "bumped";
      readonly from: string;
      readonly to: string;
      readonly markdown: string;
      readonly decisions: readonly Decision[];
    };

/** Where the old version may go on being named. */
const NAMED_ON_PURPOSE = [
  `${GENERATED}/**`,
  "pnpm-lock.yaml",
  "fixtures/**",
  ".changeset/**",
  "**/CHANGELOG.md",
  "tools/test/**",
];

/** Moves the workspace from the pinned runtime to another, or leaves it as it was. */
export async function bump(job: BumpJob): Promise<BumpResult> {
  const { root, tools, progress, signal } = job;
  const from = await readPin(root);
  const target = await stage(job, "version", `which runtime is ${job.wanted}?`, async () => {
    const published = await tools.published(signal);
    const to = resolveTarget(job.wanted, from, published);
    return to === undefined ? undefined : { to, skipped: skippedReleases(from, to, published) };
  });
  if (target === undefined) return { kind: "current", from };
  const { to, skipped } = target;
  progress.say(`  codex ${from} → ${to}`);

  const changedBefore = await changedPaths(root);
  refuseForeignChanges(changedBefore, to);
  const before = await stage(job, "old protocol", `the protocol of codex ${from}`, () =>
    protocolOf(from, tools),
  );
  const undo: Undo = {
    root,
    snapshot: await takeSnapshot(root, writtenPaths(to)),
    changedBefore,
    installed: false,
  };
  try {
    const result = await change({ ...job, from, to, skipped, before }, undo);
    await undo.snapshot.discard();
    return result;
  } catch (error) {
    await undoing(undo, from, job);
    throw error;
  }
}

async function change(
  job: BumpJob & {
    readonly from: string;
    readonly to: string;
    readonly skipped: readonly string[];
    readonly before: Protocol;
  },
  undo: Undo,
): Promise<BumpResult> {
  const { root, tools, signal, from, to, skipped, before } = job;
  await writePin(root, to);
  undo.installed = true;
  await stage(job, "install", `install codex ${to}`, () => tools.install(signal));
  // Before the generator, which reads there since when things are there. Without those in between, what they brought would count as new
  // in this one, and the client would refuse it to them.
  const size = (bytes: number | undefined): string =>
    bytes === undefined ? "has a newer release" : `${(bytes / 1000).toFixed(1)} kB`;
  for (const version of skipped) {
    await stage(
      job,
      "history",
      `the schema of codex ${version}, in between`,
      () => tools.recordPublished(version),
      size,
    );
  }
  await stage(job, "history", "the history of schemas", () => tools.recordRelease(to), size);
  const { protocol, notExposed } = await stage(job, "generate", `generate ${GENERATED}`, async () => {
    const generated = await tools.generate();
    refuseOtherVersion(generated.protocol, to, "generate");
    return generated;
  });

  await stage(
    job,
    "names",
    "property names against generate-ts",
    async () => refuseMisspelledNames(protocol, await tools.printTypes(signal)),
    (count) => `the same in ${String(count)} types`,
  );

  const diff = tools.diff(before, protocol);
  const markdown = tools.markdown(diff);
  if (job.changeset) {
    await stage(
      job,
      "changeset",
      changesetFile(to),
      async () => {
        const packages = await releases(root, diff.bump);
        await writeFile(
          path.join(root, changesetFile(to)),
          changesetText({ from, to, packages, diff: markdown }),
        );
        return Object.entries(packages).map(([name, step]) => `${name} ${step}`);
      },
      (released) => released.join(", "),
    );
  }
  if (job.verify)
    await stage(job, "verify", "every check of the workspace", (print) => tools.verify(signal, print));
  const naming = await mentions(root, from, NAMED_ON_PURPOSE);
  signal.throwIfAborted();
  return {
    kind: "bumped",
    from,
    to,
    markdown,
    decisions: decisionsOf({
      from,
      diff,
      notExposed,
      limits: newReadingLimits(before, protocol),
      mentions: naming,
      verified: job.verify,
    }),
  };
}

/** The generator is released too: it ships the history. */
async function releases(root: string, bump: ReleaseStep | "none"): Promise<Record<string, ReleaseStep>> {
  const { version } = JSON.parse(await readFile(path.join(root, "packages/client/package.json"), "utf8")) as {
    version: string;
  };
  return { "@codex-typed/client": releaseStep(bump, version), "@codex-typed/codegen": "patch" };
}

async function protocolOf(version: string, tools: RuntimeTools): Promise<Protocol> {
  const protocol = await tools.readProtocol();
  refuseOtherVersion(protocol, version, "old protocol");
  return protocol;
}

function refuseOtherVersion({ runtimeVersion }: Protocol, expected: string, at: Stage): void {
  if (runtimeVersion === expected) return;
  const found = runtimeVersion ?? "a runtime that does not say its version";
  throw new Refusal(at, `Installed is ${found}, not the pinned ${expected}. Run pnpm install first.`);
}

/** A step whose failure is one of `name`, and which neither starts nor counts once the bump is stopped. */
async function stage<T>(
  { progress, signal }: BumpJob,
  name: Stage,
  title: string,
  work: (print: (line: string) => void) => Promise<T>,
  conclude?: (result: T) => string,
): Promise<T> {
  signal.throwIfAborted();
  try {
    const result = await progress.step(title, work, conclude);
    signal.throwIfAborted();
    return result;
  } catch (error) {
    signal.throwIfAborted();
    throw asRefusal(name, error);
  }
}

async function undoing(undo: Undo, from: string, { progress, tools }: BumpJob): Promise<void> {
  try {
    await progress.step(`put everything back to codex ${from}`, () => putBack(undo, tools));
  } catch (error) {
    progress.say(`\nThe tree is NOT as it was: ${asRefusal("tree", error).message}`);
    progress.say(`Mend it with \`git status\`, \`git restore\` and \`pnpm install --frozen-lockfile\`.\n`);
  }
}
