import type { TurnEvent } from "../result/turn-event.js";

interface DeltaParams {
  readonly itemId: string;
  readonly delta: string;
  readonly [member: string]: unknown;
}

/** Consecutive deltas of one text, on their way to become one event. */
export class DeltaRun {
  #last: TurnEvent;
  #params: DeltaParams;
  #text: string;

  private constructor(first: TurnEvent, params: DeltaParams) {
    this.#last = first;
    this.#params = params;
    this.#text = params.delta;
  }

  /** A run that begins with `event`, if it is a delta. */
  static of(event: TurnEvent): DeltaRun | undefined {
    const params = deltaParams(event.params);
    return params === undefined ? undefined : new DeltaRun(event, params);
  }

  /** Whether `event` continues the run's text; if so, it is part of the run from now on. */
  absorb(event: TurnEvent): boolean {
    if (event.method !== this.#last.method) return false;
    const params = deltaParams(event.params);
    if (params === undefined || !sameText(this.#params, params)) return false;
    this.#last = event;
    this.#params = params;
    // V8 joins the pieces when the text is first read, so that a run costs no more than its length.
    this.#text += params.delta;
    return true;
  }

  /** One event that says what the deltas of the run said: the last of them, with the text of all. */
  get event(): TurnEvent {
    if (this.#text === this.#params.delta) return this.#last;
    const params = { ...this.#params, delta: this.#text };
    return { ...this.#last, params } as unknown as TurnEvent;
  }
}

/** Base64 chunks (`deltaBase64`) do not concatenate, so only plain text counts. */
function deltaParams(params: unknown): DeltaParams | undefined {
  if (typeof params !== "object" || params === null) return undefined;
  const { itemId, delta } = params as Partial<DeltaParams>;
  return typeof itemId === "string" && typeof delta === "string" ? (params as DeltaParams) : undefined;
}

/** Every other member equal: the item, and which of its parts (summary or content index). */
function sameText(before: DeltaParams, after: DeltaParams): boolean {
  let members = 0;
  for (const key in before) {
    members += 1;
    if (key !== "delta" && !(Object.hasOwn(after, key) && before[key] === after[key])) return false;
  }
  for (const _key in after) members -= 1;
  return members === 0;
}
