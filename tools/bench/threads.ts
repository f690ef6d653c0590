// What the client keeps of its threads, and what that costs, beside the same client at an earlier commit. Every measurement is a
// process of its own, on a server in its own memory; the two clients take turns, so that what slows the machine slows both.
import { build } from "esbuild";
import { execa } from "execa";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { interleaved, median, medianRatio } from "./codegen/statistics.js";
import { table } from "./codegen/table.js";
import { interruption } from "./interruption.js";
import { machineLine } from "./machine.js";
import { checkOut } from "./threads/earlier-tree.js";

const workspace = fileURLToPath(new URL("../..", import.meta.url));

/** The commit before threads and turns got one owner each. */
const defaultRef = "3006ea0";

/** One figure of a program's result, and what is wanted of it. */
interface Figure {
  readonly name: string;
  /** A member of the result. */
  readonly key: string;
  readonly digits: number;
  readonly wanted: string;
  readonly isMet: (after: number, ratio: number) => boolean;
}

interface Program {
  readonly name: string;
  readonly args: readonly string[];
  readonly figures: readonly Figure[];
}

const sameTime = (name: string): Figure => ({
  name: `${name}, CPU ms`,
  key: "cpuMs",
  digits: 1,
  wanted: "ratio 0.95–1.05",
  isMet: (_, ratio) => ratio <= 1.05,
});
const heapOfThread = (name: string): Figure => ({
  name: `heap: bytes a finished thread keeps${name}`,
  key: "bytesPerThread",
  digits: 0,
  wanted: "≤ 100 B, ratio ≤ 0.1",
  isMet: (after, ratio) => after <= 100 && ratio <= 0.1,
});

const programs: readonly Program[] = [
  {
    name: "recover",
    args: [],
    figures: [
      {
        name: "recover: requests to restore",
        key: "requests",
        digits: 0,
        wanted: "≤ 3",
        isMet: (after) => after <= 3,
      },
      {
        name: "recover: ms from the break to connected",
        key: "wallMs",
        digits: 1,
        wanted: "ratio ≤ 0.05",
        isMet: (_, ratio) => ratio <= 0.05,
      },
    ],
  },
  { name: "heap", args: ["plain"], figures: [heapOfThread("")] },
  { name: "heap", args: ["handler"], figures: [heapOfThread(", with a handler of 10 kB")] },
  { name: "deltas", args: ["events"], figures: [sameTime("20,000 deltas read as events")] },
  { name: "deltas", args: ["run"], figures: [sameTime("run() with 20,000 deltas unread")] },
  { name: "requests", args: [], figures: [sameTime("5,000 small requests")] },
  {
    name: "turns",
    args: [],
    figures: [
      {
        name: "10,000 turns: CPU of the last 1,000 over the first",
        key: "growth",
        digits: 2,
        wanted: "flat: ≤ 1.1",
        isMet: (after) => after <= 1.1,
      },
      {
        name: "10,000 turns: bytes of heap a turn",
        key: "bytesPerTurn",
        digits: 1,
        // V8 itself takes 200 kB more or less, now and then: 40 bytes over 5,000 turns.
        wanted: "flat: ≤ 50 B",
        isMet: (after) => after <= 50,
      },
    ],
  },
];

interface Contender {
  readonly program: Program;
  readonly side: "before" | "after";
}

/** `--against REF`: the commit to compare with. `--runs N` (default 5): rounds. `--only PROGRAM`: that program alone. */
export async function benchThreads(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      against: { type: "string", default: defaultRef },
      runs: { type: "string", default: "5" },
      only: { type: "string" },
    },
  });
  const chosen = programs.filter(({ name }) => values.only === undefined || name === values.only);
  using interrupted = interruption();
  const { signal } = interrupted;
  const scratch = await mkdtemp(join(tmpdir(), "codex-typed-bench-threads-"));
  try {
    await using earlier = await checkOut(values.against, workspace, signal);
    const clients = {
      before: await builtClient(earlier.root, join(scratch, "before")),
      after: await builtClient(workspace, join(scratch, "after")),
    };
    signal.throwIfAborted();
    await buildPrograms(scratch);
    const runs = Math.max(1, Number(values.runs));
    const contenders = chosen.flatMap((program): readonly Contender[] => [
      { program, side: "before" },
      { program, side: "after" },
    ]);
    const results = await interleaved(contenders, runs, async ({ program, side }, round) => {
      if (process.stderr.isTTY)
        process.stderr.write(`\r\u001b[Kround ${round + 1}/${runs}: ${program.name}, ${side}`);
      const file = join(scratch, `${program.name}.mjs`);
      const { stdout } = await execa(
        process.execPath,
        ["--expose-gc", file, clients[side], ...program.args],
        { cancelSignal: signal },
      );
      return JSON.parse(stdout) as Readonly<Record<string, number>>;
    });
    if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
    console.log(machineLine());
    console.log(
      `median of ${runs} rounds, both clients taking turns, cold processes; before: ${earlier.commit}; ratio: after / before, median of the rounds`,
    );
    console.log(
      table(
        ["", "before", "after", "ratio", "wanted", "met"],
        chosen.flatMap((program) => rowsOf(program, contenders, results)),
      ),
    );
    console.log(
      "recover: 500 threads opened and let go of, a turn on one more; the server takes each thread/resume for 2 ms, one at a time",
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function rowsOf(
  program: Program,
  contenders: readonly Contender[],
  results: ReadonlyMap<Contender, readonly Readonly<Record<string, number>>[]>,
): readonly (readonly string[])[] {
  return program.figures.map(({ name, key, digits, wanted, isMet }) => {
    const measured = (side: Contender["side"]): readonly number[] => {
      const contender = contenders.find(
        (candidate) => candidate.program === program && candidate.side === side,
      );
      return (
        (contender === undefined ? undefined : results.get(contender))?.map((result) => result[key] ?? NaN) ??
        []
      );
    };
    const [before, after] = [measured("before"), measured("after")];
    const ratio = medianRatio(after, before);
    return [
      name,
      median(before).toFixed(digits),
      median(after).toFixed(digits),
      ratio.toFixed(ratio < 0.1 ? 3 : 2),
      wanted,
      isMet(median(after), ratio) ? "yes" : "NO",
    ];
  });
}

/** The client of a tree, bundled as it is published: what it loads on demand stays apart. Its dependencies are never loaded here. */
async function builtClient(root: string, outdir: string): Promise<string> {
  await build({
    entryPoints: [join(root, "packages/client/src/index.ts")],
    outdir,
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    outExtension: { ".js": ".mjs" },
  });
  return pathToFileURL(join(outdir, "index.mjs")).href;
}

async function buildPrograms(outdir: string): Promise<void> {
  const names = [...new Set(programs.map(({ name }) => name))];
  await build({
    entryPoints: names.map((name) => fileURLToPath(new URL(`threads/programs/${name}.ts`, import.meta.url))),
    outdir,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    outExtension: { ".js": ".mjs" },
  });
}
