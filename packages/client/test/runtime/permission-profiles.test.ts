import { existsSync } from "node:fs";
import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";

import {
  Codex,
  isApprovalModeNotAppliedError,
  isUsageError,
  type Sandbox,
  type Thread,
} from "../../src/index.js";
import { functionCall, message, startTestCodex, type TestCodex } from "../../src/testing/index.js";
import { refusal } from "../support/refusal.js";
import { sharing } from "../support/shared-codex.js";
import { startAgain } from "../support/start-again.js";

/** A profile whose rules deny reading a file of the workspace. No pattern: while a command of one thread ends, the runtime may fail to expand one for another, which it may write. */
const careful = {
  default_permissions: "careful",
  permissions: {
    careful: { filesystem: { ":root": "read", ":workspace_roots": { ".": "write", "secret.env": "none" } } },
  },
};

const start = sharing(() => startTestCodex({ config: careful }));
const startExperimental = sharing(() => startTestCodex({ config: careful, experimentalApi: true }));

let calls = 0;

/** Runs a turn that reads a file that the profile denies, and writes another. */
async function attempt(
  { home, model }: Pick<TestCodex, "home" | "model">,
  thread: Pick<Thread, "run">,
  options: { readonly sandbox?: Sandbox } = {},
): Promise<{ readonly read: boolean; readonly wrote: boolean }> {
  const secret = join(home.workspace, "secret.env");
  const written = join(home.workspace, `written-${String(++calls)}`);
  await writeFile(secret, "not for agents");
  const callId = `attempt_${String(calls)}`;
  model.enqueue(
    functionCall("exec_command", { cmd: `cat '${secret}'; touch '${written}'` }, { callId }),
    message("Done"),
  );
  await thread.run("Try it", options);
  const output = model.requests.at(-1)?.toolOutput(callId) ?? "";
  return { read: output.includes("not for agents"), wrote: existsSync(written) };
}

const sandboxes: readonly [Sandbox | undefined, boolean][] = [
  [undefined, true],
  ["workspace_write", true],
  ["read_only", false],
];

it.each(sandboxes)(
  "a profile's rules that deny hold in a thread that is opened with sandbox %s",
  async (sandbox, wrote) => {
    await using test = await start();
    const asked = sandbox === undefined ? {} : { sandbox };
    const thread = await test.codex.startThread(asked);
    expect(thread.settings.profile).toBe("careful");
    expect(await attempt(test, thread)).toEqual({ read: false, wrote });
    // And in its later turns, and in a fork.
    expect(await attempt(test, thread)).toEqual({ read: false, wrote });
    expect(await attempt(test, await thread.fork())).toEqual({ read: false, wrote });
    expect(await attempt(test, await test.codex.forkThread(thread.id, asked))).toEqual({
      read: false,
      wrote,
    });
  },
);

/** A new process, and a thread for each sandbox. */
const startCold = sharing(async () =>
  startAgain(
    await startTestCodex({ config: careful }),
    async (test) => {
      const ids = new Map<Sandbox | undefined, string>();
      for (const [sandbox, wrote] of sandboxes) {
        const thread = await test.codex.startThread(sandbox === undefined ? {} : { sandbox });
        expect(await attempt(test, thread)).toEqual({ read: false, wrote });
        ids.set(sandbox, thread.id);
      }
      return ids;
    },
    (runtime) => Codex.connect({ runtime }),
  ),
);

it.each(sandboxes)(
  "they hold where it is resumed in a new process with sandbox %s",
  async (sandbox, wrote) => {
    await using test = await startCold();
    const asked = sandbox === undefined ? {} : { sandbox };
    const resumed = await test.codex.resumeThread(test.stored.get(sandbox) ?? "", asked);
    expect(await attempt(test, resumed)).toEqual({ read: false, wrote });
  },
);

it("a run brings a sandbox under the profile's rules, wider or narrower", async () => {
  await using test = await start();
  const thread = await test.codex.startThread();
  expect(await attempt(test, thread, { sandbox: "read_only" })).toEqual({ read: false, wrote: false });
  expect(thread.settings.profile).toBe(null);
  expect(await attempt(test, thread, { sandbox: "workspace_write" })).toEqual({ read: false, wrote: true });
});

it("full_access under a profile with rules that deny rejects, and leaves nothing loaded", async () => {
  await using test = await start();
  const { codex } = test;
  const error = await refusal(codex.startThread({ sandbox: "full_access" }));
  expect(isApprovalModeNotAppliedError(error)).toBe(true);
  expect(String(error)).toMatch(/profile careful .* option profile in place of sandbox/);
  expect((await codex.rpc.thread.loaded.list({})).data).toEqual([]);

  const thread = await codex.startThread();
  const requests = test.model.requests.length;
  expect(isApprovalModeNotAppliedError(await refusal(thread.run("Hi", { sandbox: "full_access" })))).toBe(
    true,
  );
  expect(test.model.requests).toHaveLength(requests);
  expect(await attempt(test, thread)).toEqual({ read: false, wrote: true });
  expect(isApprovalModeNotAppliedError(await refusal(thread.fork({ sandbox: "full_access" })))).toBe(true);
  expect(
    isApprovalModeNotAppliedError(await refusal(codex.resumeThread(thread.id, { sandbox: "full_access" }))),
  ).toBe(true);
});

