import { cp, mkdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { diffCommand } from "../../../src/cli/diff-command.js";
import { installedRuntime } from "../../../src/schema/runtime.js";
import { methodsListed, printedDefinitions } from "../proof/printed.js";
import { printedSchema } from "../../support/printed.js";
import { bundleOf, schemaFolder, temporaryFolder, type Message } from "../../support/schema-folder.js";

const params = { type: "object", properties: { url: { type: "string" } } };

function folder(...messages: readonly Message[]): Promise<string> {
  return schemaFolder(
    bundleOf(
      { PingResponse: { type: "object" }, PongResponse: { type: "object" } },
      { ClientRequest: messages },
    ),
  );
}

describe("codex-codegen diff", () => {
  it("compares two folders, in each format", async () => {
    const [old, young] = await Promise.all([
      folder({ method: "ping", params }, { method: "pong" }),
      folder({ method: "ping", params: { ...params, required: ["url"] } }, { method: "pong" }),
    ]);
    const print = async (format: "md" | "json" | "html") =>
      (await diffCommand({ old, new: young, format })).output;
    expect(await print("md")).toContain("| **breaking** | optional → required | `ping params.url` |");
    expect(JSON.parse(await print("json"))).toMatchObject({
      bump: "major",
      summary: { total: 1, breaking: 1 },
    });
    expect(await print("html")).toMatch(/^<!doctype html>/);
  });

  it("exits 1 where something breaks, and only where it is asked to", async () => {
    const [old, young] = await Promise.all([
      folder({ method: "ping" }, { method: "pong" }),
      folder({ method: "ping" }, { method: "pong", params }),
    ]);
    const exit = async (from: string, to: string, failOn?: "breaking") =>
      (await diffCommand({ old: from, new: to, failOn })).exitCode;
    expect(await exit(young, old, "breaking")).toBe(1);
    expect(await exit(young, old)).toBe(0);
    expect(await exit(old, young, "breaking")).toBe(1);
    expect(await exit(old, old, "breaking")).toBe(0);
  });

  it("takes a runtime for either side, and compares like with like", { timeout: 120_000 }, async () => {
    const runtime = await installedRuntime(import.meta.dirname);
    const { stable, experimental } = await printedSchema();
    const stableOnly = await schemaFolder(stable);
    const outcome = await diffCommand({ old: stableOnly, new: runtime, format: "json", failOn: "breaking" });
    expect(JSON.parse(outcome.output)).toMatchObject({
      bump: "none",
      changes: [],
      after: { runtimeVersion: expect.stringMatching(/^\d+\.\d+\.\d+/) as string },
    });
    expect(outcome).toMatchObject({ exitCode: 0, notes: [expect.stringContaining(stableOnly)] });

    const both = path.join(await temporaryFolder(), "both");
    await mkdir(both);
    await cp(stableOnly, path.join(both, "stable"), { recursive: true });
    await cp(await schemaFolder(experimental), path.join(both, "experimental"), { recursive: true });
    const whole = await diffCommand({ old: both, new: runtime, format: "json" });
    expect(whole.notes).toEqual([]);
    const clientRequests = methodsListed(await printedDefinitions("experimental"), "ClientRequest").length;
    expect(JSON.parse(whole.output)).toMatchObject({ bump: "none", before: { clientRequests } });
  });

  it("says what is wrong with a path", async () => {
    const good = await folder({ method: "ping" }, { method: "pong" });
    const missing = path.join(await temporaryFolder(), "missing");
    await expect(diffCommand({ old: missing, new: good })).rejects.toMatchObject({
      name: "CodegenError",
      message: "There is nothing to compare at this path.",
      file: missing,
    });
    const empty = await temporaryFolder();
    await expect(diffCommand({ old: good, new: empty })).rejects.toMatchObject({ name: "CodegenError" });
  });
});
