// What the client costs the process that uses it, beside the least that any client must do (a bare NDJSON client), and beside
// others on the same lines. Every run is a process of its own that measures itself; the contenders take turns. What answers them is
// a process of its own too: only the real runtime is ever the bottleneck, and CPU is that of the client's process alone.
import { startTestRuntime, message, type TestRuntime } from "@codex-typed/client/testing";
import { build } from "esbuild";
import { execa } from "execa";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { findRuntime } from "../../packages/client/src/transport/stdio/runtime-binary.js";
import { interleaved, median, medianRatio, spread } from "./codegen/statistics.js";
import { table } from "./codegen/table.js";
import { characters, turnLines } from "./connection/lines.js";
import type { Measured } from "./connection/measure.js";
import { buildIfStale, machineLine } from "./machine.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const client = join(root, "packages/client");
/** Below `tools`, so that bare names mean to the programs what they mean here: the build of the client, not its source. */
const programs = join(root, "tools/node_modules/.cache/codex-typed-bench-connection");

const deltaCount = 200_000;
const requestCount = 20_000;
const realDeltas = 20_000;
const warmTurns = 5;

interface Options {
  readonly runs: number;
  readonly scratch: string;
  readonly only: (part: string) => boolean;
}

/** `--runs N` (default 5): rounds. `--only PART` (deltas, requests, real, import): that part alone. */
export async function benchConnection(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { runs: { type: "string", default: "5" }, only: { type: "string" } },
  });
  const scratch = await mkdtemp(join(tmpdir(), "codex-typed-bench-connection-"));
  const options: Options = {
    runs: Math.max(1, Number(values.runs)),
    scratch,
    only: (part) => values.only === undefined || values.only === part,
  };
  try {
    await buildIfStale(client, "dist/esm/index.js");
    await buildPrograms();
    console.log(machineLine());
    console.log(
      `median of ${options.runs} rounds (min–max), all taking turns, cold processes; CPU of the client's process`,
    );
    if (options.only("deltas")) await benchDeltas(options);
    if (options.only("requests")) await benchRequests(options);
    if (options.only("real")) await benchRuntime(options);
    if (options.only("import")) await benchImport(options);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function buildPrograms(): Promise<void> {
  const sources = ["fake-server.ts", "programs/deltas.ts", "programs/requests.ts", "programs/real.ts"];
  await build({
    entryPoints: sources.map((source) => fileURLToPath(new URL(`connection/${source}`, import.meta.url))),
    outdir: programs,
    entryNames: "[name]",
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    outExtension: { ".js": ".mjs" },
  });
}

interface Contender<Name extends string = string> {
  readonly name: string;
  readonly key: Name;
}

/** What the contenders of the first two parts have in common. */
const others = [
  { name: "floor: split, JSON.parse, count", key: "bare" },
  { name: "vscode-jsonrpc 10", key: "vscode" },
  { name: "ACP SDK 2.4", key: "acp" },
] as const;

async function run<Result>(
  program: string,
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<Result> {
  const { stdout } = await execa(process.execPath, [join(programs, `${program}.mjs`), ...args], {
    ...(env === undefined ? {} : { env, extendEnv: false }),
  });
  return JSON.parse(stdout) as Result;
}

interface DeltasResult extends Measured {
  readonly characters: number;
  readonly peakMb: number;
  readonly idleMb?: number;
}

async function benchDeltas({ runs, scratch }: Options): Promise<void> {
  const [floor, ...peers] = others;
  const ours = [
    { name: "ours, turn.events", key: "events" },
    { name: "ours, run() and codex.on the delta", key: "listener" },
    { name: "ours, run()", key: "run" },
    { name: "ours, left after the first event", key: "left" },
    { name: "ours, a reader that sleeps", key: "sleeper" },
  ] as const;
  const files = { plain: join(scratch, "turn.ndjson"), jsonrpc: join(scratch, "turn-jsonrpc.ndjson") };
  await writeFile(files.plain, turnLines(deltaCount, { jsonrpc: false }));
  await writeFile(files.jsonrpc, turnLines(deltaCount, { jsonrpc: true }));

  const contenders: readonly Contender[] = [floor, ...ours, ...peers];
  const want = characters(deltaCount);
  const results = await interleaved(contenders, runs, async ({ name, key }) => {
    const server = key === "acp" ? [files.jsonrpc, "--jsonrpc"] : [files.plain];
    const result = await run<DeltasResult>("deltas", [key, ...serverCommand(...server)]);
    if (result.characters !== want)
      throw new Error(`${name} counted ${result.characters} characters of ${want}`);
    return result;
  });
  const cpu = (contender: Contender) => (results.get(contender) ?? []).map(({ cpuMs }) => cpuMs);
  const perDelta = (ms: number): string => ((1000 * ms) / deltaCount).toFixed(2);
  console.log(`\n${deltaCount} deltas of one message, from a process that replays prepared bytes`);
  console.log(
    table(
      ["", "CPU µs/delta", "(min–max)", "× floor", "wall ms", "peak MB"],
      contenders.map((contender) => {
        const measured = results.get(contender) ?? [];
        const { median: middle, min, max } = spread(cpu(contender));
        return [
          contender.name,
          perDelta(middle),
          `${perDelta(min)}–${perDelta(max)}`,
          medianRatio(cpu(contender), cpu(floor)).toFixed(2),
          median(measured.map(({ wallMs }) => wallMs)).toFixed(0),
          Math.max(...measured.map(({ peakMb }) => peakMb)).toFixed(0),
        ];
      }),
    ),
  );
  const [, , , , sleeper] = ours;
  const above = (results.get(sleeper) ?? []).map(({ peakMb, idleMb = 0 }) => peakMb - idleMb);
  console.log(
    `targets: events ≤ 1.3, run() ≤ 0.6 × floor; the sleeping reader's peak ${median(above).toFixed(0)} MB above idle (worst ${Math.max(...above).toFixed(0)}; < 60)`,
  );
  console.log(`The ACP SDK's lines are 16 bytes longer: it takes only messages that say "jsonrpc":"2.0".`);
}

async function benchRequests({ runs }: Options): Promise<void> {
  const [floor, ...peers] = others;
  const ours = [
    { name: "ours", key: "ours" },
    { name: "ours, with diagnostics subscribers", key: "watched" },
  ] as const;
  const contenders: readonly Contender[] = [floor, ...ours, ...peers];
  const results = await interleaved(contenders, runs, ({ key }) => {
    const server = serverCommand("", ...(key === "acp" ? ["--jsonrpc"] : []));
    return run<Measured>("requests", [key, String(requestCount), ...server]);
  });
  const cpu = (contender: Contender) => (results.get(contender) ?? []).map(({ cpuMs }) => cpuMs);
  const each = (ms: number): string => ((1000 * ms) / requestCount).toFixed(2);
  console.log(`\n${requestCount} requests, 32 without an answer at a time, to a server that answers at once`);
  console.log(
    table(
      ["", "CPU µs/request", "(min–max)", "× floor", "wall ms"],
      contenders.map((contender) => {
        const { median: middle, min, max } = spread(cpu(contender));
        return [
          contender.name,
          each(middle),
          `${each(min)}–${each(max)}`,
          medianRatio(cpu(contender), cpu(floor)).toFixed(2),
          median((results.get(contender) ?? []).map(({ wallMs }) => wallMs)).toFixed(0),
        ];
      }),
    ),
  );
  console.log("target: ours ≤ 1.25 × floor");
}

function serverCommand(...args: readonly string[]): readonly string[] {
  return [process.execPath, join(programs, "fake-server.mjs"), ...args];
}

interface RealResult {
  readonly connect: Measured;
  readonly first: Measured;
  readonly warm: readonly Measured[];
  readonly deltas: Measured;
  readonly characters: number;
}

async function benchRuntime({ runs }: Options): Promise<void> {
  const bare = { name: "floor: bare NDJSON client", key: "bare" };
  const ours = [
    { name: "ours, turn.events", key: "events" },
    { name: "ours, run()", key: "run" },
  ] as const;
  const contenders: readonly Contender[] = [bare, ...ours];
  const text = "word ".repeat(realDeltas);
  const results = await interleaved(contenders, runs, async ({ name, key }) => {
    await using test: TestRuntime = await startTestRuntime();
    for (let turns = 0; turns <= warmTurns; turns++) test.model.enqueue(message("Done."));
    test.model.enqueue(message(text, { deltas: realDeltas }));
    const result = await run<RealResult>(
      "real",
      [key, findRuntime().path, String(warmTurns)],
      test.runtime.env,
    );
    if (result.characters !== text.length) throw new Error(`${name} lost text: ${result.characters}`);
    return result;
  });
  const of = (contender: Contender, value: (result: RealResult) => number) =>
    (results.get(contender) ?? []).map(value);
  const wallOfWarm = ({ warm }: RealResult) => median(warm.map(({ wallMs }) => wallMs));
  console.log(`\nthe real runtime, with a model that answers at once; ${realDeltas} deltas in the last turn`);
  console.log(
    table(
      ["", "connect ms", "first turn ms", "warm turn ms", "deltas: CPU µs each", "× floor", "wall ms"],
      contenders.map((contender) => [
        contender.name,
        median(of(contender, ({ connect }) => connect.wallMs)).toFixed(1),
        median(of(contender, ({ first }) => first.wallMs)).toFixed(1),
        median(of(contender, wallOfWarm)).toFixed(1),
        ((1000 * median(of(contender, ({ deltas }) => deltas.cpuMs))) / realDeltas).toFixed(2),
        medianRatio(
          of(contender, ({ deltas }) => deltas.cpuMs),
          of(bare, ({ deltas }) => deltas.cpuMs),
        ).toFixed(2),
        median(of(contender, ({ deltas }) => deltas.wallMs)).toFixed(0),
      ]),
    ),
  );
  const ratio = (value: (result: RealResult) => number): string =>
    ours
      .map((contender) => `×${medianRatio(of(contender, value), of(bare, value)).toFixed(2)}`)
      .join(" and ");
  const later = ours.map((contender) =>
    (
      median(of(contender, ({ connect }) => connect.wallMs)) -
      median(of(bare, ({ connect }) => connect.wallMs))
    ).toFixed(1),
  );
  console.log(
    `connect: ${later.join(" and ")} ms later than bare (target 5); wall × floor: first turn ${ratio(({ first }) => first.wallMs)}, warm turn ${ratio(wallOfWarm)} (target 1.1, as for deltas)`,
  );
}

async function benchImport({ runs, scratch }: Options): Promise<void> {
  const empty = join(scratch, "empty.mjs");
  await writeFile(empty, "export {};\n");
  const esm = pathToFileURL(join(client, "dist/esm/index.js")).href;
  const cjs = join(client, "dist/commonjs/index.js");
  const contenders = [
    { name: "floor: an empty module", key: `await import(${JSON.stringify(pathToFileURL(empty).href)})` },
    { name: "ours, import", key: `await import(${JSON.stringify(esm)})` },
    { name: "ours, require", key: `createRequire(import.meta.url)(${JSON.stringify(cjs)})` },
  ] as const;
  const results = await interleaved(contenders, Math.max(runs, 15), async ({ key }) => {
    const program = `import { createRequire } from "node:module"; const start = performance.now(); ${key}; console.log(performance.now() - start);`;
    const { stdout } = await execa(process.execPath, ["--input-type=module", "--eval", program]);
    return Number(stdout);
  });
  const [floor] = contenders;
  const ms = (contender: Contender) => results.get(contender as (typeof contenders)[number]) ?? [];
  console.log("\nimport of the root entry (target: 10 ms over an empty module)");
  console.log(
    table(
      ["", "wall ms", "(min–max)", "over floor"],
      contenders.map((contender) => {
        const { median: middle, min, max } = spread(ms(contender));
        return [
          contender.name,
          middle.toFixed(1),
          `${min.toFixed(1)}–${max.toFixed(1)}`,
          (middle - median(ms(floor))).toFixed(1),
        ];
      }),
    ),
  );
}
