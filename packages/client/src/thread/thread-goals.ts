import { ThreadGoalMethods } from "../generated/surface.js";
import type { ThreadHandle } from "../session/thread-handle.js";
import type { Goal } from "./goal.js";
import { goalRunner } from "./goal-runner.js";

/**
 * The goal of a thread, under {@link Thread.goal}. A thread has one at most, and keeps it when it is resumed.
 *
 * @example
 * ```ts
 * const goal = await thread.goal.set({ objective: "Make the tests pass", tokenBudget: 200_000 });
 * console.log((await thread.goal.get())?.status);
 * await thread.goal.clear();
 * ```
 */
export class ThreadGoals extends ThreadGoalMethods<Goal> {
  /** @internal */
  constructor(handle: ThreadHandle) {
    super(goalRunner(handle));
  }
}
