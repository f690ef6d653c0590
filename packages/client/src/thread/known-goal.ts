import type { ServerNotification, ThreadGoal } from "../generated/types.js";

/** The methods of what tells of a thread's goal. */
export const GOAL_METHODS = [
  "thread/archived",
  "thread/closed",
  "thread/deleted",
  "thread/goal/cleared",
  "thread/goal/updated",
] as const satisfies readonly ServerNotification["method"][];

/** What tells of a thread's goal. */
export type GoalNotification = Extract<ServerNotification, { method: (typeof GOAL_METHODS)[number] }>;

/** A thread's goal, as far as the server has told: it tells with every `thread/resume`, and at every change. */
export class KnownGoal {
  #goal: ThreadGoal | null = null;

  /** The goal; `null` where there is none, or nobody pursues it any more. */
  get goal(): ThreadGoal | null {
    return this.#goal;
  }

  /** Whether the server starts turns by itself: `turn/start` would steer one of them. */
  get isPursued(): boolean {
    return this.#goal?.status === "active";
  }

  /** Takes the word of a response that is newer than every notification so far. */
  answered(goal: ThreadGoal | null): void {
    this.#goal = goal;
  }

  /** Takes the word of a notification. With its thread the server lets go of the goal too. */
  observe(notification: GoalNotification): void {
    this.#goal = notification.method === "thread/goal/updated" ? notification.params.goal : null;
  }
}
