const maxCharacters = 200;

/** The beginning of a text that may be huge, for use in an error. */
export function excerptOf(text: string): string {
  return text.length <= maxCharacters ? text : `${text.slice(0, maxCharacters)}…`;
}
