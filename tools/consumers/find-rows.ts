import { readdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ConsumerRow, NamedRow } from "./row.js";

const folder = path.join(import.meta.dirname, "rows");

/** All rows, in the order of their kinds' names. */
export async function findRows(): Promise<readonly NamedRow[]> {
  const kinds = (await readdir(folder)).sort();
  const found = await Promise.all(
    kinds.map(async (kind) => {
      const url = pathToFileURL(path.join(folder, kind, "row.ts")).href;
      const { rows } = (await import(url)) as { rows: readonly ConsumerRow[] };
      return rows.map((row) => ({ ...row, kind, title: `${kind}: ${row.name}` }));
    }),
  );
  return found.flat();
}

/** Those whose kind is named, or whose title has what is named in it; without names all. */
export function chosen(rows: readonly NamedRow[], names: readonly string[]): readonly NamedRow[] {
  if (names.length === 0) return rows;
  const unknown = names.find((name) => !rows.some((row) => isNamed(row, name)));
  if (unknown !== undefined) {
    const kinds = [...new Set(rows.map(({ kind }) => kind))].join(", ");
    throw new Error(`No row is called ${JSON.stringify(unknown)}. The kinds are ${kinds}.`);
  }
  return rows.filter((row) => names.some((name) => isNamed(row, name)));
}

function isNamed({ kind, title }: NamedRow, name: string): boolean {
  return kind === name || (name.includes(" ") && title.includes(name)) || title === name;
}
