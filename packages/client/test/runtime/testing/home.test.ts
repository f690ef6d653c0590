import { access, mkdir, readdir, readFile, realpath, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

import {
  applyPatch,
  createTestHome,
  functionCall,
  invalidConfiguration,
  message,
  startTestRuntime,
  TestingError,
} from "../../../src/testing/index.js";
import { record, RuntimeDriver, startRig } from "./runtime-driver.js";

describe("a test home", () => {
  it("is fresh, and gone after its use", async () => {
    const one = await createTestHome();
    const two = await createTestHome();
    expect(
      new Set([one.codexHome, one.workspace, one.outside, two.codexHome, two.workspace, two.outside]).size,
    ).toBe(6);
    expect(await readdir(one.codexHome)).toEqual(["config.toml"]);
    expect(await readdir(one.workspace)).toEqual([]);
    expect(await realpath(one.workspace)).toBe(one.workspace);

    await one[Symbol.asyncDispose]();
    await one[Symbol.asyncDispose]();
    await expect(access(dirname(one.codexHome))).rejects.toThrow("ENOENT");
    await access(two.workspace);
    await two[Symbol.asyncDispose]();
  });

  it("lets nothing of the developer's environment in", async () => {
    await using home = await createTestHome({ env: { EXTRA: "1" } });
    expect(Object.keys(home.env).sort()).toEqual(["CODEX_HOME", "EXTRA", "HOME", "PATH", "TMPDIR"]);
    expect(home.env["HOME"]).not.toBe(homedir());
    expect(home.env["TMPDIR"]).not.toBe(tmpdir());
  });

  it("refuses a parent in which its outside would be writable", async () => {
    await expect(createTestHome({ parent: "/tmp" })).rejects.toThrow(TestingError);
  });

  it("removes what a runtime wrote, and the model with it", async () => {
    const test = await startTestRuntime({ config: { model_providers: { scripted: { name: "Ours" } } } });
    test.model.enqueue(message("Hello"));
    {
      await using driver = await RuntimeDriver.start(test.runtime);
      await driver.run(await driver.startThread(), "Hi");
      expect(driver.item("agentMessage")).toMatchObject({ text: "Hello" });
      const problems = driver.notifications.filter(({ method }) => method === "configWarning");
      expect(problems.map(({ params }) => params["summary"])).not.toContainEqual(
        expect.stringContaining("unrecognized"),
      );
      expect(problems.map(invalidConfiguration).filter((problem) => problem !== undefined)).toEqual([]);
    }
    await test[Symbol.asyncDispose]();
    await expect(access(dirname(test.home.codexHome))).rejects.toThrow("ENOENT");
    await expect(fetch(test.model.url)).rejects.toThrow("fetch failed");
  });

  it("sees no instructions from above its workspace", async () => {
    await using rig = await startRig();
    const above = dirname(rig.home.workspace);
    await mkdir(join(above, ".git"));
    await writeFile(join(above, "AGENTS.md"), "from above");
    await writeFile(join(rig.home.workspace, "AGENTS.md"), "from the workspace");
    rig.model.enqueue(message("Hello"));
    await rig.driver.run(await rig.driver.startThread(), "Hi");
    const seen = rig.model.requests[0]?.texts("user").join("\n");
    expect(seen).toContain("from the workspace");
    expect(seen).not.toContain("from above");
  });
});

describe("the sandbox of a test home", () => {
  it("lets a command write to the workspace and not outside", async () => {
    await using rig = await startRig();
    const { workspace, outside, configPath } = rig.home;
    const cmd = `echo in > in.txt; echo out > '${outside}/out.txt'; echo x >> '${configPath}'; echo ended`;
    rig.model.enqueue(functionCall("exec_command", { cmd }, { callId: "c1" }), message("Done"));
    const config = await readFile(configPath, "utf8");
    await rig.driver.run(await rig.driver.startThread(), "write");

    const output = rig.model.requests[1]?.toolOutput("c1") ?? "";
    expect(output).toContain("ended");
    // What Linux says, or what macOS says.
    expect(output).toMatch(/out\.txt: (Read-only file system|Operation not permitted)/);
    expect(await readFile(join(workspace, "in.txt"), "utf8")).toBe("in\n");
    expect(await readdir(outside)).toEqual([]);
    expect(await readFile(configPath, "utf8")).toBe(config);
  });

  it("lets apply_patch edit the workspace, with a model that has it", async () => {
    await using rig = await startRig({ model: "gpt-5.5" });
    const patch = "*** Begin Patch\n*** Add File: added.txt\n+hello\n*** End Patch";
    rig.model.enqueue(applyPatch(patch, { callId: "p1" }), message("Done"));
    await rig.driver.run(await rig.driver.startThread(), "patch");

    const [first, second] = rig.model.requests;
    expect(first?.body.tools?.find(({ name }) => name === "apply_patch")).toMatchObject({ type: "custom" });
    expect(second?.toolOutput("p1")).toContain("A added.txt");
    expect(await readFile(join(rig.home.workspace, "added.txt"), "utf8")).toBe("hello\n");
    expect(rig.driver.item("fileChange")).toMatchObject({ id: "p1", status: "completed" });
  });
});

describe("invalidConfiguration", () => {
  it.each<[string, { given: string; want: string }]>([
    ["broken TOML", { given: "model = \n", want: "config.toml:1:9" }],
    ["a value that does not exist", { given: 'sandbox_mode = "nope"\n', want: "unknown variant `nope`" }],
    ["an unknown provider", { given: 'model_provider = "nope"\n', want: "Model provider `nope` not found" }],
  ])("tells of %s", async (_, { given, want }) => {
    await using test = await startTestRuntime();
    await writeFile(test.home.configPath, given);
    await using driver = await RuntimeDriver.start(test.runtime);
    const warning = await driver.notification("configWarning", (params) =>
      String(record(params)["summary"]).startsWith("Invalid"),
    );
    const problem = invalidConfiguration(warning);
    expect(problem).toContain("Invalid configuration");
    expect(problem).toContain(want);
  });

  it("lets other notifications pass", () => {
    const others = [
      {
        method: "configWarning",
        params: { summary: "Codex could not find bubblewrap on PATH.", details: null },
      },
      { method: "configWarning", params: null },
      { method: "configWarning" },
      { method: "warning", params: { summary: "Invalid configuration" } },
    ];
    expect(others.map(invalidConfiguration)).toEqual([undefined, undefined, undefined, undefined]);
    expect(
      invalidConfiguration({ method: "configWarning", params: { summary: "Invalid configuration." } }),
    ).toBe("Invalid configuration.");
  });
});
