import type { Protocol, WiderReading } from "@codex-typed/codegen";

/** What the generator could not read exactly in the new protocol, and did not meet in the old one: a line each. */
export interface NewReadingLimits {
  readonly wider: readonly string[];
  readonly unknownResults: readonly string[];
}

type Limits = Pick<Protocol, "wider" | "unknownResults">;

/** What `after` lists and `before` did not. */
export function newReadingLimits(before: Limits, after: Limits): NewReadingLimits {
  const known = new Set(before.wider.map(identity));
  const wider = after.wider.filter((one) => !known.has(identity(one)));
  const bounds = wider.filter(({ kind }) => kind === "bound").map(({ keyword }) => keyword);
  const counts = [...new Set(bounds)].map((keyword) => {
    const times = bounds.filter((one) => one === keyword).length;
    return `${keyword === "type" ? "integer" : keyword} (${String(times)})`;
  });
  return {
    wider: [
      ...wider.filter(({ kind }) => kind === "shape").map(line),
      ...(counts.length === 0 ? [] : [`bounds that no type expresses: ${counts.join(", ")}`]),
    ],
    unknownResults: after.unknownResults.filter((method) => !before.unknownResults.includes(method)),
  };
}

/** The place by name: cases of a union are counted anew in each schema. */
function identity({ pointer, keyword, note }: WiderReading): string {
  return [pointer.replaceAll(/\/(oneOf|anyOf|allOf)\/\d+/g, "/$1"), keyword, note].join("\n");
}

function line({ definition, keyword, note, pointer }: WiderReading): string {
  return `${definition}: ${keyword}, ${note} (${pointer})`;
}
