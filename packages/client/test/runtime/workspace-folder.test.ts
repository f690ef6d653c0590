import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { Codex, type Thread } from "../../src/index.js";
import { functionCall, message, type TestRuntime } from "../../src/testing/index.js";
import { sample } from "../support/sample.js";
import { sharingServer } from "../support/shared-codex.js";
import { startTestServer } from "../support/test-server.js";

const strictly = { approvalMode: "deny_all", sandbox: "workspace_write" } as const;

let writes = 0;

const serve = sharingServer(() => startTestServer());

/** Two clients of one server, and two folders that the sandbox may write to only where they are a turn's own. */
async function startFolders() {
  const test = await serve();
  const { transport } = test;
  const codex = await Codex.connect({ transport });
  const other = await Codex.connect({ transport });
  const a = await mkdtemp(join(test.home.outside, "a-"));
  const b = await mkdtemp(join(test.home.outside, "b-"));
  return {
    ...test,
    codex,
    other,
    a,
    b,
    async [Symbol.asyncDispose]() {
      await codex.close();
      await other.close();
      await test[Symbol.asyncDispose]();
    },
  };
}

/** A turn in which the model writes two files in a folder, one by its name alone and one by its whole path. */
async function write({ model }: Pick<TestRuntime, "model">, thread: Thread, folder: string) {
  const [plain, whole] = [`plain-${String(++writes)}`, join(folder, `whole-${String(writes)}`)];
  model.enqueue(
    functionCall("exec_command", { cmd: `touch '${plain}'` }, { callId: `plain_${String(writes)}` }),
    functionCall("exec_command", { cmd: `touch '${whole}'` }, { callId: `whole_${String(writes)}` }),
    message("Written"),
  );
  await thread.run("Write them");
  return {
    plain,
    written: { plain: existsSync(join(folder, plain)), whole: existsSync(whole) },
  };
}

const both = { plain: true, whole: true };

type Folders = Awaited<ReturnType<typeof startFolders>>;

/** Who takes a thread to another folder. */
const moves: [string, (side: Folders, thread: Thread) => Promise<void>][] = [
  [
    "another handle of it",
    async ({ codex, b, model }, { id }) => {
      const handle = await codex.resumeThread(id);
      model.enqueue(message("Elsewhere"));
      await handle.run("elsewhere", { cwd: b });
    },
  ],
  [
    "another handle of it, which asks for the same sandbox",
    async ({ codex, b, model }, { id }) => {
      const handle = await codex.resumeThread(id, strictly);
      model.enqueue(message("Elsewhere"));
      await handle.run("elsewhere", { cwd: b, sandbox: "workspace_write" });
    },
  ],
  [
    "another client",
    async ({ other, b, model }, { id }) => {
      const handle = await other.resumeThread(id);
      model.enqueue(message("Elsewhere"));
      await handle.run("elsewhere", { cwd: b });
    },
  ],
  [
    "another client, which has left since",
    async ({ other, b, model }, { id }) => {
      const handle = await other.resumeThread(id);
      model.enqueue(message("Elsewhere"));
      await handle.run("elsewhere", { cwd: b });
      await other.close();
    },
  ],
];

describe("a handle that was opened with a folder and workspace_write writes there", () => {
  it.each(sample(moves))("also after %s has run a turn in another one", async (_, move) => {
    await using side = await startFolders();
    const { codex, a, b } = side;
    const thread = await codex.startThread({ ...strictly, cwd: a });
    expect((await write(side, thread, a)).written).toEqual(both);
    await move(side, thread);
    for (const turn of ["first", "second"]) {
      const { plain, written } = await write(side, thread, a);
      expect({ turn, written, elsewhere: existsSync(join(b, plain)) }).toEqual({
        turn,
        written: both,
        elsewhere: false,
      });
      expect(thread.settings).toMatchObject({ cwd: a, sandbox: { type: "workspaceWrite" } });
    }
  });

  it("and nowhere else: the folder of the other turn is closed to it", async () => {
    await using side = await startFolders();
    const { codex, a, b } = side;
    const thread = await codex.startThread({ ...strictly, cwd: a });
    expect((await write(side, thread, a)).written).toEqual(both);
    await moves[0]?.[1](side, thread);
    expect((await write(side, thread, b)).written).toEqual({ plain: false, whole: false });
  });

  it("until one of its own turns goes to another folder, which then holds", async () => {
    await using side = await startFolders();
    const { codex, model, a, b } = side;
    const thread = await codex.startThread({ ...strictly, cwd: a });
    expect((await write(side, thread, a)).written).toEqual(both);
    model.enqueue(message("Here now"));
    await thread.run("go", { cwd: b });
    expect((await write(side, thread, b)).written).toEqual(both);
    expect(thread.settings.cwd).toBe(b);
  });
});

describe("a handle that was opened with workspace_write and no folder keeps the one that was in force then", () => {
  it.each(sample(moves, 1))("also after %s has run a turn in another one", async (_, move) => {
    await using side = await startFolders();
    const { codex, home, b } = side;
    const thread = await codex.startThread(strictly);
    expect((await write(side, thread, home.workspace)).written).toEqual(both);
    await move(side, thread);
    const { plain, written } = await write(side, thread, home.workspace);
    expect({ written, elsewhere: existsSync(join(b, plain)) }).toEqual({ written: both, elsewhere: false });
    expect(thread.settings.cwd).toBe(home.workspace);
  });

  it("also where it was opened by a resume, of a thread that stood in another folder than the runtime", async () => {
    await using side = await startFolders();
    const { codex, model, a, b } = side;
    const first = await codex.startThread({ ...strictly, cwd: a });
    model.enqueue(message("Hello"));
    await first.run("Hi");
    const thread = await codex.resumeThread(first.id, strictly);
    model.enqueue(message("Elsewhere"));
    await first.run("elsewhere", { cwd: b });
    const { plain, written } = await write(side, thread, a);
    expect({ written, elsewhere: existsSync(join(b, plain)) }).toEqual({ written: both, elsewhere: false });
    expect(thread.settings.cwd).toBe(a);
  });
});
