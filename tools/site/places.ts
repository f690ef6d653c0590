import { fileURLToPath } from "node:url";

/** The repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url));
/** This folder. */
export const site = fileURLToPath(new URL(".", import.meta.url));
/** Where the pages are put together, as Markdown, before VitePress makes HTML of them. */
export const pages = fileURLToPath(new URL(".built/pages/", import.meta.url));
/** Where the site ends up. */
export const output = fileURLToPath(new URL(".built/site/", import.meta.url));
/** What the build found wanting in the reference, as JSON. */
export const report = fileURLToPath(new URL(".built/report.json", import.meta.url));
