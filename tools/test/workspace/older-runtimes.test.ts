import { execa } from "execa";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

it("refuses what is no version, before it installs anything", async () => {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const { exitCode, stderr } = await execa("tsx", ["tools/older-runtimes.ts", "0.166.0", "latest"], {
    cwd: root,
    preferLocal: true,
    localDir: root,
    reject: false,
  });
  expect(stderr).toContain("latest");
  expect(exitCode).toBe(2);
});
