// Jobs of many repositories over many machines, by BullMQ on Redis, or over one machine without it. What a job is, and what becomes of it
// whatever ends, stands in the guide on fleets; `npm run fleet -- --help` has the arguments.
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { isCodexError, type RuntimeOptions } from "@codex-typed/client";
import { readArgs, USAGE, type Command } from "./args.js";
import { StartError, UsageError } from "./errors.js";
import { readJobs } from "./jobs-file.js";
import { onStopSignals } from "./signals.js";

/** Answers with the exit code: 0 where all was done, 1 where a job was not, 2 where nothing could begin, 130 after Ctrl-C. */
export async function main(args: readonly string[], runtime?: RuntimeOptions): Promise<number> {
  try {
    const wanted = readArgs(args);
    // The runtime and its commands would have it: whoever can write into Redis can have commands run on every worker.
    delete process.env["REDIS_URL"];
    return await run(wanted, runtime);
  } catch (error) {
    // What the client says tells how to mend it.
    if (!(error instanceof StartError) && !isCodexError(error)) throw error;
    console.error(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : error.message);
    return 2;
  }
}

/** Loads what the command needs: who has no Redis loads nothing that would look for one. */
async function run(wanted: Command, runtime: RuntimeOptions | undefined): Promise<number> {
  switch (wanted.command) {
    case "help":
      console.log(USAGE);
      return 0;
    case "local":
      return untilStopped((signal) => runHere(wanted, runtime, signal));
    case "worker": {
      const { startWorker, stopOnSignals } = await import("./worker.js");
      // It keeps the process until it has stopped.
      stopOnSignals(await startWorker({ ...wanted, runtime }));
      return 0;
    }
    case "add": {
      const jobs = await readJobs(wanted.jobs);
      const { addJobs } = await import("./add.js");
      console.log((await addJobs(jobs, wanted)).join("\n"));
      return 0;
    }
    case "console":
      // It is there until somebody ends it: so ended, it has done what it was to do.
      await untilStopped(async (signal) => {
        const { serveFleetConsole } = await import("./console/server.js");
        await using page = await serveFleetConsole(wanted);
        for (const [person, url] of page.urls) console.log(`${person} decides at ${url}`);
        if (!signal.aborted) await once(signal, "abort");
        return true;
      });
      return 0;
  }
}

type Local = Extract<Command, { command: "local" }>;

async function runHere(
  wanted: Local,
  runtime: RuntimeOptions | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  if (wanted.jobs === undefined) {
    const { demonstrate } = await import("./demonstration.js");
    return demonstrate(wanted.atOnce, wanted.patienceMs, signal);
  }
  const jobs = await readJobs(wanted.jobs);
  const [{ mustBeFolder }, { openPlace }, { localFleet }, { showJobs }] = await Promise.all([
    import("./place.js"),
    import("./open-place.js"),
    import("./local.js"),
    import("./show.js"),
  ]);
  await mustBeFolder(wanted.repositories);
  await using place = await openPlace({ ...wanted, worker: "local", runtime });
  const fleet = localFleet(place, { atOnce: wanted.atOnce, signal });
  console.log(
    `${jobs.length} jobs, ${wanted.atOnce} at a time. What nobody decides within ${wanted.patienceMs / 1_000} s is declined.`,
  );
  const endings = await showJobs(fleet, new Map(jobs.map((job, index) => [String(index + 1), job])));
  return endings.every(({ status }) => status === "done");
}

/** Works until it is done, or a signal ends it; a second one does not wait for that. */
async function untilStopped(work: (signal: AbortSignal) => Promise<boolean>): Promise<number> {
  const stop = new AbortController();
  const { signal } = stop;
  let stopCode = 130;
  using _signals = onStopSignals(
    (code) => {
      stopCode = code;
      stop.abort();
    },
    (code) => process.exit(code),
  );
  // Whoever watched has gone, as with `| head`.
  const onGone = (): void => {
    stop.abort();
  };
  process.stdout.on("error", onGone);
  try {
    const isDone = await work(signal);
    return signal.aborted ? stopCode : isDone ? 0 : 1;
  } catch (error) {
    if (!signal.aborted) throw error;
    return stopCode;
  } finally {
    process.stdout.off("error", onGone);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));
