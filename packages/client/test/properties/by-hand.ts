const { LIFECYCLE_RUNS, LIFECYCLE_SEED: seed, LIFECYCLE_PATH: path, LIFECYCLE_REPLAY } = process.env;

/** Steps of a sequence that failed, to be taken again; printed with the failure. */
export const replayPath = LIFECYCLE_REPLAY;

/** How many sequences are run: by hand as many as LIFECYCLE_RUNS says, else the usual number. */
export function runsOf(usual: number): number {
  return Number(LIFECYCLE_RUNS ?? usual);
}

/**
 * What fast-check is given for so many sequences; a seed and a path, as a failure prints them, run that one again. The first failure ends
 * the test and is printed as it was: to shrink it takes longer than the test may, and what meets what depends on time.
 */
export function parametersOf(numRuns: number) {
  return {
    numRuns,
    endOnFailure: true,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(path === undefined ? {} : { path }),
  };
}
