// How long the generator takes, beside other generators on the same schema, what its cache saves, how its time grows with the
// schema, and where it goes. Every run is a process of its own; the contenders take turns, so that what slows the machine slows
// them all. Needs bash; installs the others once.
import { transform } from "esbuild";
import { execa } from "execa";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { coldRun, type CommandLine, type Cost } from "./codegen/cold-run.js";
import { installPeers, jsonSchemaOf, openApiOf, writeSchemas } from "./codegen/inputs.js";
import { scaledDefinitions } from "./codegen/scaled.js";
import { growthExponent, interleaved, median, medianRatio, spread } from "./codegen/statistics.js";
import { secondsCell, table } from "./codegen/table.js";
import { buildIfStale, machineLine } from "./machine.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const generator = join(root, "packages/codegen");
const cache = join(root, "node_modules/.cache/codex-typed-bench");
const recorded = join(root, "fixtures/schemas/0.131.0");

interface Contender {
  readonly name: string;
  readonly command: CommandLine;
  readonly cwd: string;
  /** How many definitions of the schema it covers; none where it generates nothing. */
  readonly definitions?: number;
}

interface StageCost {
  readonly stage: string;
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** What the growth program prints. */
interface Growth {
  readonly definitions: number;
  readonly cpuMs: number;
}

/** `--runs N` (default 5): rounds; `--json`: every measurement instead of tables. */
export async function benchCodegen(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { runs: { type: "string", default: "5" }, json: { type: "boolean", default: false } },
  });
  const runs = Math.max(1, Number(values.runs));
  const scratch = await mkdtemp(join(tmpdir(), "codex-typed-bench-codegen-"));
  try {
    await buildIfStale(generator, "dist/main.js");
    const contenders = await contendersIn(scratch);
    const peakMemory = join(scratch, "peak-memory.cjs");
    await writeFile(peakMemory, await program("peak-memory", "cjs"));

    const machine = machineLine();
    if (!values.json) console.log(machine);
    const all = Object.values<Contender>(contenders);
    const costs = await interleaved(all, runs, async (contender, round) => {
      if (process.stderr.isTTY)
        process.stderr.write(`\r\u001b[Kround ${round + 1}/${runs}: ${contender.name}`);
      return coldRun(contender.command, contender.cwd, peakMemory);
    });
    if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");

    if (values.json) {
      const measured = [...costs].map(([{ name, definitions }, cost]) => ({ name, definitions, cost }));
      console.log(JSON.stringify({ machine, measured }, null, 2));
    } else {
      print(contenders, (contender) => costs.get(contender) ?? [], runs);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

type Contenders = Awaited<ReturnType<typeof contendersIn>>;

async function contendersIn(scratch: string) {
  const modules = await installPeers(cache);
  const { pinned, oldest, merged } = await writeSchemas(scratch, generator, recorded);
  const jsonSchema = join(scratch, "protocol.json");
  const openApi = join(scratch, "openapi.json");
  await writeFile(jsonSchema, JSON.stringify(jsonSchemaOf(merged)));
  await writeFile(openApi, JSON.stringify(openApiOf(merged)));

  const node = process.execPath;
  const codegen = join(generator, "bin/codex-codegen.js");
  const peer = (name: string): string => join(modules, ".bin", name);
  const out = (name: string): string => join(scratch, "out", name);
  await mkdir(out(""), { recursive: true });
  const both = ({ stable, experimental }: typeof pinned) => [
    "--schema",
    stable,
    "--experimental-schema",
    experimental,
  ];
  const ours = (name: string, args: readonly string[], definitions: number): Contender => ({
    name,
    command: [node, codegen, ...args, "--no-cache"],
    cwd: root,
    definitions,
  });
  const cached = (name: string, command: "generate" | "check"): Contender => ({
    name,
    command: [node, codegen, command, "--out", join(project, "generated")],
    cwd: root,
    definitions: superset,
  });
  const theirs = (name: string, command: CommandLine): Contender => ({
    name,
    command,
    cwd: scratch,
    definitions: pinned.definitions.stable,
  });
  const { stable, superset } = pinned.definitions;

  // What has a package has a cache, and what has been generated once is in it.
  const project = join(scratch, "project");
  await mkdir(project);
  await writeFile(join(project, "package.json"), "{}");
  await execa(node, [codegen, "generate", "--out", join(project, "generated")], { cwd: root });

  const growth = await program("growth", "esm");
  const grown = async (factor: number): Promise<Contender> => {
    const definitions = join(scratch, `definitions-${factor}.json`);
    await writeFile(definitions, JSON.stringify({ definitions: scaledDefinitions(merged, factor) }));
    return {
      name: `growth, ${factor}×`,
      command: [node, "--input-type=module", "--eval", growth, definitions],
      cwd: generator,
    };
  };
  return {
    likeForLike: ours(
      "ours, stable schema",
      ["generate", "--schema", pinned.stable, "--out", out("a")],
      stable,
    ),
    quicktype: theirs("quicktype 26 (types only, unions lost)", [
      ...([node, peer("quicktype"), "--src-lang", "schema", "--lang", "ts", "--just-types"] as const),
      ...["--out", out("quicktype.ts"), `${jsonSchema}#/definitions/`],
    ]),
    jsonSchemaToTypescript: theirs("json-schema-to-typescript 16 (types only)", [
      ...([node, peer("json2ts"), "-i", jsonSchema, "-o", out("json2ts.ts")] as const),
      "--unreachableDefinitions",
    ]),
    heyApi: theirs("hey-api openapi-ts 0.88 (types only)", [
      ...([node, peer("openapi-ts"), "-i", openApi, "-o", out("hey-api")] as const),
      ...["-p", "@hey-api/typescript", "--no-log-file", "--silent"],
    ]),
    generate: ours("ours, generate (from the runtime, all)", ["generate", "--out", out("b")], superset),
    check: ours("ours, check (nothing changed)", ["check", "--out", out("b")], superset),
    cachedGenerate: cached("ours, generate again (from the cache)", "generate"),
    cachedCheck: cached("ours, check again (from the cache)", "check"),
    old: ours(
      "ours, schema folders of 0.131.0",
      ["generate", ...both(oldest), "--out", out("c")],
      oldest.definitions.superset,
    ),
    now: ours("ours, schema folders of the pin", ["generate", ...both(pinned), "--out", out("d")], superset),
    history: {
      name: "ours, the page of the whole history",
      command: [node, codegen, "history", "--format", "html"],
      cwd: root,
    },
    node: { name: "floor: node alone", command: [node, "--eval", "0"], cwd: root },
    imports: {
      name: "floor: node and our imports",
      command: [node, "--input-type=module", "--eval", 'await import("./dist/cli.js")'],
      cwd: generator,
    },
    runtime: {
      name: "floor: runtime prints its schema, once",
      command: [
        join(generator, "node_modules/.bin/codex"),
        ...["app-server", "generate-json-schema", "--out", out("schema")],
      ],
      cwd: root,
    },
    quarter: await grown(0.25),
    half: await grown(0.5),
    whole: await grown(1),
    twice: await grown(2),
    stages: {
      name: "stages of one run",
      command: [node, "--input-type=module", "--eval", await program("stages", "esm"), out("e")],
      cwd: generator,
    },
  } satisfies Record<string, Contender>;
}

function print(contenders: Contenders, costs: (contender: Contender) => readonly Cost[], runs: number): void {
  const wall = (contender: Contender) => costs(contender).map(({ wallMs }) => wallMs);
  const cpu = (contender: Contender) => costs(contender).map(({ cpuMs }) => cpuMs);
  const { stages, quarter, half, whole, twice, ...rows } = contenders;

  console.log(
    `cold processes, median of ${runs} (min–max), all taking turns; CPU = user + system of the tree\n`,
  );
  console.log(
    table(
      ["", "wall s", "CPU s", "defs", "ms/def", "MB"],
      Object.values<Contender>(rows).map((contender) => [
        contender.name,
        secondsCell(spread(wall(contender))),
        secondsCell(spread(cpu(contender))),
        contender.definitions?.toString() ?? "",
        contender.definitions === undefined
          ? ""
          : (median(wall(contender)) / contender.definitions).toFixed(2),
        Math.max(...costs(contender).map(({ peakMb }) => peakMb ?? 0)).toFixed(0),
      ]),
    ),
  );
  console.log(
    "\nms/def: wall per definition. MB: peak of the largest Node process, worst run\n(for the runtime: its launcher). 'all': stable and experimental.\nOurs also writes method maps, wrappers and the high-level surface; the others write types alone.",
  );

  const base = contenders.likeForLike;
  console.log("\nlike for like (stable schema; ours / theirs, median of the rounds; below 1 we are faster)");
  for (const peer of [contenders.quicktype, contenders.jsonSchemaToTypescript, contenders.heyApi]) {
    const [byWall, byCpu] = [medianRatio(wall(base), wall(peer)), medianRatio(cpu(base), cpu(peer))];
    console.log(`  ${peer.name.padEnd(44)} wall ×${byWall.toFixed(2)}   CPU ×${byCpu.toFixed(2)}`);
  }

  console.log("\nnothing has changed (from the cache / with --no-cache, median of the rounds)");
  for (const [hit, miss] of [
    [contenders.cachedGenerate, contenders.generate],
    [contenders.cachedCheck, contenders.check],
  ] as const) {
    const [byWall, byCpu] = [medianRatio(wall(hit), wall(miss)), medianRatio(cpu(hit), cpu(miss))];
    console.log(`  ${hit.name.padEnd(44)} wall ×${byWall.toFixed(2)}   CPU ×${byCpu.toFixed(2)}`);
  }

  const { old, now, imports } = contenders;
  const exponent = (of: (contender: Contender) => readonly number[], floor: number): string =>
    growthExponent([
      { size: old.definitions ?? NaN, time: median(of(old)) - floor },
      { size: now.definitions ?? NaN, time: median(of(now)) - floor },
    ]).toFixed(2);
  console.log(
    `\ngrowth from ${old.definitions} to ${now.definitions} definitions: time ∝ definitions^k; k ≤ 1 is no worse than linear`,
  );
  console.log(`  whole run                  wall k = ${exponent(wall, 0)}   CPU k = ${exponent(cpu, 0)}`);
  console.log(
    `  without node and imports   wall k = ${exponent(wall, median(wall(imports)))}   CPU k = ${exponent(cpu, median(cpu(imports)))}`,
  );
  printGrowth(
    [quarter, half, whole, twice].map((size) =>
      costs(size).map(({ stdout }) => JSON.parse(stdout) as Growth),
    ),
  );
  printStages(costs(stages).map(({ stdout }) => JSON.parse(stdout) as readonly StageCost[]));
}

function printGrowth(sizes: readonly (readonly Growth[])[]): void {
  const points = sizes.map((runs) => ({
    size: runs[0]?.definitions ?? NaN,
    time: Math.min(...runs.map(({ cpuMs }) => cpuMs)),
  }));
  const each = points.map(({ size, time }) => `${size}: ${time.toFixed(0)} ms`).join("   ");
  console.log(
    "\ngrowth over ¼, ½, 1 and 2 times the stable schema: the work alone, in one thread, least CPU of the rounds",
  );
  console.log(`  ${each}   CPU k = ${growthExponent(points).toFixed(2)}`);
}

function printStages(runs: readonly (readonly StageCost[])[]): void {
  const rows = (runs[0] ?? []).map(({ stage }, index) => {
    const of = (key: "wallMs" | "cpuMs") => median(runs.map((run) => run[index]?.[key] ?? NaN));
    return { stage, wall: of("wallMs"), cpu: of("cpuMs") };
  });
  const total = {
    stage: "sum",
    wall: rows.reduce((sum, { wall }) => sum + wall, 0),
    cpu: rows.reduce((sum, { cpu }) => sum + cpu, 0),
  };
  console.log(
    `\n${table(
      ["where the time goes (from the runtime, all)", "wall ms", "CPU ms", "% of CPU"],
      [...rows, total].map(({ stage, wall, cpu }) => [
        stage,
        wall.toFixed(0),
        cpu.toFixed(0),
        ((100 * cpu) / total.cpu).toFixed(0),
      ]),
    )}`,
  );
  console.log(
    "CPU here is that of our process; what the runtime itself takes shows in the wall of 'extract'.",
  );
}

/** One of our programs that measured processes run, as JavaScript: plain Node starts faster than tsx. */
async function program(name: "peak-memory" | "stages" | "growth", format: "cjs" | "esm"): Promise<string> {
  const sources = {
    "peak-memory": new URL("./codegen/peak-memory.ts", import.meta.url),
    stages: new URL("./codegen/stages.ts", import.meta.url),
    growth: new URL("./codegen/growth.ts", import.meta.url),
  };
  const { code } = await transform(await readFile(sources[name], "utf8"), {
    loader: "ts",
    format,
    target: "node20",
  });
  return code;
}
