import { beforeEach, describe, expect, it } from "vitest";

import { isInvalidRequestError } from "../../src/index.js";
import { gate, message, startTestCodex } from "../../src/testing/index.js";
import { nextNotification } from "../support/notifications.js";
import { recording, type Hooks } from "../support/recording-transport.js";
import { sharing } from "../support/shared-codex.js";
import { startWrapped } from "../support/wrapped-codex.js";

const start = sharing(() => startTestCodex());

describe("turns of one thread", () => {
  it("wait for each other: a second run does not steer the first", async () => {
    await using test = await start();
    const first = gate(message("First"));
    test.model.enqueue(first, message("Second"), message("Third"));
    const thread = await test.codex.startThread();
    const again = thread.run("one");
    await first.reached;
    const started: string[] = [];
    using _subscription = test.codex.on("turn/started", ({ turn }) => started.push(turn.id));
    const others = [thread.run("two"), (await test.codex.resumeThread(thread.id)).run("three")];
    // Had they been sent, this would have been answered after them.
    await test.codex.rpc.thread.loaded.list({});
    expect(started).toEqual([]);
    first.release();
    const results = await Promise.all([again, ...others]);
    expect(results.map(({ finalResponse }) => finalResponse)).toEqual(["First", "Second", "Third"]);
    expect(new Set(results.map(({ id }) => id)).size).toBe(3);
    expect(test.model.requests.map(({ inputText }) => inputText)).toEqual(["one", "two", "three"]);
  });

  it("go on after one that was refused", async () => {
    await using test = await start();
    test.model.enqueue(message("Second"));
    const thread = await test.codex.startThread();
    const refused = expect(thread.run("x".repeat(1_048_577))).rejects.toMatchObject({ code: -32602 });
    expect((await thread.run("two")).finalResponse).toBe("Second");
    await refused;
  });
});

describe("steer", () => {
  it("adds input to the turn that runs", async () => {
    await using test = await start();
    const held = gate(message("First"));
    test.model.enqueue(held, message("Steered"));
    const thread = await test.codex.startThread();
    const turn = await thread.runStreamed("one");
    await held.reached;
    await turn.steer("two");
    held.release();
    const { status, finalResponse, items } = await turn.result();
    expect({ status, finalResponse }).toEqual({ status: "completed", finalResponse: "Steered" });
    expect(items.filter(({ type }) => type === "userMessage")).toHaveLength(2);
    expect(test.model.requests.at(-1)?.inputText).toBe("two");
  });

  it("at once after the start is not lost, nor refused", async () => {
    await using test = await start();
    const first = gate(message("First"));
    test.model.respond(({ texts }) => (texts("user").includes("two") ? message("Steered") : first));
    const thread = await test.codex.startThread();
    const turn = await thread.runStreamed("one");
    await turn.steer("two");
    first.release();
    expect((await turn.result()).finalResponse).toBe("Steered");
  });

  it("is refused when the turn is over", async () => {
    await using test = await start();
    test.model.enqueue(message("First"));
    const turn = await (await test.codex.startThread()).runStreamed("one");
    await turn.result();
    const error: unknown = await turn.steer("two").catch((reason: unknown) => reason);
    expect(isInvalidRequestError(error)).toBe(true);
  });
});

describe("interrupt", () => {
  it("ends the turn, keeps what it brought, and leaves the next alone", async () => {
    await using test = await start();
    const held = gate(message("one two", { deltas: 2 }), { afterDeltas: 1 });
    test.model.enqueue(held, message("Next"));
    const thread = await test.codex.startThread();
    const turn = await thread.runStreamed("Count");
    await held.reached;
    await turn.interrupt();
    expect(await turn.result()).toMatchObject({ status: "interrupted", error: null, finalResponse: null });
    await turn.interrupt();
    expect((await thread.run("Again")).finalResponse).toBe("Next");
  });

  it("at once after the start is not lost, nor refused", async () => {
    await using test = await start();
    test.model.respond(() => gate(message("Never")));
    const thread = await test.codex.startThread();
    for (let attempt = 0; attempt < 5; attempt++) {
      const turn = await thread.runStreamed("Count");
      await turn.interrupt();
      expect((await turn.result()).status).toBe("interrupted");
    }
  });

  it("of a turn that is over does nothing", async () => {
    await using test = await start();
    test.model.enqueue(message("Hello"));
    const turn = await (await test.codex.startThread()).runStreamed("Hi");
    await turn.result();
    await turn.interrupt();
    expect((await turn.result()).status).toBe("completed");
  });
});

