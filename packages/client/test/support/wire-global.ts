import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

import { readWireSchema } from "./wire-schema.js";

interface Shared {
  readonly folder: Promise<string>;
  /** How many projects have yet to end. */
  projects: number;
}

/** vitest loads this file once for each project that names it. */
const KEY = Symbol.for("codex-typed wire check");
const shared = globalThis as { [KEY]?: Shared };

/** Reads the schema once for all workers of all projects, and says in the end what of it was seen live. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const run = (shared[KEY] ??= { folder: writeSchema(), projects: 0 });
  run.projects += 1;
  const folder = await run.folder;
  project.provide("wireFolder", folder);
  return async () => {
    run.projects -= 1;
    if (run.projects > 0) return;
    delete shared[KEY];
    await report(folder);
  };
}

async function writeSchema(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "codex-typed-wire-"));
  const schema = await readWireSchema();
  await writeFile(join(folder, "schema.json"), JSON.stringify(schema));
  return folder;
}

async function report(folder: string): Promise<void> {
  const seen = {
    results: new Set<string>(),
    notifications: new Set<string>(),
    serverRequests: new Set<string>(),
  };
  for (const file of (await readdir(folder)).filter((name) => name.startsWith("seen-"))) {
    const part = JSON.parse(await readFile(join(folder, file), "utf8")) as Record<
      keyof typeof seen,
      string[]
    >;
    for (const kind of Object.keys(seen) as (keyof typeof seen)[]) {
      for (const method of part[kind]) seen[kind].add(method);
    }
  }
  await rm(folder, { recursive: true, force: true });
  const { results, notifications, serverRequests } = seen;
  if (results.size === 0) return;
  console.log(
    `wire: held to the schema were the results of ${String(results.size)} requests, ${String(notifications.size)} notifications and ${String(serverRequests.size)} server requests`,
  );
}

declare module "vitest" {
  interface ProvidedContext {
    /** Where `schema.json` is, and where each test file leaves what it has seen. */
    wireFolder: string;
  }
}
