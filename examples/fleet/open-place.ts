// Opens the runtimes that jobs run on: one that the worker starts, one that it dials, or one for each job, in a home of its own.
import { existsSync } from "node:fs";
import { mkdir, rm, symlink } from "node:fs/promises";
import { homedir, hostname } from "node:os";
import { join } from "node:path";
import {
  Codex,
  unixSocketTransport,
  webSocketTransport,
  type RuntimeOptions,
  type Transport,
} from "@codex-typed/client";
import { SetAsideError } from "./job.js";
import { mustBeLoggedIn } from "./logged-in.js";
import type { Place } from "./place.js";

export interface PlaceOptions extends Pick<
  Place,
  "worker" | "repositories" | "allowsFullAccess" | "patienceMs"
> {
  /** The home's name. Default: the machine's, and where on it the home is. */
  readonly home?: string | undefined;
  /** How to start the runtime. */
  readonly runtime?: RuntimeOptions | undefined;
  /** A runtime that runs already: `unix:PATH`, `ws://…` or `wss://…`. */
  readonly dial?: string | undefined;
  /** A file with the token of the dialled runtime. */
  readonly tokenFile?: string | undefined;
}

export interface OpenPlace extends Place, AsyncDisposable {}

/** Opens a runtime. Whatever no job decides itself is declined. */
export async function openPlace(options: PlaceOptions): Promise<OpenPlace> {
  const { worker, repositories, allowsFullAccess, patienceMs, home, runtime, dial } = options;
  const asking = { onApproval: () => "decline" as const, approvalTimeoutMs: patienceMs };
  const codex = await (dial === undefined
    ? Codex.connect({ ...asking, ...(runtime === undefined ? {} : { runtime }) })
    : Codex.connect({ ...asking, transport: transportTo(dial, options.tokenFile), reconnect: true }));
  try {
    await mustBeLoggedIn(codex);
  } catch (error) {
    await codex.close();
    throw error;
  }
  return {
    worker,
    codex,
    home: home ?? `${machineOf(dial)}:${codex.server.codexHome}`,
    repositories,
    allowsFullAccess,
    patienceMs,
    isShared: dial !== undefined,
    underWay: new Set(),
    [Symbol.asyncDispose]: () => codex.close(),
  };
}

function transportTo(dial: string, tokenFile: string | undefined): Transport {
  if (dial.startsWith("unix:")) return unixSocketTransport(dial.slice("unix:".length));
  return webSocketTransport({ url: dial, ...(tokenFile === undefined ? {} : { tokenFile }) });
}

function machineOf(dial = "unix:"): string {
  const { hostname: host } = new URL(dial);
  return ["", "localhost", "127.0.0.1", "[::1]"].includes(host) ? hostname() : host;
}

/** Where a worker's jobs run. */
export interface Places extends AsyncDisposable {
  /** What is said of the home. */
  readonly home: string;
  /** The place of one attempt, which disposes of it when it ends. */
  open(jobId: string): Promise<OpenPlace>;
}

/** One place for all jobs. Where its runtime has ended, the next job opens another. */
export async function sharedPlace(options: PlaceOptions, log: (line: string) => void): Promise<Places> {
  let current: Promise<OpenPlace> | undefined;
  let isClosed = false;
  const forget = (): void => void (current = undefined);
  const take = (): Promise<OpenPlace> => {
    if (current !== undefined) return current;
    current = openPlace(options);
    current.then(({ codex }) => codex.closed.then(lose), forget);
    return current;
  };
  const lose = ({ message }: { readonly message: string }): void => {
    forget();
    if (!isClosed) log(`the runtime is gone: ${message}`);
  };
  // Now, and not at the first job: what is wrong with the runtime is to be seen at once.
  const { home } = await take();
  return {
    home,
    async open() {
      return { ...(await take()), [Symbol.asyncDispose]: () => Promise.resolve() };
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      const place = await current?.catch(() => undefined);
      await place?.[Symbol.asyncDispose]();
    },
  };
}

/** Of a folder, in bytes. */
const LONGEST_NAME = 255;

/**
 * A home in `folder` and a runtime for each job: what one job's agent leaves there, no other sees. On storage that machines share, and
 * under one name of the home, each of them can take over what another began.
 */
export async function placePerJob(options: PlaceOptions, folder: string): Promise<Places> {
  const { env = process.env } = options.runtime ?? {};
  const settings = env["CODEX_HOME"] ?? join(homedir(), ".codex");
  const home = options.home ?? `${hostname()}:${folder}`;
  await mkdir(folder, { recursive: true });
  return {
    home,
    async open(jobId) {
      // An id may be any text, and the name of a folder may not.
      const name = `job-${encodeURIComponent(jobId)}`;
      if (name.length > LONGEST_NAME)
        throw new SetAsideError("Its id is too long to be the name of its home.");
      const codexHome = join(folder, name);
      await mkdir(codexHome, { recursive: true });
      // Links, so that no login lies on shared storage.
      for (const file of ["auth.json", "config.toml"])
        await link(join(settings, file), join(codexHome, file));
      const runtime = { ...options.runtime, env: { ...env, CODEX_HOME: codexHome } };
      return openPlace({ ...options, home: `${home}/${name}`, runtime });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function link(target: string, path: string): Promise<void> {
  await rm(path, { force: true });
  if (existsSync(target)) await symlink(target, path);
}
