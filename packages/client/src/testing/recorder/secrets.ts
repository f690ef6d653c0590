import { isRecord } from "../../lib/guards.js";

/** Headers that say who asks. */
const telling = /auth|key|token|secret|passw|credential|cookie|account|organi[sz]ation|project/i;
/** Less is no secret, and would blot out words. */
const shortest = 6;
const scheme = /^(bearer|basic)$/i;
const keyOfOpenAi = /\bsk-[\w-]{16,}/g;
const blot = "[secret]";

/** What must not stand in a recording: what the headers of requests carried, and what looks like a key. */
export class Secrets {
  readonly #known = new Set<string>();

  /** Takes in the secrets of a request. */
  learn(headers: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(headers)) {
      if (!telling.test(name)) continue;
      // "Bearer KEY", "a=KEY; b=KEY".
      for (const part of value.split(/[\s;,]+|=(?=.)/)) {
        if (part.length >= shortest && !scheme.test(part)) this.#known.add(part);
      }
    }
  }

  /** The same data without them: a text stays a text, and all else what it is. */
  blot<T>(data: T): T {
    return this.#blotted(data) as T;
  }

  #blotted(data: unknown): unknown {
    if (typeof data === "string") return this.#blottedText(data);
    if (Array.isArray(data)) return data.map((member) => this.#blotted(member));
    if (!isRecord(data)) return data;
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, this.#blotted(value)]));
  }

  #blottedText(text: string): string {
    const longestFirst = [...this.#known].sort((one, other) => other.length - one.length);
    return longestFirst
      .reduce((left, secret) => left.replaceAll(secret, blot), text)
      .replaceAll(keyOfOpenAi, blot);
  }
}
