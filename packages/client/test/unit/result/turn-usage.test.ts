import { expect, it } from "vitest";

import { UsageOfTurn } from "../../../src/result/turn-usage.js";
import { ThreadUsage } from "../../../src/session/thread-usage.js";

const count = (totalTokens: number) => ({
  totalTokens,
  inputTokens: totalTokens,
  cachedInputTokens: 0,
  outputTokens: 0,
  reasoningOutputTokens: 0,
});
const usage = (total: number, last: number) => ({ total: count(total), last: count(last) });

function used(thread: ThreadUsage) {
  const turn = new UsageOfTurn(thread);
  const tell = (id: string, total: number, last: number, isCall = true): void => {
    thread.told(id, usage(total, last));
    if (id === "U") turn.told(id, usage(total, last), isCall);
  };
  return { turn, tell, sum: () => turn.sum?.turn?.totalTokens };
}

it("a turn's sum goes by the thread's totals: what is told again counts once", () => {
  const thread = new ThreadUsage();
  thread.begin();
  const { turn, tell, sum } = used(thread);
  expect(turn.sum).toBe(null);
  tell("before", 100, 100);
  tell("U", 100, 100, false);
  expect([sum(), turn.atMost]).toEqual([0, 0]);
  tell("U", 150, 50);
  // Somebody resumes the thread.
  tell("before", 150, 50);
  tell("U", 150, 50);
  tell("U", 350, 200);
  expect([sum(), turn.atMost]).toEqual([250, 250]);
});

it.each<[string, boolean, number | undefined, number]>([
  ["is what the first answer of the model left over", true, 80, 80],
  ["cannot be known where none came before it, and is bounded", false, undefined, 80],
])("where it is not told what the thread had used, that %s", (_, isCall, sum, atMost) => {
  const one = used(new ThreadUsage());
  one.tell("U", 1030, 30, isCall);
  one.tell("U", 1080, 50);
  expect([one.sum(), one.turn.atMost]).toEqual([sum, atMost]);
  one.turn.failed();
  expect([one.sum(), one.turn.atMost]).toEqual([undefined, 80]);
});

it("what may have been missed is no sum until it is told, and what the thread tells later bounds it", () => {
  const thread = new ThreadUsage();
  thread.begin();
  const { turn, tell, sum } = used(thread);
  tell("U", 50, 50);
  turn.missed();
  expect([sum(), turn.sum?.total.totalTokens, turn.atMost]).toEqual([undefined, 50, 50]);
  // Under another's id, to who resumes it.
  tell("before", 170, 20);
  expect([sum(), turn.atMost]).toEqual([undefined, 170]);
  tell("U", 200, 30);
  expect([sum(), turn.atMost]).toEqual([200, 200]);
});

it("what subagents use counts for the bound, not for the sum", () => {
  const thread = new ThreadUsage();
  thread.begin();
  const { turn, tell, sum } = used(thread);
  let told = 0;
  turn.onMore = () => (told += 1);
  tell("U", 50, 50);
  turn.subagentTold(usage(500, 20));
  expect([sum(), turn.sum?.subagents?.totalTokens, turn.atMost, told]).toEqual([50, 20, 70, 2]);
  // Told again, as where its next turn begins with a compaction, and then of the call for that.
  turn.subagentTold(usage(500, 20), count(500));
  turn.subagentTold(usage(530, 30), count(500));
  expect(turn.sum?.subagents?.totalTokens).toBe(50);
});
