import { execa } from "execa";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

interface Step {
  readonly id?: string;
  readonly shell: string;
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
  readonly "working-directory": string;
}

const root = fileURLToPath(new URL("../../../", import.meta.url));
const text = await readFile(path.join(root, ".github/actions/protocol-drift/action.yml"), "utf8");
const action = parse(text) as Action;

describe("as it is written", () => {
  it("puts no expression into a script", () => {
    expect(action.runs.using).toBe("composite");
    for (const { run, shell } of action.runs.steps) {
      expect(run).not.toContain("${{");
      expect(shell).toBe("bash");
    }
  });

  it("names only inputs and outputs that there are", () => {
    const inputs = [...text.matchAll(/\$\{\{ inputs\.([\w-]+) \}\}/g)].map(([, name]) => name ?? "");
    expect(new Set(inputs)).toEqual(new Set(Object.keys(action.inputs)));
    const others = [...text.matchAll(/\$\{\{ (?!inputs\.)(.*?) \}\}/g)].map(([, expression]) => expression);
    expect(others).toEqual(["steps.report.outputs.breaking", "steps.report.outputs.report"]);
  });
});

// What stands in for the registry is a shell script, which nothing on Windows finds under the name `npx`.
describe.skipIf(process.platform === "win32")("as a runner runs it", { timeout: 60_000 }, () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "protocol-drift-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const write = async (name: string, content: string) => {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    return file;
  };

  const schema = (name: string, fields: readonly string[]) => {
    const methods = (...names: readonly string[]) => ({
      oneOf: names.map((method) => ({
        type: "object",
        properties: { method: { type: "string", enum: [method] } },
        required: ["method"],
      })),
    });
    const definitions = {
      ClientRequest: methods("thread/read"),
      ServerRequest: methods("poke"),
      ServerNotification: methods("told"),
      ClientNotification: methods("initialized"),
      PokeResponse: { type: "object" },
      v2: {
        ThreadReadResponse: {
          type: "object",
          properties: Object.fromEntries(fields.map((field) => [field, { type: "string" }])),
          required: fields,
        },
      },
    };
    return write(
      `work/${name}/codex_app_server_protocol.schemas.json`,
      JSON.stringify({ $schema: "http://json-schema.org/draft-07/schema#", definitions }),
    );
  };

  /** What the registry has: what was built of this repository. */
  const CLI = `shift 2; exec "${process.execPath}" "${root}packages/codegen/bin/codex-codegen.js" "$@"`;
  /** In its place, a program that finds nothing. */
  const STUB = `printf '{ "summary": { "breaking": 0 } }'`;

  /** Does what a runner does with the steps of a composite action. */
  async function run(given: Readonly<Record<string, string>>, program = CLI) {
    const npx = await write(
      "bin/npx",
      `#!/bin/sh\nprintf '%s\\0' "$@" >> "${folder}/asked"\nprintf '\\n' >> "${folder}/asked"\n${program}\n`,
    );
    await chmod(npx, 0o755);
    const known: Record<string, string> = {};
    for (const [name, { default: value, required }] of Object.entries(action.inputs)) {
      if (required === true && given[name] === undefined) throw new Error(`The input ${name} is missing.`);
      known[`inputs.${name}`] = given[name] ?? value ?? "";
    }
    const filled = (value: string) =>
      value.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, name: string) => known[name] ?? "");
    const summary = await write("summary.md", "");
    let failed = false;
    let log = "";
    for (const [index, step] of action.runs.steps.entries()) {
      if (failed) break;
      const output = await write(`output-${index}`, "");
      const { exitCode, all } = await execa(
        "bash",
        ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run],
        {
          cwd: path.join(folder, "work", filled(step["working-directory"])),
          env: {
            ...Object.fromEntries(Object.entries(step.env).map(([name, value]) => [name, filled(value)])),
            PATH: `${path.join(folder, "bin")}${path.delimiter}${process.env["PATH"] ?? ""}`,
            RUNNER_TEMP: folder,
            GITHUB_WORKSPACE: path.join(folder, "work"),
            GITHUB_OUTPUT: output,
            GITHUB_STEP_SUMMARY: summary,
          },
          reject: false,
          all: true,
        },
      );
      failed = exitCode !== 0;
      log += `${all}\n`;
      for (const [, name, value] of (await readFile(output, "utf8")).matchAll(/^(\w+)=(.*)$/gm)) {
        known[`steps.${step.id ?? ""}.outputs.${name ?? ""}`] = value ?? "";
      }
    }
    const outputs = Object.fromEntries(
      Object.entries(action.outputs).map(([name, { value }]) => [name, filled(value)]),
    );
    return { failed, log, outputs, summary: await readFile(summary, "utf8") };
  }

  const APP = `import type { ThreadReadResponse } from "./types";\nexport const f = (r: ThreadReadResponse) => r.name;\n`;

  async function project(): Promise<void> {
    await schema("old", ["id", "name"]);
    await schema("new", ["id"]);
    await write("work/app/tsconfig.json", "{}");
    await write("work/app/types.ts", "export interface ThreadReadResponse { id: string; name: string }\n");
    await write("work/app/index.ts", APP);
  }

  it("annotates the lines, sums up, gives its outputs, and fails where something breaks", async () => {
    await project();
    const { failed, log, outputs, summary } = await run({
      old: "../old",
      new: "../new",
      "working-directory": "app",
      version: "1.2.3",
    });
    expect(log).toContain(
      "::error file=app/index.ts,line=2,col=47,title=Codex protocol%3A field removed%3A ThreadReadResponse.name::",
    );
    expect(failed).toBe(true);
    expect(outputs["breaking"]).toBe("1");
    expect(JSON.parse(await readFile(outputs["report"] ?? "", "utf8"))).toMatchObject({
      summary: { breaking: 1 },
    });
    expect(summary).toContain("## Protocol diff");
  });

  it("asks for the version that is named, and does not fail where it is not asked to", async () => {
    await project();
    const given = { old: "old", new: "new", "used-by": "app", "fail-on": "", version: "1.2.3" };
    expect(await run(given)).toMatchObject({ failed: false, outputs: { breaking: "1" } });
    const asked = [
      "--yes",
      "@codex-typed/codegen@1.2.3",
      "diff",
      "--format",
      "github",
      "--used-by=app",
      "--",
      "old",
      "new",
    ];
    expect((await calls()).at(-1)).toEqual(asked);
  });

  it("fails on input that it cannot use", async () => {
    await project();
    const { failed, log } = await run({ old: "gone", new: "new", "used-by": "app" });
    expect(failed).toBe(true);
    expect(log).toContain("There is nothing to compare at this path.");
  });

  it("runs nothing that stands in an input", async () => {
    await mkdir(path.join(folder, "work"));
    const hostile = `$(touch ${folder}/ran)"; touch ${folder}/ran; "\`touch ${folder}/ran\``;
    for (const input of ["old", "new", "used-by", "fail-on", "version"]) {
      await run({ old: "old", new: "new", "used-by": "app", [input]: hostile }, STUB);
      expect((await calls()).at(-1)).toContainEqual(expect.stringContaining(hostile));
    }
    expect(await readdir(folder)).not.toContain("ran");
  });

  it("takes no path for an option", async () => {
    await mkdir(path.join(folder, "work"));
    await run({ old: "--help", new: "new", "used-by": "--help" }, STUB);
    expect((await calls()).at(-1)?.slice(-4)).toEqual(["--fail-on=breaking", "--", "--help", "new"]);
  });

  /** The arguments of each call of npx. */
  async function calls(): Promise<readonly (readonly string[])[]> {
    const lines = (await readFile(path.join(folder, "asked"), "utf8")).split("\0\n");
    return lines.slice(0, -1).map((line) => line.split("\0"));
  }
});
