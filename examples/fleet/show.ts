// What is seen of a fleet on one machine: a bar while it works, then a table, and last the count.
import { inspect } from "node:util";
import { SingleBar } from "cli-progress";
import Table from "cli-table3";
import { visible } from "../approval-console/view.js";
import type { FleetJob } from "./job.js";
import type { Ending, LocalFleet } from "./local.js";

/** Does jobs, and shows what came of them. */
export async function showJobs(
  fleet: LocalFleet,
  jobs: ReadonlyMap<string, FleetJob>,
): Promise<readonly Ending[]> {
  const startedAt = performance.now();
  // Drawn on stderr, and only where that is a terminal.
  const bar = new SingleBar({ format: "{bar} {value}/{total} jobs, {pending} to decide", hideCursor: true });
  const pending = new Map<string, number>();
  const pendingInAll = (): number => [...pending.values()].reduce((sum, count) => sum + count, 0);
  bar.start(jobs.size, 0, { pending: 0 });
  try {
    const endings = await Promise.all(
      Array.from(jobs, async ([id, job]) => {
        const ending = await fleet.run(id, job, (count) => {
          pending.set(id, count);
          bar.update({ pending: pendingInAll() });
        });
        if (ending.status !== "stopped") bar.increment();
        return ending;
      }),
    );
    bar.stop();
    console.log(tableOf(endings));
    console.log(countOf(endings, performance.now() - startedAt));
    return endings;
  } finally {
    bar.stop();
  }
}

/** In one line: `12 jobs: 11 done, 1 set aside in 6.2 s`. */
function countOf(endings: readonly Ending[], ms: number): string {
  const counts = (["done", "set aside", "stopped"] as const).flatMap((status) => {
    const count = endings.filter((ending) => ending.status === status).length;
    return count > 0 ? [`${count} ${status}`] : [];
  });
  return `${endings.length} ${endings.length === 1 ? "job" : "jobs"}: ${counts.join(", ")} in ${(ms / 1_000).toFixed(1)} s`;
}

const WIDTHS = { repository: 14, mode: 13, ending: 11, tokens: 8 } as const;
/** Where no terminal says how wide it is. */
const COLUMNS = 100;

function tableOf(endings: readonly Ending[]): string {
  const { repository, mode, ending, tokens } = WIDTHS;
  const columns = process.stdout.isTTY ? process.stdout.columns : COLUMNS;
  // Six lines stand around five columns.
  const story = Math.max(24, columns - repository - mode - ending - tokens - 6);
  const table = new Table({
    head: ["repository", "mode", "came to", "answer, or why not", "tokens"],
    colWidths: [repository, mode, ending, story, tokens],
    colAligns: ["left", "left", "left", "left", "right"],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const each of endings)
    table.push([
      cell(each.job.repository, repository),
      each.job.approvalMode,
      each.status,
      cell(storyOf(each), story),
      tokensOf(each),
    ]);
  table.push([{ content: "together", colSpan: 4 }, endings.reduce((sum, each) => sum + tokensOf(each), 0)]);
  return table.toString();
}

/** Others wrote it: what a terminal would obey is shown instead, and what is too long for a line is broken. */
function cell(
  text: string,
  width: number,
): { readonly content: string; readonly wrapOnWordBoundary: boolean } {
  const content = visible(text);
  return { content, wrapOnWordBoundary: content.split(/\s/).every((word) => word.length <= width - 2) };
}

/** What a job came to, who decided what on the way, and how often it was tried. */
function storyOf(ending: Ending): string {
  if (ending.status !== "done") return ending.reason;
  const { finalResponse, output, approvals, takenOver } = ending.result;
  return [
    output === undefined ? (finalResponse ?? "(no answer)") : inspect(output),
    ...approvals.flatMap((event) =>
      event.type === "decided"
        ? [`${event.by === "default" ? "nobody" : event.by}: ${event.allowed ? "allowed" : "declined"}`]
        : [],
    ),
    ...(ending.attempts > 1 ? [`in ${ending.attempts} attempts`] : []),
    ...(takenOver ? ["by an earlier attempt"] : []),
  ].join("\n");
}

function tokensOf(ending: Ending): number {
  return ending.status === "done" ? (ending.result.usage?.total.totalTokens ?? 0) : 0;
}
