import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

import { readWireSchema } from "./wire-schema.js";

/** Reads the schema once for all workers, and says in the end what of it was seen live. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "codex-typed-wire-"));
  const schema = await readWireSchema();
  await writeFile(join(folder, "schema.json"), JSON.stringify(schema));
  project.provide("wireFolder", folder);
  return async () => {
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
  };
}

declare module "vitest" {
  interface ProvidedContext {
    /** Where `schema.json` is, and where each test file leaves what it has seen. */
    wireFolder: string;
  }
}
