// Where jobs run: one runtime, one home, one folder of repositories.
import { readdir, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import type { ApprovalMode, Codex } from "@codex-typed/client";
import { messageOf, StartError } from "./errors.js";
import { NotHereError, SetAsideError, type FleetJob } from "./job.js";

export interface Place {
  /** The worker's name. */
  readonly worker: string;
  readonly codex: Codex<ApprovalMode>;
  /** Whether others may have threads of the runtime open: one that was dialled, and not started. */
  readonly isShared: boolean;
  /** The home's name: workers that name the same one share its threads. */
  readonly home: string;
  /** The folder that holds the repositories. */
  readonly repositories: string;
  /** Whether jobs may have `full_access`: whoever can add a job can then run anything on the machine. */
  readonly allowsFullAccess: boolean;
  /** After so long without a decision a request is declined, in milliseconds. */
  readonly patienceMs: number;
  /** The ids of the jobs that are worked on. A runtime keeps all others out of its threads, but not itself. */
  readonly underWay: Set<string>;
}

/** Without the folder of repositories every job would fail: none is taken. @throws StartError */
export async function mustBeFolder(repositories: string): Promise<void> {
  const isFolder = await stat(repositories).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new StartError(`--repositories: there is no folder ${repositories}.`);
}

/**
 * The folder of a job's repository, by its real path.
 *
 * @throws SetAsideError where it is none of the worker's; NotHereError where there are none at all.
 */
export async function folderOf(place: Place, { repository, sandbox }: FleetJob): Promise<string> {
  if (sandbox === "full_access" && !place.allowsFullAccess)
    throw new SetAsideError(`${place.worker} takes no jobs with full_access; --allow-full-access would.`);
  const root = await rootOf(place);
  const folder = await realpath(join(root, repository)).catch(() => undefined);
  if (folder === undefined || !(await stat(folder)).isDirectory())
    throw new SetAsideError(`There is no folder "${repository}" in ${root} of ${place.worker}.`);
  const way = relative(root, folder);
  if (way === "" || way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way))
    throw new SetAsideError(`"${repository}" is no folder in ${root} of ${place.worker}.`);
  return folder;
}

/** What is to be mounted there and is not would have the worker set aside the whole queue. */
async function rootOf({ worker, repositories }: Place): Promise<string> {
  const names = await readdir(repositories).catch((error: unknown) => {
    throw new NotHereError(`${worker} cannot read its repositories: ${messageOf(error)}`, { cause: error });
  });
  if (names.length === 0) throw new NotHereError(`There is no repository in ${repositories} of ${worker}.`);
  return realpath(repositories);
}
