import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onExit } from "signal-exit";

/**
 * Runs `work` with a folder of its own, which is gone afterwards, also where this process is interrupted meanwhile: a runtime in it is
 * 300 MB.
 *
 * @param work Is given the folder, and a signal for the programs that write into it: they are to end with this process.
 */
export async function withTemporaryFolder<T>(
  prefix: string,
  work: (folder: string, ending: AbortSignal) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), prefix));
  const ending = new AbortController();
  const forget = onExit(() => {
    ending.abort();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  try {
    return await work(folder, ending.signal);
  } finally {
    forget();
    await rm(folder, { recursive: true, force: true });
  }
}
