import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { Models } from "../../../src/emit/emit.js";
import { EmitterThread } from "../../../src/emit/emitter-thread.js";
import { CodegenError } from "../../../src/errors/codegen-error.js";
import { receiveError, sendError } from "../../../src/errors/sent-error.js";
import { readFolder } from "../../support/read-folder.js";
import { builtSources } from "../../support/built.js";
import { temporaryFolder } from "../../support/schema-folder.js";
import { GENERATED } from "../proof/emitted.js";

const SLOW = 300_000;

/** What becomes of an emitter whose thread runs `program`. */
async function outcomeOf(program: string): Promise<unknown> {
  const entry = path.join(await temporaryFolder(), "entry.mjs");
  await writeFile(entry, program);
  const emitter = new EmitterThread(pathToFileURL(entry));
  try {
    const parts = [];
    for await (const part of emitter.emit({} as Models)) parts.push(part);
    return parts;
  } catch (error) {
    return error;
  } finally {
    await emitter.close();
  }
}

describe("the emitter's thread", () => {
  it.each([
    ["fails while it loads", 'throw new RangeError("at load");', { name: "RangeError", message: "at load" }],
    [
      "fails at its work",
      'import { parentPort } from "node:worker_threads"; parentPort.once("message", () => { throw new TypeError("at work"); });',
      { name: "TypeError", message: "at work" },
    ],
    [
      "ends with its work undone",
      'import { parentPort } from "node:worker_threads"; parentPort.once("message", () => process.exit(0));',
      { message: expect.stringContaining("ended before its work was done") as string },
    ],
    ["ends at once", "", { message: expect.stringContaining("ended before its work was done") as string }],
  ])("that %s rejects what waits for it", async (_name, program, error) => {
    const outcome = await outcomeOf(program);
    expect(outcome).toBeInstanceOf(Error);
    expect(outcome).toMatchObject(error);
  });
});

describe("an error from another thread", () => {
  const over = (error: unknown): Error => receiveError(structuredClone(sendError(error)));

  it("of ours keeps its class, its fields and its stack", () => {
    const cause = new SyntaxError("inner");
    const error = new CodegenError({ message: "m", file: "f", pointer: "/p", found: "x", fix: "y", cause });
    const received = over(error);
    expect(received).toBeInstanceOf(CodegenError);
    expect((received as CodegenError).describe()).toBe(error.describe());
    expect(received).toMatchObject({ expected: undefined, cause: { message: "inner" }, stack: error.stack });
  });

  it("of any other kind keeps its class and message, and what is no error becomes one", () => {
    expect(over(new RangeError("r"))).toBeInstanceOf(RangeError);
    expect(over("text")).toMatchObject({ message: "text" });
  });
});

describe("the published generator, in two threads,", () => {
  /** Runs `generate` of the built sources in a process that must end by itself. */
  async function runBuilt(built: string, options: object): Promise<unknown> {
    const program = `
      const { generate } = await import(${JSON.stringify(pathToFileURL(path.join(built, "generate.js")).href)});
      const result = await generate(${JSON.stringify(options)}).then(
        ({ files }) => ({ files: [...files] }),
        (error) => ({ error: { name: error.name, ...error } }),
      );
      const open = process.getActiveResourcesInfo().filter((name) => name.includes("Worker") || name === "MessagePort");
      process.stdout.write(JSON.stringify({ ...result, open }));`;
    // --input-type is one of the flags that a thread would refuse.
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", program],
      { maxBuffer: 1e8 },
    );
    return JSON.parse(stdout) as unknown;
  }

  it(
    "gives what one thread gives, byte for byte, and holds nothing open",
    async () => {
      // The checked-in output is what one thread gives: the freshness test holds it to that.
      const files = [...(await readFolder(GENERATED))].sort(([a], [b]) => (a < b ? -1 : 1));
      const options = {
        source: { kind: "installed", cwd: import.meta.dirname },
        support: "../generated-support.js",
      };
      expect(await runBuilt(await builtSources(), options)).toEqual({ files, open: [] });
    },
    SLOW,
  );

  it(
    "says what is wrong with a schema, and holds nothing open",
    async () => {
      const folder = path.join(await temporaryFolder(), "empty");
      await mkdir(folder);
      expect(
        await runBuilt(await builtSources(), { source: { kind: "folder", path: folder } }),
      ).toMatchObject({
        error: { name: "CodegenError", file: expect.stringContaining("empty") as string },
        open: [],
      });
    },
    SLOW,
  );
});
