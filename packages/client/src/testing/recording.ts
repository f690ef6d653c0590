import { isRecord, memberOf } from "../lib/guards.js";
import { TestingError } from "./errors.js";
import type { Reply } from "./gate.js";
import type { PlainReply } from "./plain-reply.js";

/** What of {@link Recording} is written and read here. */
export const recordingVersion = 1;

/**
 * A session with a model, as {@link recordModel} took it down: data that may be kept as JSON. It has no headers of the requests, so that no key
 * is in it.
 *
 * @example
 * ```ts
 * const replies = (recording: Recording) => recording.exchanges.map(({ reply }) => reply.kind);
 * ```
 */
export interface Recording {
  /** The form that it has. */
  readonly version: 1;
  /** What was asked and answered, in the order in which it was asked. */
  readonly exchanges: readonly RecordedExchange[];
}

/**
 * One request to a model, and its answer.
 *
 * @example
 * ```ts
 * const question = ({ request }: RecordedExchange) => `${request.model}: ${request.inputText}`;
 * ```
 */
export interface RecordedExchange {
  /** Who asked: the agent, or the reviewer of `auto_review`. */
  readonly asker: "agent" | "guardian";
  /** By what a reader finds the request again. A replay does not look at it. */
  readonly request: {
    /** The model that was asked. */
    readonly model: string;
    /** The text of the user's last message in the input. */
    readonly inputText: string;
  };
  /** What was answered, as the scripted model would say it. */
  readonly reply: PlainReply;
}

/**
 * The replies of a recording, for each of who asked.
 *
 * @example
 * ```ts
 * const replay = ({ agent, guardian }: RecordedScript) => {
 *   model.enqueue(...agent);
 *   model.guardian.enqueue(...guardian);
 * };
 * ```
 */
export interface RecordedScript {
  /** For `model.enqueue`. */
  readonly agent: readonly Reply[];
  /** For `model.guardian.enqueue`. */
  readonly guardian: readonly Reply[];
}

const kinds: readonly unknown[] = ["outputs", "failure", "streamFailure", "disconnect", "events"];

/**
 * Makes a script of a recording: the scripted model then answers as the recorded one did, request after request.
 *
 * @param recording A {@link Recording}, as it is or as it was read from its JSON.
 * @throws TestingError for what is none, and for one of a version that this release cannot read.
 * @example
 * ```ts
 * import { readFile } from "node:fs/promises";
 *
 * const script = scriptFrom(JSON.parse(await readFile("test/sessions/rename.json", "utf8")));
 * model.enqueue(...script.agent);
 * model.guardian.enqueue(...script.guardian);
 * ```
 */
export function scriptFrom(recording: unknown): RecordedScript {
  const version = memberOf(recording, "version");
  if (version !== recordingVersion) {
    throw new TestingError(
      version === undefined
        ? "A recording is an object with a version and exchanges, such as recordModel saves it."
        : `A recording of version ${JSON.stringify(version)} cannot be read: this release reads version ${recordingVersion}. Record it anew.`,
    );
  }
  const exchanges = memberOf(recording, "exchanges");
  if (!Array.isArray(exchanges)) throw new TestingError("The recording has no list of exchanges.");
  const read = exchanges.map(readExchange);
  const repliesTo = (who: RecordedExchange["asker"]): readonly Reply[] =>
    read.flatMap(({ asker, reply }) => (asker === who ? [reply] : []));
  return { agent: repliesTo("agent"), guardian: repliesTo("guardian") };
}

function readExchange(exchange: unknown, index: number): Pick<RecordedExchange, "asker" | "reply"> {
  const asker = memberOf(exchange, "asker");
  const reply = memberOf(exchange, "reply");
  if ((asker !== "agent" && asker !== "guardian") || !isReply(reply)) {
    throw new TestingError(
      `Exchange ${index + 1} of the recording has no asker, or no reply that could be sent.`,
    );
  }
  return { asker, reply };
}

/** Of the version that is read, the kind decides about the rest. */
function isReply(value: unknown): value is PlainReply {
  return isRecord(value) && kinds.includes(value["kind"]);
}
