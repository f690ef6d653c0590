/** A table as prettier would lay it out. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((cells) => (cells[column] ?? "").length)),
  );
  const line = (cells: readonly string[], pad = " "): string =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width, pad)).join(" | ")} |`;
  return [
    line(head),
    line(
      head.map(() => ""),
      "-",
    ),
    ...rows.map((cells) => line(cells)),
  ].join("\n");
}

/** `document`, with what stands between the marks of `name` replaced. */
export function withRegion(document: string, name: string, content: string): string {
  const [from, to] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const start = document.indexOf(from);
  const end = document.indexOf(to);
  if (start < 0 || end < start) throw new Error(`The document has no region ${from} … ${to}.`);
  return `${document.slice(0, start + from.length)}\n\n${content}\n\n${document.slice(end)}`;
}
