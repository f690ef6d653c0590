import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it, vi, type Mock } from "vitest";
import { main } from "../../src/cli.js";
import type { JsonSchema } from "../../src/schema/json-schema.js";
import { readFolder } from "../support/read-folder.js";
import { bundleOf, schemaFolder, temporaryFolder } from "../support/schema-folder.js";
import { printedSchema } from "../support/printed.js";
import { bundlesOfTheSurface, methodsOf } from "../support/reduced-bundle.js";

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(...args: readonly string[]): Promise<Outcome> {
  const text = (spy: Mock) => spy.mock.calls.map((call) => String(call[0])).join("\n");
  const out = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const err = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const stderr = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  try {
    const code = await main(args);
    return { code, out: text(out), err: text(err) + text(stderr as Mock) };
  } finally {
    vi.restoreAllMocks();
  }
}

/** A schema folder of the pinned runtime, with `change` made to its bundle. */
async function pinnedFolder(
  change: (bundle: { definitions: Record<string, unknown> }) => void = () => undefined,
): Promise<string> {
  const { stable } = await printedSchema();
  const bundle = JSON.parse(stable) as { definitions: Record<string, unknown> };
  change(bundle);
  return schemaFolder(bundle);
}

/** A schema folder of one request, all of whose params must be there. */
function archiving(properties: Readonly<Record<string, JsonSchema>>): Promise<string> {
  const params = { $ref: "#/definitions/v2/ThreadArchiveParams" };
  return schemaFolder(
    bundleOf(
      {
        ThreadArchiveParams: { type: "object", properties, required: Object.keys(properties) },
        ThreadArchiveResponse: { type: "object" },
      },
      { ClientRequest: [{ method: "thread/archive", params }] },
    ),
  );
}

describe("codex-codegen generate and check", () => {
  it("generates from a folder for the module that --import names, then finds it fresh, then finds each kind of drift", async () => {
    const { stable } = await bundlesOfTheSurface();
    const schema = await schemaFolder(stable);
    const project = await temporaryFolder();
    // With a package there is a cache: only the first run generates.
    await writeFile(path.join(project, "package.json"), "{}");
    const out = path.join(project, "generated");
    const flags = ["--schema", schema, "--out", out, "--import", "../support.js"];
    const generated = await run("generate", ...flags);
    expect(generated.code).toBe(0);
    const listed = (union: string) => String(methodsOf(stable, union).length);
    expect(generated.out).toMatch(
      new RegExp(
        `^schema folder: ${listed("ClientRequest")} requests, ${listed("ServerNotification")} notifications, ` +
          `${listed("ServerRequest")} server requests, \\d+ types; \\d+ lines in 8 files → [^\n]*$`,
      ),
    );
    expect(generated.err).toMatch(
      /^read wider than the schema says, which TypeScript cannot:\n {2}bounds: integer \(/,
    );
    expect(await readdir(out)).toEqual([
      "experimental",
      "methods.ts",
      "rpc.ts",
      "surface.ts",
      "types.ts",
      "version.ts",
    ]);

    const files = await readFolder(out);
    expect(files.get("rpc.ts")).toContain('from "../support.js"');
    expect([...files.values()].join("\n")).not.toContain("@codex-typed/client");

    expect(await run("check", ...flags)).toMatchObject({ code: 0, err: "" });

    await rm(out, { recursive: true });
    const recalled = await run("generate", ...flags);
    const timeless = ({ code, out: printed, err }: Outcome) => [code, printed.replace(/[\d.]+ s$/, ""), err];
    expect(timeless(recalled)).toEqual(timeless(generated));
    expect(await readFolder(out)).toEqual(files);

    await writeFile(path.join(out, "version.ts"), `${files.get("version.ts") ?? ""}// edited\n`);
    await writeFile(path.join(out, "extra.ts"), "export {};\n");
    await promisify(execFile)("mkfifo", [path.join(out, "pipe")]);
    const stale = await run("check", ...flags);
    expect(stale.code).toBe(1);
    expect(stale.out).toContain("-// edited");
    expect(stale.err).toContain("changed  version.ts");
    expect(stale.out).toContain(`Only in ${out}: pipe (a fifo)`);
    expect(stale.err).toContain("extra    extra.ts");
    const mend = `codex-codegen generate ${flags.join(" ")}`;
    // It would refuse these, so that is said before the command is.
    expect(stale.err).toContain(
      "  fix      Move away extra.ts, pipe, or name a folder of its own with --out.\n",
    );
    expect(stale.err).toContain(`  then     ${mend}`);
    expect([stale, generated].map(({ out: printed, err }) => printed + err).join("")).not.toContain("\u001B");
  }, 120_000);

  it.each<[string, (place: string) => Promise<unknown>, string]>([
    ["a file", (place) => writeFile(place, ""), "is not a folder"],
    ["a fifo", (place) => promisify(execFile)("mkfifo", [place]), "is not a folder"],
    ["a link to nothing", (place) => symlink("nowhere", place), "is a symbolic link to nothing"],
  ])("refuse %s as the output folder alike, before anything is read", async (_name, make, words) => {
    const out = path.join(await temporaryFolder(), "out");
    await make(out);
    const flags = ["--schema", `${out}/none`, "--out", out];
    const [generated, checked] = [await run("generate", ...flags), await run("check", ...flags)];
    expect(checked).toEqual(generated);
    expect(checked).toMatchObject({ code: 2, out: "", err: expect.stringContaining(words) as string });
  });
});

describe("codex-codegen diff", () => {
  it("prints what changed, and exits 1 only where something breaks and --fail-on asks", async () => {
    const [old, young] = await Promise.all([
      archiving({ threadId: { type: "string" } }),
      archiving({ threadId: { type: "string" }, why: { type: "string" } }),
    ]);
    const printed = await run("diff", old, young);
    expect(printed).toMatchObject({ code: 0, err: "" });
    expect(printed.out).toContain("`ThreadArchiveParams.why`");
    expect(await run("diff", old, young, "--fail-on", "breaking")).toMatchObject({ code: 1 });
    expect(await run("diff", old, old, "--fail-on", "breaking")).toMatchObject({ code: 0 });
    const json = await run("diff", old, young, "--format", "json");
    expect(JSON.parse(json.out)).toMatchObject({ summary: { breaking: 1 } });
    expect((await run("diff", old, young, "--format", "html")).out).toMatch(/^<!doctype html>/i);
  });

  it("prints what changed in the whole protocol", async () => {
    const old = await pinnedFolder();
    const young = await pinnedFolder(({ definitions }) => {
      const v2 = definitions["v2"] as Record<string, { required?: string[] }>;
      const params = v2["ThreadArchiveParams"];
      if (params !== undefined)
        Object.assign(params, {
          properties: { threadId: true, why: { type: "string" } },
          required: ["threadId", "why"],
        });
    });
    const printed = await run("diff", old, young, "--fail-on", "breaking");
    expect(printed).toMatchObject({ code: 1, err: "" });
    expect(printed.out).toContain("`ThreadArchiveParams.why`");
  }, 120_000);

  it("refuses a path that leads nowhere, and a format that there is not", async () => {
    const schema = await archiving({ threadId: { type: "string" } });
    expect(await run("diff", schema, `${schema}/none`)).toMatchObject({ code: 2, out: "" });
    expect(await run("diff", schema, schema, "--format", "pdf")).toMatchObject({ code: 2, out: "" });
  });
});

it.runIf(existsSync("/dev/full"))("what cannot be written to stdout is no success", async () => {
  const program = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
  const flags = ["--import", import.meta.resolve("tsx"), "--conditions=@codex-typed/source"];
  const command = ["-c", '"$0" "$@" > /dev/full', process.execPath, ...flags, program, "--help"];
  await expect(promisify(execFile)("sh", command)).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^error: The output could not be written: ENOSPC/) as string,
  });
});