describe("an AbortSignal", () => {
  /** What a test does as messages pass. */
  let hooks: Hooks = {};
  beforeEach(() => {
    hooks = {};
  });
  const startRecorded = sharing(() =>
    startWrapped((transport) =>
      recording(transport, {
        onSend: (text) => hooks.onSend?.(text),
        onReceive: (text) => hooks.onReceive?.(text),
      }),
    ),
  );
  const reason = new Error("changed my mind");

  it.each(["run", "runStreamed"] as const)("that has aborted before %s sends nothing", async (method) => {
    await using test = await startRecorded();
    const { codex, transport } = test;
    const thread = await codex.startThread();
    await expect(thread[method]("Hi", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await codex.rpc.thread.loaded.list({});
    expect(transport.methods.slice(transport.methods.lastIndexOf("thread/start"))).toEqual([
      "thread/start",
      "thread/loaded/list",
    ]);
  });

  it("that aborts while a run waits for its turn keeps it from being sent, and those behind it go on", async () => {
    await using test = await start();
    const held = gate(message("First"));
    test.model.enqueue(held, message("Third"));
    const thread = await test.codex.startThread();
    const first = thread.run("one");
    await held.reached;
    const controller = new AbortController();
    const second = thread.run("two", { signal: controller.signal });
    const third = thread.run("three");
    controller.abort(reason);
    await expect(second).rejects.toBe(reason);
    held.release();
    expect((await first).finalResponse).toBe("First");
    expect((await third).finalResponse).toBe("Third");
    expect(test.model.requests.map(({ inputText }) => inputText)).toEqual(["one", "three"]);
  });

  const moments: [string, "run" | "runStreamed", "onSend" | "onReceive"][] = [
    ["as run sends the turn", "run", "onSend"],
    ["as run gets the answer", "run", "onReceive"],
    ["as runStreamed sends the turn", "runStreamed", "onSend"],
    ["as runStreamed gets the answer", "runStreamed", "onReceive"],
  ];
  it.each(moments)(
    "that aborts %s still ends the turn on the server, and no other",
    async (_, method, moment) => {
      await using test = await startRecorded();
      const { codex } = test;
      test.model.respond(({ inputText }) =>
        inputText === "Again" ? message("Next") : gate(message("Never")),
      );
      const controller = new AbortController();
      const sign = moment === "onSend" ? '"method":"turn/start"' : '"result":{"turn":{';
      hooks = {
        [moment]: (text: string) => {
          if (text.includes(sign)) controller.abort(reason);
        },
      };
      const thread = await codex.startThread();
      const completed = nextNotification(codex, "turn/completed");
      await expect(thread[method]("Hi", { signal: controller.signal })).rejects.toBe(reason);
      expect((await thread.run("Again")).finalResponse).toBe("Next");
      expect((await completed).turn.status).toBe("interrupted");
    },
  );

  it("that aborts in the middle of a run interrupts its turn, and leaves the next alone", async () => {
    await using test = await start();
    const held = gate(message("one two", { deltas: 2 }), { afterDeltas: 1 });
    test.model.enqueue(held, message("Next"));
    const thread = await test.codex.startThread();
    const controller = new AbortController();
    const completed = nextNotification(test.codex, "turn/completed");
    const call = thread.run("Count", { signal: controller.signal });
    await held.reached;
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    const next = thread.run("Again");
    expect((await completed).turn.status).toBe("interrupted");
    expect((await next).finalResponse).toBe("Next");
    expect(test.model.requests).toHaveLength(2);
  });

  it("that aborts in the middle of a streamed turn interrupts it: its result says so", async () => {
    await using test = await start();
    const held = gate(message("one two", { deltas: 2 }), { afterDeltas: 1 });
    test.model.enqueue(held);
    const thread = await test.codex.startThread();
    const controller = new AbortController();
    const turn = await thread.runStreamed("Count", { signal: controller.signal });
    await held.reached;
    controller.abort(reason);
    expect((await turn.result()).status).toBe("interrupted");
  });

  it("that aborts after the turn does nothing", async () => {
    await using test = await start();
    test.model.enqueue(message("Hello"), message("Next"));
    const thread = await test.codex.startThread();
    const controller = new AbortController();
    expect((await thread.run("Hi", { signal: controller.signal })).finalResponse).toBe("Hello");
    const next = thread.run("Again");
    controller.abort(reason);
    expect((await next).finalResponse).toBe("Next");
  });
});
