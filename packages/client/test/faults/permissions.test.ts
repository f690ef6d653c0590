import { spawn } from "node:child_process";
import { once } from "node:events";
import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { missingPermission } from "../../src/errors/missing-permission.js";
import { compiled } from "../support/compiled.js";

const client = await compiled(fileURLToPath(new URL("../../src/index.ts", import.meta.url)));
afterAll(() => client[Symbol.asyncDispose]());

/** How the permission model is switched on: Node 20 calls it experimental. */
const [major = 0] = process.versions.node.split(".").map(Number);
const permission = major < 22 ? "--experimental-permission" : "--permission";

/** What a program prints that connects under Node's permission model. */
async function refusal(...flags: readonly string[]): Promise<unknown> {
  const program = `
    const { Codex, isUsageError } = await import(${JSON.stringify(pathToFileURL(client.path("index")).href)});
    const error = await Codex.connect().catch((error) => error);
    console.log(JSON.stringify([isUsageError(error) && error.option, error.message]));`;
  const args = [permission, ...flags, "--input-type=module", "--eval", program];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
  const [output] = await Promise.all([text(child.stdout), once(child, "exit")]);
  return JSON.parse(output);
}

describe("Node's permission model is told of as what it is", () => {
  test("where the runtime may not be started", async () => {
    expect(await refusal("--allow-fs-read=*")).toEqual([
      "permissions",
      expect.stringMatching(
        /^This process may not start .*codex.*, for want of a permission \(ChildProcess\): /,
      ),
    ]);
  });

  test("where the runtime may not be seen", async () => {
    const compiledOnly = join(realpathSync(dirname(client.path("index"))), "*");
    expect(await refusal(`--allow-fs-read=${compiledOnly}`, "--allow-child-process")).toEqual([
      "permissions",
      expect.stringMatching(
        /^This process may not .*@openai.*, for want of a permission \(FileSystemRead\): /,
      ),
    ]);
  });
});

test("what Deno withholds is told in its own words, which name the flag", () => {
  const withheld = Object.assign(
    new Error('Requires read access to "/c", run again with the --allow-read flag'),
    {
      name: "NotCapable",
    },
  );
  expect(missingPermission("read /c", withheld)).toMatchObject({
    name: "UsageError",
    option: "permissions",
    message: `This process may not read /c, for want of a permission: ${withheld.message}`,
    cause: withheld,
  });
});

test.each([undefined, "text", new Error("EACCES"), Object.assign(new Error("no"), { code: "EACCES" })])(
  "no other failure is a permission that is missing: %s",
  (failure) => {
    expect(missingPermission("read /c", failure)).toBeUndefined();
  },
);
