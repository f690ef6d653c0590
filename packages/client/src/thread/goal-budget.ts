import { UsageError } from "../errors/usage-error.js";
import { readBudget } from "../operation/budget-option.js";
import type { Prepared } from "../operation/operation.js";
import type { GoalRecord } from "../session/goal-record.js";
import type { Session } from "../session/session.js";
import type { ThreadHandle } from "../session/thread-handle.js";
import { interruptQuietly } from "../session/turn-control.js";

/** What holds a goal to its budget: the server, by what is sent, and this client, by what it does with each turn. */
interface GoalBounds {
  readonly params: { readonly tokenBudget?: number };
  readonly onTurn: GoalRecord["onTurn"] | undefined;
}

/**
 * What the goal may spend.
 *
 * @throws UsageError for a budget that says two things or bounds nothing, and where a pursuit would go past the handle's without one of its own.
 */
export function boundsOf(
  { session, spending }: ThreadHandle,
  operation: string,
  { tokenBudget }: Prepared["params"],
  value: unknown,
  status: unknown,
): GoalBounds {
  const refuse = (problem: string): UsageError => new UsageError("budget", `${operation}: ${problem}`);
  const budget = readBudget(operation, value, 1);
  if (budget?.tokens !== undefined && tokenBudget !== undefined)
    throw refuse("budget.tokens is the goal's tokenBudget: give one of them.");
  if (budget?.turns !== undefined && status !== "active")
    throw refuse(
      'budget.turns counts the turns of a pursuit: give it with an objective, or with status "active".',
    );
  if (spending !== undefined && status === "active" && budget === undefined && tokenBudget == null)
    throw refuse(
      "this handle has a budget, of which the turns of a goal spend nothing: give the goal a budget of its own.",
    );
  const { turns, tokens } = budget ?? {};
  return {
    params: tokens === undefined ? {} : { tokenBudget: tokens },
    onTurn: turns === undefined ? undefined : boundTurns(session, turns),
  };
}

/** Has the server start no more turns for a goal when the last that it may have begins. One that it starts nevertheless is interrupted. */
function boundTurns(session: Session, most: number): GoalRecord["onTurn"] {
  return (turn, count) => {
    if (count > most) return interruptQuietly(session, turn);
    if (count < most) return;
    const params = { threadId: turn.threadId, status: "budgetLimited" };
    // Where that fails, the next turn is interrupted, which ends the pursuit too.
    session.call("thread/goal/set", params).catch(() => undefined);
  };
}
