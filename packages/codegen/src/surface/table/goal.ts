import type { SurfaceRow } from "../surface.js";

/** The methods of `Thread.goal`. */
export const GOAL_ROWS: readonly SurfaceRow[] = [
  {
    on: "ThreadGoal",
    name: "set",
    doc: "Sets a goal, or changes the one there is, and hands back its pursuit: the server starts turns by itself until the goal is complete, cleared, paused, blocked or out of budget. An `objective` is pursued at once unless `status` says otherwise. A changed goal goes on counting its tokens; clear it first to begin anew.",
    example: ['const goal = await thread.goal.set({ objective: "All tests pass", tokenBudget: 200_000 });'],
    request: "thread/goal/set",
    call: "pursue-goal",
    approval: { kind: "none" },
    bound: ["threadId"],
    options: ["objective", "status", "tokenBudget"],
    optionDocs: {
      objective: "What is to be reached, in words. Without it, that of the goal there is.",
      status:
        "`active` pursues the goal, `paused` starts no more turns for it; the others say why it is not pursued.",
      tokenBudget:
        "How many tokens the goal may use, those of cached input not counted; then it is `budgetLimited`. Without it there is no limit.",
    },
    clientOptions: {
      budget: {
        type: "Budget",
        imports: ["Budget"],
        doc: "What the goal may spend: `tokens` is its `tokenBudget`, which cached input does not count for, and of which only one can be given; `turns` is how many the server may start for it from now on, counted by this client. With the last of them the goal becomes `budgetLimited`: that turn goes on to its end, and no other is started. Turns of subagents do not count. Needed on a handle with a `budget`, of which the goal's turns spend nothing.",
      },
    },
    withheld: { origin: "says that a person did it, which a client cannot know; use rpc.thread.goal.set" },
  },
  {
    on: "ThreadGoal",
    name: "get",
    doc: "Reads the goal of this thread; `null` if it has none.",
    returns: "The goal with its state and what it has used, or `null`.",
    example: [
      "const goal = await thread.goal.get();",
      'if (goal?.status === "budgetLimited") console.warn("out of budget");',
    ],
    request: "thread/goal/get",
    call: "request",
    answer: "goal",
    approval: { kind: "none" },
    bound: ["threadId"],
  },
  {
    on: "ThreadGoal",
    name: "clear",
    doc: "Takes the goal away. A turn that runs goes on to its end; no other is started. Says whether there was a goal.",
    returns: "Whether there was a goal.",
    example: ["const had = await thread.goal.clear();"],
    request: "thread/goal/clear",
    call: "request",
    answer: "cleared",
    approval: { kind: "none" },
    bound: ["threadId"],
    withheld: { origin: "says that a person did it, which a client cannot know; use rpc.thread.goal.clear" },
  },
];
