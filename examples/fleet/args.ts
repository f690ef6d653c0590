// What the command line says.
import { parseArgs } from "node:util";
import { UsageError } from "./errors.js";
import { FLEET } from "./queues.js";

export const USAGE = `usage: npm run fleet -- --local [--jobs FILE] …     jobs on this machine, without Redis; without a file, a demonstration
       npm run fleet -- worker --name NAME --repositories DIR …
       npm run fleet -- add --jobs FILE …
       npm run fleet -- console …

  --jobs FILE          a job (JSON) on each line: repository, prompt, approvalMode, sandbox;
                       it may have outputSchema, threadId, repeatable
  --redis URL          default $REDIS_URL, else redis://127.0.0.1:6379
  --queue NAME         default fleet

 --local and worker
  --repositories DIR   the folder that holds the repositories (--local: default the current folder)
  --at-once N          how many jobs run at the same time (default 4)
  --patience SECONDS   what nobody decides for so long is declined (default 300; --local, where nobody can: 1)
  --allow-full-access  takes jobs with full_access, too

 worker
  --name NAME          what the console calls it
  --homes DIR          a CODEX_HOME for each job, in this folder
  --home NAME          names its CODEX_HOME, or that folder: workers that share it give it one name (default: host and path)
  --dial ADDRESS       a runtime that runs already: unix:PATH, ws://… or wss://…
  --token-file FILE    the token of a ws or wss address
  --drain SECONDS      how long jobs may go on after SIGTERM (default 30)

 add
  --attempts N         so many may fail before a job is set aside (default 5)

 console
  --port N             default: a free one
  --person NAME        who decides, each by a link of their own; may be given again (default: you)`;

interface ForQueue {
  readonly redis: string;
  readonly queue: string;
}

interface ForJobs {
  readonly repositories: string;
  readonly atOnce: number;
  readonly patienceMs: number;
  readonly allowsFullAccess: boolean;
}

export type Command =
  | { readonly command: "help" }
  | (ForJobs & { readonly command: "local"; readonly jobs?: string })
  | (ForQueue &
      ForJobs & {
        readonly command: "worker";
        readonly name: string;
        readonly home?: string;
        readonly homes?: string;
        readonly dial?: string;
        readonly tokenFile?: string;
        readonly drainMs: number;
      })
  | (ForQueue & { readonly command: "add"; readonly jobs: string; readonly attempts?: number })
  | (ForQueue & { readonly command: "console"; readonly port?: number; readonly persons: readonly string[] });

const HELP = { help: { type: "boolean", short: "h" } } as const;
const QUEUE = {
  redis: { type: "string", default: process.env["REDIS_URL"] ?? "redis://127.0.0.1:6379" },
  queue: { type: "string", default: FLEET },
} as const;
const JOBS = {
  "at-once": { type: "string", default: "4" },
  "allow-full-access": { type: "boolean", default: false },
} as const;

