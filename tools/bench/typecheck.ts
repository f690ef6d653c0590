// What the client's declarations cost a user's compiler: a program of thirty lines, over one that has `@types/node` alone.
import { execa } from "execa";
import { createRequire } from "node:module";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { interleaved, median, spread } from "./codegen/statistics.js";
import { table } from "./codegen/table.js";
import { buildIfStale, machineLine } from "./machine.js";

const client = fileURLToPath(new URL("../../packages/client", import.meta.url));
/** Below `tools`, so that the packages mean what they mean here; without the condition that leads to the sources. */
const scratch = fileURLToPath(new URL("../node_modules/.cache/codex-typed-bench-typecheck", import.meta.url));

const compilers = [
  { name: "TypeScript 6.0", package: "typescript", target: 150 },
  { name: "TypeScript 7.0", package: "typescript-7", target: 20 },
] as const;

/** Name → the program. The last is the least that any client costs whose types are those of the whole protocol. */
const programs = {
  bare: "console.log(process.cwd());\nexport {};\n",
  consumer: undefined,
  protocol: `import type { ThreadItem } from "@codex-typed/client/types";\nexport type Kind = ThreadItem["type"];\n`,
} as const;

type Program = keyof typeof programs;
const names = Object.keys(programs) as readonly Program[];

interface Check {
  readonly compiler: (typeof compilers)[number];
  readonly program: Program;
  readonly skipLibCheck: boolean;
}

/** In milliseconds, as the compiler itself takes them; its start-up is not in them. */
type Times = Readonly<Record<"Total" | "Parse" | "Bind" | "Check", number>>;

/** `--runs N` (default 5): rounds. */
export async function benchTypecheck(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { runs: { type: "string", default: "5" } } });
  const runs = Math.max(1, Number(values.runs));
  await buildIfStale(client, "dist/esm/index.js");
  await writePrograms();
  console.log(machineLine());
  console.log(`median of ${runs} rounds, all taking turns, cold processes; ms over bare @types/node`);

  const checks = compilers.flatMap((compiler) =>
    [true, false].flatMap((skipLibCheck) =>
      names.map((program): Check => ({ compiler, program, skipLibCheck })),
    ),
  );
  const results = await interleaved(checks, runs, timesOf);
  const rows = checks
    .filter(({ program }) => program !== "bare")
    .map((check) => {
      const bare = checks.find(
        ({ compiler, program, skipLibCheck }) =>
          program === "bare" && compiler === check.compiler && skipLibCheck === check.skipLibCheck,
      );
      const measured = (of: Check | undefined, phase: keyof Times): readonly number[] =>
        (of === undefined ? undefined : results.get(of))?.map((times) => times[phase]) ?? [];
      const over = (phase: keyof Times): string =>
        (median(measured(check, phase)) - median(measured(bare, phase))).toFixed(0);
      // What others do on the machine only ever adds.
      const least = spread(measured(check, "Total")).min - spread(measured(bare, "Total")).min;
      return [
        `${check.compiler.name}, ${check.program}, skipLibCheck ${String(check.skipLibCheck)}`,
        over("Total"),
        least.toFixed(0),
        over("Parse"),
        over("Bind"),
        over("Check"),
        check.program === "consumer" ? String(check.compiler.target) : "",
      ];
    });
  console.log(table(["", "total", "of fastest", "parse", "bind", "check", "target"], rows));
}

async function writePrograms(): Promise<void> {
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  await writeFile(join(scratch, "package.json"), JSON.stringify({ type: "module" }));
  await copyFile(new URL("typecheck/consumer.ts", import.meta.url), join(scratch, "consumer.ts"));
  for (const [name, text] of Object.entries(programs)) {
    if (text !== undefined) await writeFile(join(scratch, `${name}.ts`), text);
    const compilerOptions = {
      strict: true,
      noEmit: true,
      module: "nodenext",
      target: "es2022",
      lib: ["es2023", "esnext.disposable"],
      types: ["node"],
    };
    const config = JSON.stringify({ compilerOptions, files: [`${name}.ts`] });
    await writeFile(join(scratch, `${name}.json`), config);
  }
}

async function timesOf({ compiler, program, skipLibCheck }: Check): Promise<Times> {
  const manifest = createRequire(import.meta.url).resolve(`${compiler.package}/package.json`);
  const flags = ["--extendedDiagnostics", "--skipLibCheck", String(skipLibCheck)];
  const { stdout } = await execa(process.execPath, [
    join(dirname(manifest), "bin/tsc"),
    "-p",
    join(scratch, `${program}.json`),
    ...flags,
  ]);
  const time = (phase: keyof Times): number => {
    const [, seconds] = new RegExp(`^${phase} time: +([\\d.]+)s$`, "m").exec(stdout) ?? [];
    if (seconds === undefined)
      throw new Error(`no ${phase} time in what ${compiler.name} printed:\n${stdout}`);
    return 1000 * Number(seconds);
  };
  return { Total: time("Total"), Parse: time("Parse"), Bind: time("Bind"), Check: time("Check") };
}