it("a run that brings a sandbox into another folder, where the profile's rules would not hold, rejects and names a fork", async () => {
  await using test = await start();
  const { codex, home } = test;
  const other = join(home.outside, "other");
  await mkdir(other);
  await writeFile(join(other, "secret.env"), "not for agents");
  const reads = async (thread: Pick<Thread, "run">, options: { cwd?: string; sandbox?: Sandbox } = {}) => {
    const callId = `reads_${String(++calls)}`;
    test.model.enqueue(
      functionCall("exec_command", { cmd: `cat '${join(other, "secret.env")}'` }, { callId }),
      message("Done"),
    );
    await thread.run("Read it", options);
    return test.model.requests.at(-1)?.toolOutput(callId)?.includes("not for agents");
  };

  const thread = await codex.startThread();
  const narrower = { cwd: other, sandbox: "read_only" } as const;
  const error = await refusal(thread.run("Read it", narrower));
  expect(isApprovalModeNotAppliedError(error) && error.message).toContain(`codex.forkThread("${thread.id}"`);
  // Without a sandbox the rules go where the thread goes, and one that is brought there leaves them.
  expect(await reads(thread, { cwd: other })).toBe(false);
  expect(await reads(thread, { sandbox: "read_only" })).toBe(false);
  // From there on they stay.
  expect(isApprovalModeNotAppliedError(await refusal(thread.run("Read it", { cwd: home.workspace })))).toBe(
    true,
  );
  expect(await reads(await codex.forkThread(thread.id, narrower))).toBe(false);
});

it("full_access takes no rules away of a profile that only the folder of before configures", async () => {
  await using test = await startTestCodex({ experimentalApi: true });
  const { codex, home, model } = test;
  const project = join(home.outside, "project");
  await mkdir(join(project, ".codex"), { recursive: true });
  await writeFile(
    join(project, ".codex", "config.toml"),
    [
      'default_permissions = "careful"',
      "[permissions.careful.filesystem]",
      '":root" = "read"',
      '":workspace_roots" = { "." = "write", "secret.env" = "none" }',
    ].join("\n"),
  );
  await appendFile(home.configPath, `\n[projects.${JSON.stringify(project)}]\ntrust_level = "trusted"\n`);
  const thread = await codex.startThread({ cwd: project });
  expect(thread.settings.profile).toBe("careful");
  model.enqueue(message("Moved"));
  await thread.run("Go there", { cwd: home.workspace });
  expect(await attempt(test, thread)).toEqual({ read: false, wrote: true });
  const widened = refusal(thread.run("Read it", { sandbox: "full_access" }));
  expect(isApprovalModeNotAppliedError(await widened)).toBe(true);
  expect(await attempt(test, thread, { sandbox: "read_only" })).toEqual({ read: false, wrote: false });
  const later = refusal(thread.run("Read it", { sandbox: "full_access" }));
  expect(isApprovalModeNotAppliedError(await later)).toBe(true);
});

it("full_access under a profile that denies nothing is as anywhere", async () => {
  await using test = await startTestCodex({ config: { default_permissions: ":workspace" } });
  const thread = await test.codex.startThread({ sandbox: "full_access" });
  expect(await attempt(test, thread)).toEqual({ read: true, wrote: true });
});

it("a goal waits for the turn that brings the sandbox", async () => {
  await using test = await startTestCodex({ config: { ...careful, features: { goals: true } } });
  const thread = await test.codex.startThread({ sandbox: "read_only" });
  const error = await refusal(thread.goal.set({ objective: "Try it" }));
  expect(isApprovalModeNotAppliedError(error)).toBe(true);
  expect(String(error)).toContain("A turn of this handle brings it");
  expect(await attempt(test, thread)).toEqual({ read: false, wrote: false });
  const goal = await thread.goal.set({ objective: "Try it", status: "paused" });
  expect(goal).toBeDefined();
});

it("profile says which is in force, in place of a sandbox, for every method that takes one", async () => {
  await using test = await startExperimental();
  const { codex } = test;
  const open = await codex.startThread({ profile: ":danger-full-access" });
  expect(open.settings.profile).toBe(":danger-full-access");
  expect(await attempt(test, open)).toEqual({ read: true, wrote: true });
  test.model.enqueue(message("Hello"));
  await open.run("Narrower", { profile: "careful" });
  expect(open.settings.profile).toBe("careful");
  expect(await attempt(test, open)).toEqual({ read: false, wrote: true });
  const fork = await open.fork();
  expect(fork.settings.profile).toBe("careful");
  expect(await attempt(test, fork)).toEqual({ read: false, wrote: true });
  // A loaded thread ignores it: the next turn brings it.
  const resumed = await codex.resumeThread(open.id, { profile: ":read-only" });
  expect(await attempt(test, resumed)).toEqual({ read: false, wrote: false });
  expect(open.settings.profile).toBe(":read-only");
});

it("a profile that does not exist is refused by the runtime; one beside a sandbox, and one without opting in, by the client", async () => {
  await using test = await startExperimental();
  expect(String(await refusal(test.codex.startThread({ profile: "nobody" })))).toContain("nobody");
  // @ts-expect-error One or the other.
  const both = await refusal(test.codex.startThread({ profile: "careful", sandbox: "read_only" }));
  expect(isUsageError(both) && both.message).toContain("give sandbox or profile, not both");

  await using plain = await start();
  // @ts-expect-error Only a client that opted in has profiles.
  const early = await refusal(plain.codex.startThread({ profile: "careful" }));
  expect(isUsageError(early) && early.message).toContain("experimentalApi: true");
});
