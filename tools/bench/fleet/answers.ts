// The measured program's side: it tells the benchmark of its own process, as long as that listens.
import { getHeapCodeStatistics, queryObjects } from "node:v8";
import { getEachMessage, sendMessage } from "execa";
import { heapBytes } from "../threads/client.js";

/** What a program can be told to do; each is answered. */
export type Question =
  | { readonly what: "cpu" }
  | { readonly what: "memory" }
  /** Only a program that has been given no queue. */
  | { readonly what: "run"; readonly jobs: number };

/** To `cpu`, and when it has `run`: the CPU of its process so far, all its threads. */
export interface Answer {
  readonly cpuMs: number;
  /** To `memory`. */
  readonly memory?: Memory;
}

/** What a process holds once nothing is left to collect. */
export interface Memory {
  readonly heapBytes: number;
  /** Of the heap: what V8 has compiled, which it goes on to do for thousands of jobs. */
  readonly codeBytes: number;
  /** Of JavaScript, functions among them. */
  readonly objects: number;
  readonly rssBytes: number;
}

/** Answers until the benchmark lets go of the program, or ends. */
export async function answerAll(run?: (jobs: number) => Promise<void>): Promise<void> {
  for await (const message of getEachMessage()) {
    if (!isQuestion(message)) throw new TypeError(`This is no question: ${JSON.stringify(message)}`);
    if (message.what === "run") await run?.(message.jobs);
    await sendMessage(await answerTo(message));
  }
}

/** Both ends are of this commit: what has the mark of one is one. */
function isQuestion(message: unknown): message is Question {
  return typeof message === "object" && message !== null && "what" in message;
}

export function isAnswer(message: unknown): message is Answer {
  return typeof message === "object" && message !== null && "cpuMs" in message;
}

async function answerTo({ what }: Question): Promise<Answer> {
  const { user, system } = process.cpuUsage();
  const cpuMs = (user + system) / 1000;
  return what === "memory" ? { cpuMs, memory: await memory() } : { cpuMs };
}

async function memory(): Promise<Memory> {
  const heap = await heapBytes();
  const { code_and_metadata_size, bytecode_and_metadata_size } = getHeapCodeStatistics();
  return {
    heapBytes: heap,
    codeBytes: code_and_metadata_size + bytecode_and_metadata_size,
    objects: Number(queryObjects(Object)),
    rssBytes: process.memoryUsage.rss(),
  };
}
