import type { MarkdownRenderer } from "vitepress";

type Token = ReturnType<MarkdownRenderer["parse"]>[number];

/**
 * How tables fit narrow screens. Where cells hold sentences, in three or four columns, a row becomes a block there whose lines bear the heading
 * of their column; any other table that is wider than the screen scrolls by itself, and by keyboard.
 */
export function fitTables(md: MarkdownRenderer): void {
  md.core.ruler.push("fit-tables", ({ tokens }) => {
    tokens.forEach((token, at) => {
      if (token.type !== "table_open") return;
      const end = tokens.findIndex(({ type }, index) => index > at && type === "table_close");
      label(token, tokens.slice(at, end));
    });
  });
  md.renderer.rules["table_open"] = (tokens, index, options, _env, self) =>
    `<div class="wide" tabindex="0">${self.renderToken(tokens, index, options)}`;
  md.renderer.rules["table_close"] = () => "</table></div>\n";
}

/** Gives each cell the heading of its column. */
function label(table: Token, tokens: readonly Token[]): void {
  const headings = tokens.flatMap(({ type }, index) =>
    type === "th_open" ? [tokens[index + 1]?.content.replaceAll(/[`*]/g, "") ?? ""] : [],
  );
  const hasNumbers = tokens.some((token) => token.attrGet("style")?.includes("right"));
  if (hasNumbers || headings.length < 3 || headings.length > 4) return;
  table.attrJoin("class", "stacks");
  let column = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.type === "tr_open") column = 0;
    if (token.type !== "td_open") continue;
    const isEmpty = tokens[index + 1]?.content === "";
    if (isEmpty) token.attrJoin("class", "empty");
    else if (column > 0) token.attrSet("data-heading", headings[column] ?? "");
    column++;
  }
}