/** @throws UsageError saying what is wrong. */
export function readArgs([first = "", ...rest]: readonly string[]): Command {
  try {
    switch (first) {
      case "worker":
        return readWorker(rest);
      case "add":
        return readAdd(rest);
      case "console":
        return readConsole(rest);
      case "help":
        return { command: "help" };
      default:
        if (/^\w/.test(first))
          throw new UsageError(`There is no command "${first}": say --local, worker, add or console.`);
        return readLocal([first, ...rest].filter((arg) => arg !== ""));
    }
  } catch (error) {
    // What parseArgs throws has a code of its own, and says what is wrong.
    if (error instanceof TypeError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

function readLocal(args: string[]): Command {
  const { values } = parseArgs({
    args,
    options: {
      ...HELP,
      ...JOBS,
      local: { type: "boolean", default: false },
      jobs: { type: "string" },
      repositories: { type: "string" },
      patience: { type: "string", default: "1" },
    },
  });
  if (values.help === true) return { command: "help" };
  const { jobs, repositories } = values;
  if (!values.local) throw new UsageError("Say --local, worker, add or console.");
  if (jobs === undefined && (repositories !== undefined || values["allow-full-access"]))
    throw new UsageError(
      "--repositories and --allow-full-access go with --jobs: the demonstration has its own.",
    );
  return {
    command: "local",
    ...(jobs === undefined ? {} : { jobs }),
    ...forJobs(values, repositories ?? "."),
  };
}

function readWorker(args: string[]): Command {
  const { values } = parseArgs({
    args,
    options: {
      ...HELP,
      ...QUEUE,
      ...JOBS,
      name: { type: "string" },
      repositories: { type: "string" },
      patience: { type: "string", default: "300" },
      home: { type: "string" },
      homes: { type: "string" },
      dial: { type: "string" },
      "token-file": { type: "string" },
      drain: { type: "string", default: "30" },
    },
  });
  if (values.help === true) return { command: "help" };
  const { name, repositories, home, homes, dial, "token-file": tokenFile } = values;
  if (name === undefined || repositories === undefined)
    throw new UsageError("A worker needs --name and --repositories.");
  if (homes !== undefined && dial !== undefined)
    throw new UsageError("--homes starts a runtime for each job, and --dial none: leave out one of them.");
  if (dial !== undefined && !/^(unix:|wss?:\/\/)./.test(dial))
    throw new UsageError(`--dial takes unix:PATH, ws://… or wss://…, not ${dial}.`);
  if (tokenFile !== undefined && !dial?.startsWith("ws"))
    throw new UsageError("--token-file goes with a ws or wss address in --dial.");
  return {
    command: "worker",
    name: named("--name", name),
    ...forQueue(values),
    ...forJobs(values, repositories),
    ...(home === undefined ? {} : { home }),
    ...(homes === undefined ? {} : { homes }),
    ...(dial === undefined ? {} : { dial }),
    ...(tokenFile === undefined ? {} : { tokenFile }),
    drainMs: seconds("--drain", values.drain, 0),
  };
}

function readAdd(args: string[]): Command {
  const { values } = parseArgs({
    args,
    options: { ...HELP, ...QUEUE, jobs: { type: "string" }, attempts: { type: "string" } },
  });
  if (values.help === true) return { command: "help" };
  if (values.jobs === undefined) throw new UsageError("Say which with --jobs FILE.");
  return {
    command: "add",
    jobs: values.jobs,
    ...forQueue(values),
    ...(values.attempts === undefined ? {} : { attempts: whole("--attempts", values.attempts) }),
  };
}

function readConsole(args: string[]): Command {
  const { values } = parseArgs({
    args,
    options: { ...HELP, ...QUEUE, port: { type: "string" }, person: { type: "string", multiple: true } },
  });
  if (values.help === true) return { command: "help" };
  const { port, person } = values;
  if (port !== undefined && (!/^\d+$/.test(port) || Number(port) > 65_535))
    throw new UsageError("--port takes a number from 0 to 65535.");
  return {
    command: "console",
    ...forQueue(values),
    ...(port === undefined ? {} : { port: Number(port) }),
    persons: person ?? [],
  };
}

function forQueue({ redis, queue }: { readonly redis: string; readonly queue: string }): ForQueue {
  if (!/^(rediss?:\/\/|\/)./.test(redis))
    throw new UsageError("--redis takes redis://HOST:PORT, rediss://… or the path of a socket.");
  return { redis, queue: named("--queue", queue) };
}

interface JobValues {
  readonly "at-once": string;
  readonly patience: string;
  readonly "allow-full-access": boolean;
}

function forJobs(values: JobValues, repositories: string): ForJobs {
  return {
    repositories,
    atOnce: whole("--at-once", values["at-once"]),
    // 0 would be no limit: a client that is to wait for no time waits for ever.
    patienceMs: seconds("--patience", values.patience, 1),
    allowsFullAccess: values["allow-full-access"],
  };
}

function whole(option: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`${option} takes a whole number from 1, not ${text}.`);
  return Number(text);
}

/** Of a longer time Node makes none at all. */
const LONGEST_MS = 2 ** 31 - 1;

function seconds(option: string, text: string, leastMs: number): number {
  const ms = Number(text) * 1_000;
  if (!/^\d+(\.\d+)?$/.test(text) || ms < leastMs || ms > LONGEST_MS)
    throw new UsageError(
      `${option} takes seconds, from ${leastMs / 1_000} to ${Math.floor(LONGEST_MS / 1_000)}, not ${text}.`,
    );
  return ms;
}

/** It becomes part of the names of queues, in which a colon separates. */
function named(option: string, text: string): string {
  if (!/^[\w.-]+$/.test(text))
    throw new UsageError(`${option} takes letters, digits, "_", "." and "-", not ${text}.`);
  return text;
}
