import { setTimeout as delay } from "node:timers/promises";

/** How long a lock that nobody renews is believed: its process has died, and did not come to remove it. */
const BELIEVED_MS = 5000;
const ASK_AGAIN_MS = 50;

/** What somebody else has locked, for as long as one was to wait. */
export class LockedError extends Error {
  override readonly name = "LockedError";
}

/**
 * Runs `work` while this process alone holds the lock `place`, a folder that stands while it is held. The work is given a
 * function that throws once the lock is no longer its own, which a process that slept too long has to expect.
 *
 * @throws LockedError where another process holds it for longer than `waitMs`.
 */
export async function withLock<T>(
  place: string,
  waitMs: number,
  work: (assertHeld: () => void) => Promise<T>,
): Promise<T> {
  let lost: Error | undefined;
  const release = await acquire(place, waitMs, (error) => {
    lost = error;
  });
  try {
    return await work(() => {
      if (lost !== undefined) throw lost;
    });
  } finally {
    // A lock that was lost is another's by now.
    if (lost === undefined) await release();
  }
}

async function acquire(
  place: string,
  waitMs: number,
  onCompromised: (error: Error) => void,
): Promise<() => Promise<void>> {
  const { lock } = await import("proper-lockfile");
  const until = performance.now() + waitMs;
  for (;;) {
    try {
      return await lock(place, {
        lockfilePath: place,
        realpath: false,
        stale: BELIEVED_MS,
        onCompromised,
      });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ELOCKED")) throw error;
      if (performance.now() >= until) throw new LockedError(`the lock ${place} is held`, { cause: error });
    }
    await delay(ASK_AGAIN_MS);
  }
}
