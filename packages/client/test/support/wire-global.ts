import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

import { wireJudge } from "./wire-judge.js";
import { casesOf, readWireSchema, type MethodList } from "./wire-schema.js";
import { WireValidator } from "./wire-validator.js";

type Methods = Readonly<Record<MethodList, readonly string[]>>;

interface Run {
  readonly folder: string;
  readonly methods: Methods;
  readonly judge: Server;
}

interface Shared {
  readonly started: Promise<Run>;
  /** How many projects have yet to end. */
  projects: number;
}

/** vitest loads this file once for each project that names it. */
const KEY = Symbol.for("codex-typed wire check");
const shared = globalThis as { [KEY]?: Shared };

/** Reads the schema once for all workers of all projects, judges by it, and says in the end what of it was seen live. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const run = (shared[KEY] ??= { started: start(), projects: 0 });
  run.projects += 1;
  const { folder, methods, judge } = await run.started;
  project.provide("wireFolder", folder);
  project.provide("wireMethods", methods);
  project.provide("wireJudge", (judge.address() as AddressInfo).port);
  return async () => {
    run.projects -= 1;
    if (run.projects > 0) return;
    delete shared[KEY];
    judge.close();
    await report(folder);
  };
}

async function start(): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), "codex-typed-wire-"));
  const schema = await readWireSchema();
  await writeFile(join(folder, "schema.json"), JSON.stringify(schema));
  const methods = (list: MethodList): string[] => casesOf(schema, list).map(({ method }) => method);
  const judge = wireJudge(new WireValidator(schema)).listen(0, "127.0.0.1");
  await once(judge, "listening");
  return {
    folder,
    methods: {
      ClientRequest: methods("ClientRequest"),
      ServerRequest: methods("ServerRequest"),
      ServerNotification: methods("ServerNotification"),
    },
    judge,
  };
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
    /** The methods that the schema lists. */
    wireMethods: Methods;
    /** The port that says whether messages fit the schema. */
    wireJudge: number;
  }
}
