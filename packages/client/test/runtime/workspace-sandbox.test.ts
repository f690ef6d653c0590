import { existsSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import type { SandboxOptions } from "../../src/index.js";
import { functionCall, message, startTestCodex } from "../../src/testing/index.js";
import { sharing } from "../support/shared-codex.js";

const share = sharing(() => startTestCodex());

/** A workspace that is no other test's. */
async function start() {
  const test = await share();
  return { ...test, workspace: mkdtempSync(join(test.home.outside, "workspace-")) };
}

/** Runs a command of the agent that nobody lets out of its sandbox. */
async function command(
  test: Awaited<ReturnType<typeof start>>,
  cmd: string,
  sandbox: SandboxOptions,
): Promise<void> {
  test.model.enqueue(functionCall("exec_command", { cmd }), message("Done"));
  const thread = await test.codex.startThread({ approvalMode: "deny_all", sandbox, cwd: test.workspace });
  await thread.run("Do it");
}

// The commands are those of a POSIX shell.
describe.skipIf(process.platform === "win32")("under workspace_write a command", () => {
  const folders = [".git", ".codex", ".agents"];

  it.each([
    ["that are there", true],
    ["that are not there yet", false],
  ])("writes in the workspace, but not in its folders .git, .codex and .agents %s", async (_, there) => {
    await using test = await start();
    const { workspace } = test;
    if (there) for (const folder of folders) mkdirSync(join(workspace, folder));
    const write = (folder: string): string => `mkdir -p ${folder}; touch ${folder}/file`;
    await command(test, ["src", ...folders, "src/.git"].map(write).join("; "), "workspace_write");
    const written = (folder: string): boolean => existsSync(join(workspace, folder, "file"));
    expect(["src", "src/.git"].map(written)).toEqual([true, true]);
    expect(folders.map(written)).toEqual([false, false, false]);
  });

  it("commits nothing, not even in a linked worktree", async () => {
    await using test = await start();
    const { workspace } = test;
    const set = "git config user.name A; git config user.email a@localhost";
    const make = `git init -q main; cd main; ${set}; git commit -q --allow-empty -m one; git worktree add -q ../linked`;
    await command(test, make, "full_access");
    const heads = (): string => readFileSync(join(workspace, "main/.git/logs/HEAD"), "utf8");
    const linked = (): string =>
      readFileSync(join(workspace, "main/.git/worktrees/linked/logs/HEAD"), "utf8");
    const before = [heads(), linked()];
    for (const folder of ["main", "linked"]) {
      test.model.enqueue(
        functionCall("exec_command", { cmd: "git commit -q --allow-empty -m two; echo $? > status" }),
        message("Done"),
      );
      const thread = await test.codex.startThread({
        approvalMode: "deny_all",
        sandbox: "workspace_write",
        cwd: join(workspace, folder),
      });
      await thread.run("Commit");
      expect(readFileSync(join(workspace, folder, "status"), "utf8")).toBe("128\n");
    }
    expect([heads(), linked()]).toEqual(before);
  });

  it.each<[string, SandboxOptions, number]>([
    ["reaches no network, not even this machine's own", "workspace_write", 0],
    ["reaches it where networkAccess says so", { mode: "workspace_write", networkAccess: true }, 1],
  ])("%s", async (_, sandbox, times) => {
    await using test = await start();
    let reached = 0;
    await using server = createServer((_request, response) => {
      reached += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const get = `require("node:http").get("http://127.0.0.1:${String(port)}").on("error", ({ code }) => require("node:fs").writeFileSync("failure", code))`;
    await command(test, `'${process.execPath}' -e '${get}'`, sandbox);
    expect(reached).toBe(times);
    const failure = join(test.workspace, "failure");
    expect(existsSync(failure) ? readFileSync(failure, "utf8") : undefined).toBe(
      times === 0 ? "EPERM" : undefined,
    );
  });
});
