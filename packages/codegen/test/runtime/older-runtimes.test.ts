import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { generate, type Generated } from "../../src/generate.js";
import { writeFolder } from "../../src/output/write.js";
import { strictConfig } from "../support/strict-config.js";
import { temporaryFolder } from "../support/schema-folder.js";

const run = promisify(execFile);
const { resolve } = createRequire(import.meta.url);

/**
 * A sample of all releases, which `npm run test:versions` generates and compiles one by one: one, or two in the project `matrices` of
 * vitest.config.ts.
 */
const SAMPLE = process.env["WHOLE"] === "1" ? ["0.131.0", "0.154.0"] : ["0.154.0"];

const outputs = new Map<string, Promise<Generated>>();

/** Generated once for all tests of this file. */
function generated(version: string): Promise<Generated> {
  const output = outputs.get(version) ?? generate({ source: { kind: "release", version } });
  outputs.set(version, output);
  return output;
}

const counts = [
  ["0.131.0", { requests: 104, stable: 76, notifications: 63, serverRequests: 10 }],
  ["0.154.0", { requests: 159, stable: 99, notifications: 81, serverRequests: 11 }],
] as const;

describe.each(counts.filter(([version]) => SAMPLE.includes(version)))(
  "the schema of codex %s",
  { timeout: 120_000 },
  (version, want) => {
    it("is read whole, without a change to the generator", async () => {
      const { protocol } = await generated(version);
      expect({
        requests: protocol.clientRequests.length,
        stable: protocol.clientRequests.filter(({ experimental }) => !experimental).length,
        notifications: protocol.serverNotifications.length,
        serverRequests: protocol.serverRequests.length,
      }).toEqual(want);
    });

    it("gives only the options that this runtime has", async () => {
      const { surface } = await generated(version);
      const options = surface.methods.find(
        ({ on, name }) => on === "Codex" && name === "listThreads",
      )?.fields;
      expect(options?.map(({ name }) => name)).not.toContain("currentAccountOnly");
      expect(options?.map(({ name }) => name)).toContain("archived");
    });

    it("says of what has gone since then until when it was there, and of what is older than all nothing", async () => {
      const { files } = await generated(version);
      expect(files.get("types.ts")).toContain("@until 0.");
      const since = [...(files.get("types.ts") ?? "").matchAll(/@since 0\.(\d+)\./g)].map(([, minor]) =>
        Number(minor),
      );
      expect(since.every((minor) => minor > 131 && minor <= Number(version.split(".")[1]))).toBe(true);
      expect(since.length > 0).toBe(version !== "0.131.0");
    });
  },
);

describe("the output for older runtimes compiles, strict and with every declaration checked,", () => {
  // On 6.0 the row `generated` of tools/consumers compiles it.
  it("on TypeScript 5.9", async () => {
    const folder = await temporaryFolder();
    for (const version of SAMPLE) {
      await writeFolder(path.join(folder, version), (await generated(version)).files);
    }
    await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(strictConfig()));
    const tsc = path.join(path.dirname(resolve("typescript-5.9/package.json")), "bin/tsc");
    const printed = await run(process.execPath, [tsc, "-p", folder]).then(
      () => "",
      (error: unknown) => String((error as { stdout?: unknown }).stdout),
    );
    expect(printed).toBe("");
  }, 120_000);
});
