import { expect, it } from "vitest";

import { Codex, type ApprovalMode, type Thread } from "../../src/index.js";
import { startTestRuntime } from "../../src/testing/index.js";
import { scriptEscalated } from "../support/escalation.js";

it("what is accepted for the session holds for the thread while it is loaded: a fork, a revert and a cold resume ask again", async () => {
  await using test = await startTestRuntime();
  let asked = 0;
  const onApproval = (): "acceptForSession" => {
    asked += 1;
    return "acceptForSession";
  };
  const connect = () => Codex.connect({ runtime: test.runtime, onApproval });
  /** How often somebody is asked about the one command. */
  const times = async (thread: Thread<ApprovalMode>): Promise<number> => {
    const before = asked;
    scriptEscalated(test, `touch '${test.home.outside}/file'`);
    await thread.run("Run it");
    return asked - before;
  };

  let id: string;
  {
    await using codex = await connect();
    const thread = await codex.startThread({ approvalMode: "ask", sandbox: "workspace_write" });
    ({ id } = thread);
    expect([await times(thread), await times(thread)]).toEqual([1, 0]);
    expect(await times(await codex.resumeThread(id))).toBe(0);
    await codex.rpc.thread.unsubscribe({ threadId: id });
    expect(await times(await codex.resumeThread(id))).toBe(0);

    const fork = await codex.forkThread(id, { approvalMode: "ask", sandbox: "workspace_write" });
    expect([await times(fork), await times(fork)]).toEqual([1, 0]);

    const { thread: stored } = await thread.read({ includeTurns: true });
    await codex.rpc.thread.revert({ threadId: id, beforeTurnId: stored.turns.at(-1)?.id ?? "" });
    const reverted = await codex.resumeThread(id);
    expect([await times(reverted), await times(reverted)]).toEqual([1, 0]);
  }
  await using codex = await connect();
  const cold = await codex.resumeThread(id, { approvalMode: "ask", sandbox: "workspace_write" });
  expect([await times(cold), await times(cold)]).toEqual([1, 0]);
});
