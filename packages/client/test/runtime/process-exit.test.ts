import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, expect, test, vi } from "vitest";

import { gate, message, startListeningRuntime, startTestRuntime } from "../../src/testing/index.js";
import { compiled } from "../support/compiled.js";
import { processesOf } from "../support/runtime-processes.js";

const client = await compiled(fileURLToPath(new URL("../../src/index.ts", import.meta.url)));
afterAll(() => client[Symbol.asyncDispose]());

/** Runs a program that uses the client, with `options` for `Codex.connect`; answers how it ended and what it printed. */
async function run(options: object, body: string) {
  const folder = await mkdtemp(join(tmpdir(), "codex-typed-exit-"));
  const program = join(folder, "program.mjs");
  await writeFile(
    program,
    `import { Codex, webSocketTransport } from ${JSON.stringify(pathToFileURL(client.path("index")).href)};
     const given = ${JSON.stringify(options)};
     const codex = await Codex.connect(given.url === undefined ? given : { transport: webSocketTransport(given) });
     ${body}`,
  );
  const child = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  const ended = once(child, "close").then(async ([code]) => {
    await rm(folder, { recursive: true });
    return { code: code as number | null, output };
  });
  return { child, ended, output: () => output };
}

test("a program that waits for nothing more ends by itself, and its runtime with it", async () => {
  await using runtime = await startTestRuntime();
  runtime.model.enqueue(message("Hello"));
  const { ended } = await run(
    { runtime: runtime.runtime },
    `const thread = await codex.startThread();
     console.log((await thread.run("Hi")).finalResponse);`,
  );
  expect(await ended).toEqual({ code: 0, output: "Hello\n" });
  await vi.waitFor(() => expect(processesOf(runtime.home)).toEqual([]), 5_000);
});

test("a program that is connected to a server that lives on ends too", async () => {
  await using runtime = await startTestRuntime();
  await using listening = await startListeningRuntime(runtime);
  const { ended } = await run({ url: listening.address }, `console.log((await codex.models()).length > 0);`);
  expect(await ended).toEqual({ code: 0, output: "true\n" });
});

test("a turn keeps the program alive until its end, be it read or not", async () => {
  await using runtime = await startTestRuntime();
  const held = gate(message("Late"));
  runtime.model.enqueue(held);
  const { child, ended } = await run(
    { runtime: runtime.runtime },
    `const turn = await (await codex.startThread()).runStreamed("Hi");
     void turn.result().then(({ finalResponse }) => console.log(finalResponse));`,
  );
  await held.reached;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(child.exitCode).toBeNull();
  held.release();
  expect(await ended).toEqual({ code: 0, output: "Late\n" });
});

test.each([
  ["a listener", `const held = codex.on("warning", () => undefined);`, `held[Symbol.dispose]();`],
  [
    "a loop over approvals",
    `const held = codex.approvals()[Symbol.asyncIterator](); void held.next();`,
    `await held.return();`,
  ],
])("%s keeps the program alive until it is let go of", async (_, hold, letGo) => {
  await using runtime = await startTestRuntime();
  const { child, ended, output } = await run(
    { runtime: runtime.runtime },
    `${hold}
     console.log("held");
     process.once("SIGUSR2", async () => { ${letGo} });`,
  );
  await vi.waitFor(() => expect(output()).toBe("held\n"), 10_000);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(child.exitCode).toBeNull();
  child.kill("SIGUSR2");
  expect(await ended).toEqual({ code: 0, output: "held\n" });
});
