import { ConnectionClosedError, type ConnectionClosedReason } from "../connection-closed-error.js";
import { excerptOf } from "../protocol-error.js";
import type { StderrTail } from "./stderr-tail.js";

/** What can be said of the end of a process. */
export type ExitReason = Exclude<ConnectionClosedReason, "denied">;

export interface ExitReport {
  readonly reason: ExitReason;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stderr: StderrTail;
  /** The message in the middle of which stdout ended; empty if there is none. */
  readonly partial: string;
  /** The failure of a stream to the process, if that came first. */
  readonly cause: unknown;
}

/** The error that tells how a runtime process ended. */
export function closedByExit(report: ExitReport): ConnectionClosedError {
  const { reason, exitCode, signal, stderr, partial, cause } = report;
  const end = signal === null ? `exited with code ${String(exitCode)}` : `was killed by ${signal}`;
  const parts = [`${preludes[reason]}the codex runtime ${end}.`];
  if (partial !== "") parts.push(`It stopped in the middle of a message: ${excerptOf(partial)}`);
  const lines = stderr.lastLines();
  if (lines !== "" && reason !== "closed") parts.push(`Its last words on stderr:\n${lines}`);
  return new ConnectionClosedError(parts.join(" "), {
    reason,
    exitCode,
    signal,
    stderrTail: stderr.toString(),
    ...(cause === undefined ? {} : { cause }),
  });
}

const preludes: Record<ExitReason, string> = {
  closed: "The connection was closed: ",
  exited: "The connection was lost: ",
  disconnected: "The connection broke: ",
};
