import { UsageError } from "../errors/usage-error.js";
import { memberOf, textOf } from "../lib/guards.js";

/** What a handle was asked for and its thread lacks, as params of the next turn or fork. */
export interface OwedParams {
  readonly model?: string;
  readonly serviceTier?: string;
}

/** What the answer to a resume lacks of its params: the runtime ignores them, and does not say so, where it has the thread loaded. */
export function owedParams(params: Readonly<Record<string, unknown>>, response: object): OwedParams {
  const lacking = (["model", "serviceTier"] as const).flatMap((name) => {
    const asked = textOf(params[name]);
    return asked === undefined || asked === memberOf(response, name) ? [] : [[name, asked] as const];
  });
  return Object.fromEntries(lacking);
}

/** @throws UsageError where a turn that takes nothing along would lack it. */
export function refuseOwing(threadId: string, owed: OwedParams): void {
  for (const [option, value] of Object.entries(owed))
    throw new UsageError(
      option,
      `Thread ${threadId} was loaded with another ${option} than the ${String(value)} that this handle was opened with, and neither a review nor a goal ` +
        "brings one along. Run a turn of this handle first, which does.",
    );
}
