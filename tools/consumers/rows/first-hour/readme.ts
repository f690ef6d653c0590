// README as a script: what it tells a newcomer to type, taken from its own words, so that they cannot drift apart.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { workspace } from "../../packed.js";

/** What a page tells to do for a first turn. */
export interface FirstTurn {
  /** The lines to type in a shell, as words. */
  readonly commands: readonly (readonly string[])[];
  /** The program in plain JavaScript. */
  readonly program: string;
  /** The code in the page's sentences, such as `npx tsx first-turn.mts`. */
  readonly phrases: readonly string[];
  /** How many megabytes of disk the page says that it takes. */
  readonly megabytes: number;
}

/**
 * Reads the first turn of README or of the npm page.
 *
 * @throws Error which names what the page no longer says.
 */
export async function readFirstTurn(page: string): Promise<FirstTurn> {
  const text = await readFile(path.join(workspace, page), "utf8");
  const found = (what: string, pattern: RegExp): string => {
    const [, match] = pattern.exec(text) ?? [];
    if (match === undefined) throw new Error(`${page} has no ${what}.`);
    return match;
  };
  const lines = found("lines for a shell", /```sh\n([\s\S]*?)```/)
    .trim()
    .split("\n");
  return {
    commands: lines.map((line) => line.replace(/\s*#.*/, "").split(/\s+/)),
    program: found("program in plain JavaScript", /```js\n([\s\S]*?)```/),
    phrases: [...text.matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, code = ""]) => code),
    megabytes: Number(found("size on disk", /(\d+) MB of disk/)),
  };
}

/** The one of the page's phrases that begins so. */
export function phrase({ phrases }: FirstTurn, beginning: string): string {
  const found = phrases.find((code) => code.startsWith(beginning));
  if (found === undefined) throw new Error(`The page no longer says \`${beginning}…\`.`);
  return found;
}
