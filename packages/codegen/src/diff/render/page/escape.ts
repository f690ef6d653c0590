/** `text` as the content of an element or of a quoted attribute. */
export function html(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A name, or what is written in names: {@link html} that may break after dots and slashes, and before the capitals within a word. */
export function breakable(text: string): string {
  return text
    .split(/(?<=[./_])(?=[\w{])|(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/)
    .map(html)
    .join("<wbr>");
}

/** `json` inside a script element: no `<` can end it or begin a comment. */
export function inScript(json: string): string {
  return json.replaceAll("<", "\\u003c");
}