describe("unusable input: exit 2, one clear message, nothing written", () => {
  const expectRefusal = async (outcome: Outcome, ...words: readonly (string | RegExp)[]) => {
    expect(outcome.code).toBe(2);
    expect(outcome.out).toBe("");
    for (const word of words) expect(outcome.err).toMatch(word);
    expect(outcome.err).not.toMatch(/^\s+at \w+.*:\d+:\d+/m);
  };

  it.each<
    [string, (folder: string) => Promise<readonly string[]> | readonly string[], readonly (string | RegExp)[]]
  >([
    [
      "a missing runtime",
      (folder) => ["--runtime", `${folder}/codex`],
      ["There is no Codex runtime at this path.", "fix"],
    ],
    [
      "a missing schema folder",
      (folder) => ["--schema", `${folder}/none`],
      ["There is no schema folder at this path.", "none"],
    ],
    ["invalid JSON", async () => ["--schema", await schemaFolder("{")], ["not valid JSON", "schemas.json"]],
    [
      "a schema without ClientRequest",
      async () => ["--schema", await pinnedFolder(({ definitions }) => delete definitions["ClientRequest"])],
      [/ClientRequest/, "#/definitions/ClientRequest"],
    ],
    [
      "a contradiction",
      async () => ["--schema", await schemaFolder(bundleOf({ Odd: { type: "string", enum: [1] } }))],
      ["The schema of Odd contradicts itself.", "#/definitions/v2/Odd", "1 and string at once"],
    ],
    [
      "a new request that carries approval routing",
      async () => [
        "--schema",
        await pinnedFolder(({ definitions }) => {
          const v2 = definitions["v2"] as Record<string, { properties: object }>;
          const params = v2["ThreadArchiveParams"];
          if (params !== undefined)
            params.properties = { ...params.properties, permissions: { type: "string" } };
        }),
      ],
      ["thread/archive carries approval routing", "surface/table"],
    ],
    [
      "--experimental-schema without --schema",
      (folder) => ["--experimental-schema", folder],
      ["without --schema"],
    ],
    ["both --runtime and --schema", () => ["--runtime", "a", "--schema", "b"], ["cannot be used with"]],
    ["an unknown flag", () => ["--nonsense"], ["unknown option '--nonsense'"]],
  ])(
    "%s",
    async (_name, flags, words) => {
      const folder = await temporaryFolder();
      const out = path.join(folder, "generated");
      const outcome = await run("generate", ...(await flags(folder)), "--out", out);
      await expectRefusal(outcome, ...words);
      expect(await readdir(folder)).toEqual([]);
    },
    120_000,
  );

  it("an out folder that holds foreign files, which stay: before the schema is looked at", async () => {
    const out = await temporaryFolder();
    await writeFile(path.join(out, "notes.md"), "mine");
    const outcome = await run("generate", "--schema", `${out}/none`, "--out", out);
    await expectRefusal(outcome, "notes.md", "Nothing has been touched");
    expect(await readdir(out)).toEqual(["notes.md"]);
  });

  it("no --out at all", async () => {
    await expectRefusal(await run("generate"), "required option '--out <dir>'");
  });
});
