import type { Prepared } from "../operation/operation.js";
import { hasDetails, policyOf } from "../operation/sandbox.js";
import type { DesiredSettings } from "../settings/desired.js";

/**
 * What a caller's options desire of the thread. Opening a thread cannot send more than the kind of a sandbox: what was said beyond
 * it has to be there to the letter, and the first turn brings it.
 */
export function desiredIn({ asked: { mode, sandbox }, params: { cwd } }: Prepared): DesiredSettings {
  return {
    mode,
    sandbox: sandbox === undefined ? undefined : { policy: policyOf(sandbox), exact: hasDetails(sandbox) },
    cwd: typeof cwd === "string" ? cwd : undefined,
  };
}
