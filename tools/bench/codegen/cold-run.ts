import { execa } from "execa";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What one run of a program cost. */
export interface Cost {
  readonly wallMs: number;
  /** User and system time of the program and of every process below it that was waited for. */
  readonly cpuMs: number;
  /** The most memory that any one Node process of it held; `undefined` where none was Node. */
  readonly peakMb: number | undefined;
  readonly stdout: string;
}

/** A program to run: a file and its arguments. */
export type CommandLine = readonly [file: string, ...args: string[]];

/**
 * Runs a program in a process of its own. The shell's `time` counts the CPU of the whole process tree, which Node cannot
 * say of its children; `peakMemory` is a file that every Node process below loads and that says its peak on exit.
 */
export async function coldRun(command: CommandLine, cwd: string, peakMemory: string): Promise<Cost> {
  const scratch = await mkdtemp(join(tmpdir(), "codex-typed-bench-"));
  try {
    const timed = 'TIMEFORMAT="%3R %3U %3S"; { time "$@" 2>"$BENCH_PEAKS/stderr"; } 2>"$BENCH_PEAKS/time"';
    const { stdout, failed } = await execa("bash", ["-c", timed, "bash", ...command], {
      cwd,
      reject: false,
      env: { LC_ALL: "C", BENCH_PEAKS: scratch, NODE_OPTIONS: `--require=${JSON.stringify(peakMemory)}` },
    });
    if (failed) {
      const stderr = await readFile(join(scratch, "stderr"), "utf8").catch(() => "");
      throw new Error(`${command.join(" ")} failed:\n${stdout}\n${stderr}`);
    }
    const [wall = NaN, user = NaN, system = NaN] = parseTime(await readFile(join(scratch, "time"), "utf8"));
    return { wallMs: wall * 1000, cpuMs: (user + system) * 1000, peakMb: await peakIn(scratch), stdout };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The three numbers on the last line that the shell's `time` printed. */
export function parseTime(text: string): readonly number[] {
  const numbers = (text.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
  if (numbers.length !== 3 || numbers.some((number) => !Number.isFinite(number))) {
    throw new Error(`not what the shell's time prints: ${JSON.stringify(text)}`);
  }
  return numbers;
}

async function peakIn(folder: string): Promise<number | undefined> {
  const files = (await readdir(folder)).filter((name) => name.startsWith("peak-"));
  const peaks = await Promise.all(
    files.map(async (name) => Number(await readFile(join(folder, name), "utf8"))),
  );
  return peaks.length === 0 ? undefined : Math.max(...peaks) / 1024;
}
