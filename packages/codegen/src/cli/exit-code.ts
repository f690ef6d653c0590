/** How a run ends. */
export type ExitCode = typeof FINE | typeof DRIFT | typeof UNUSABLE;

/** All is well. */
export const FINE = 0;
/** Something differs, or breaks where the caller asked to fail on it. */
export const DRIFT = 1;
/** What was given cannot be used; nothing has been written. */
export const UNUSABLE = 2;
