/** `text` cut after a whole line to at most `limit` characters, with `note` in place of what is left out. */
export function bounded(text: string, limit: number, note: string): string {
  if (text.length <= limit) return text;
  const end = text.lastIndexOf("\n", limit - note.length - 2);
  return `${text.slice(0, Math.max(end, 0)).trimEnd()}\n\n${note}`;
}

/** Room for what closes a cut. */
const CLOSING = 200;

/** The same for Markdown: what is open where it is cut, a code fence or folds, is closed before the note. */
export function boundedMarkdown(markdown: string, limit: number, note: string): string {
  if (markdown.length <= limit) return markdown;
  const cut = bounded(markdown, limit - note.length - CLOSING, "");
  const fences = cut.match(/^```/gm)?.length ?? 0;
  const folds = (cut.match(/<details/g)?.length ?? 0) - (cut.match(/<\/details>/g)?.length ?? 0);
  const closing = [
    ...(fences % 2 === 1 ? ["```"] : []),
    ...Array.from({ length: folds }, () => "</details>"),
  ];
  return [cut.trimEnd(), ...closing, "", note].join("\n");
}
