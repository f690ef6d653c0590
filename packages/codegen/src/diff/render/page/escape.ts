/** `text` as the content of an element or of a quoted attribute. */
export function html(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** `json` inside a script element: no `<` can end it or begin a comment. */
export function inScript(json: string): string {
  return json.replaceAll("<", "\\u003c");
}
