// The measured program's side: it tells the benchmark of its own process, as long as that listens.
import { getEachMessage, sendMessage } from "execa";
import { heapBytes } from "../threads/client.js";

/** What a program can be told to do; each is answered. */
export type Question =
  | { readonly what: "cpu" }
  | { readonly what: "memory" }
  /** Only a program that has been given no queue. */
  | { readonly what: "run"; readonly jobs: number };

/** What it answers: to `cpu` and `run` the CPU of its process so far, all its threads. */
export interface Answer {
  readonly cpuMs: number;
  /** After a collection. */
  readonly heapBytes?: number;
  readonly rssBytes?: number;
}

/** Answers until the benchmark lets go of the program, or ends. */
export async function answerAll(run?: (jobs: number) => Promise<void>): Promise<void> {
  for await (const message of getEachMessage()) {
    const question = message as unknown as Question;
    if (question.what === "run") await run?.(question.jobs);
    await sendMessage({ ...(await answerTo(question)) });
  }
}

async function answerTo({ what }: Question): Promise<Answer> {
  const { user, system } = process.cpuUsage();
  const cpuMs = (user + system) / 1000;
  if (what !== "memory") return { cpuMs };
  return { cpuMs, heapBytes: await heapBytes(), rssBytes: process.memoryUsage.rss() };
}
