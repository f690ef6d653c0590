import { createHash } from "node:crypto";
import { html } from "./escape.js";

/** A page: its texts are plain, its parts HTML, style and script. */
export interface Page {
  readonly title: string;
  readonly body: string;
  readonly style: string;
  readonly script: string | undefined;
}

/**
 * A page as one file. Its policy names the only style and the only script that may run, so nothing that stands in a schema can become
 * either.
 */
export function documentHtml({ title, body, style, script = "" }: Page): string {
  const policy = `default-src 'none'; img-src data:; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${html(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
${body}
${script === "" ? "" : `<script>${script}</script>`}
</body>
</html>
`;
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
