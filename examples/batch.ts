// Many prompts, a few threads at a time: a bar while they run, a table of answers and tokens at the end.
// One that fails is a row of the table, and the exit code tells of it.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { SingleBar } from "cli-progress";
import Table from "cli-table3";
import pLimit from "p-limit";
import { Codex, isCodexError, type ConnectOptions } from "@codex-typed/client";

const USAGE = `usage: batch [--threads N] [--file PROMPTS] [PROMPT …]

  --file PROMPTS  a text file with a prompt on each line
  --threads N     how many work at the same time (default 4)`;

interface Row {
  readonly prompt: string;
  readonly status: string;
  readonly text: string;
  readonly tokens: number;
}

/** Answers with the exit code: 0 where each prompt was answered, 1 where one was not, 2 where there is nothing to do. */
export async function main(args: readonly string[], options: ConnectOptions = {}): Promise<number> {
  const wanted = await read(args).catch((error: Error) => error.message);
  if (typeof wanted === "string") {
    console.error(`${wanted}\n\n${USAGE}`);
    return 2;
  }
  const { prompts, threads } = wanted;
  const stop = new AbortController();
  const interrupt = (): void => {
    stop.abort();
  };
  process.once("SIGINT", interrupt);
  // Drawn on stderr, and only where that is a terminal.
  const bar = new SingleBar({ format: "{bar} {value}/{total}, {eta_formatted} to go" });
  try {
    await using codex = await Codex.connect(options);
    bar.start(prompts.length, 0);
    const limit = pLimit(threads);
    const rows = await limit.map(prompts, async (prompt) => {
      const row = await run(codex, prompt, stop.signal);
      bar.increment();
      return row;
    });
    bar.stop();
    console.log(tableOf(rows));
    return rows.every(({ status }) => status === "completed") ? 0 : 1;
  } finally {
    bar.stop();
    process.off("SIGINT", interrupt);
  }
}

async function run(codex: Codex, prompt: string, signal: AbortSignal): Promise<Row> {
  try {
    // Stored nowhere, and let go when its turn is over.
    await using thread = await codex.startThread({
      approvalMode: "deny_all",
      sandbox: "read_only",
      ephemeral: true,
      signal,
    });
    const { status, finalResponse, usage } = await thread.run(prompt, { signal });
    return { prompt, status, text: finalResponse ?? "", tokens: usage?.total.totalTokens ?? 0 };
  } catch (error) {
    if (signal.aborted) return { prompt, status: "stopped", text: "", tokens: 0 };
    if (!isCodexError(error)) throw error;
    return { prompt, status: "failed", text: error.message, tokens: 0 };
  }
}

async function read(args: readonly string[]): Promise<{ prompts: readonly string[]; threads: number }> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { file: { type: "string" }, threads: { type: "string", default: "4" } },
  });
  const lines = values.file === undefined ? [] : (await readFile(values.file, "utf8")).split(/\r?\n/);
  const prompts = [...lines, ...positionals].map((text) => text.trim()).filter((text) => text !== "");
  const threads = Number(values.threads);
  if (prompts.length === 0) throw new Error("There is no prompt.");
  if (!Number.isInteger(threads) || threads < 1) throw new Error("--threads takes a whole number from 1.");
  return { prompts, threads };
}

function tableOf(rows: readonly Row[]): string {
  const table = new Table({
    head: ["prompt", "status", "answer", "tokens"],
    colWidths: [24, 11, 32, 9],
    colAligns: ["left", "left", "left", "right"],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { prompt, status, text, tokens } of rows) table.push([prompt, status, text, tokens]);
  const sum = rows.reduce((total, { tokens }) => total + tokens, 0);
  table.push([{ content: "together", colSpan: 3 }, sum]);
  return table.toString();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));
