/**
 * How much a page of the site counts in the search: what a user of the client reads before what makes it. The site's configuration sends this
 * function to the browser as text, so that it uses nothing but its argument.
 *
 * @param id - A page's path with the anchor of a section.
 */
export function weightOf(id: string): number {
  if (/\/api\/(?:codegen|generated-support)\//.test(id)) return 0.2;
  if (id.includes("/history/")) return 0.3;
  if (/\/api\/client\/interfaces\/(?:Experimental)?Rpc\b/.test(id)) return 0.5;
  if (/\/api\/(?:types|testing)\//.test(id)) return 0.7;
  if (/\/(?:api\/|(?:architecture|decisions|glossary|how-it-is-made|new-runtime|releases)\b)/.test(id))
    return 1;
  return id.includes("/examples/") ? 1.5 : 3;
}
