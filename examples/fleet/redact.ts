// The worker's own secrets, which a command that prints its environment would carry into Redis and onto everybody's page.

const SECRET_NAME = /KEY|TOKEN|SECRET|PASS|CREDENTIAL/i;
/** As in `postgres://user:password@host`. */
const IN_URL = /:\/\/[^/\s:@]*:([^/\s@]+)@/;
/** A shorter value would be found in words that have nothing to do with it. */
const MIN_LENGTH = 8;

/** Writes `⟨NAME⟩` wherever the value of a variable stands that looks secret by its name, or the password of a URL. */
export interface Redact {
  text(text: string): string;
  /** A copy of plain JSON. */
  json(value: object): object;
}

export function redactor(env: NodeJS.ProcessEnv = process.env): Redact {
  const secrets = Object.entries(env)
    .flatMap(([name, value = ""]) =>
      (SECRET_NAME.test(name) ? writingsOf(value) : writingsOf(IN_URL.exec(value)?.[1] ?? "")).map(
        (written) => ({ name, value: written }),
      ),
    )
    // Of two where one is part of the other, the whole of the longer one goes.
    .sort((a, b) => b.value.length - a.value.length);
  const text = (given: string): string =>
    secrets.reduce((rest, { name, value }) => rest.replaceAll(value, () => `⟨${name}⟩`), given);
  const json = (value: object): object =>
    Array.isArray(value)
      ? value.map(any)
      : Object.fromEntries(Object.entries(value).map(([key, each]) => [text(key), any(each)]));
  const any = (value: unknown): unknown =>
    typeof value === "string"
      ? text(value)
      : typeof value === "object" && value !== null
        ? json(value)
        : value;
  return { text, json };
}

/** A diff has its lines one by one, and an answer that is JSON has it as that writes it. */
function writingsOf(value: string): readonly string[] {
  return [value, ...value.split(/\r?\n/)]
    .flatMap((part) => [part, JSON.stringify(part).slice(1, -1)])
    .filter((written) => written.length >= MIN_LENGTH);
}
