// `npm run picture`: writes docs/demo.png, the demo as a terminal shows it. Needs a build, a Chromium, and `script` of util-linux.
import { execa } from "execa";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { browserPath, startBrowser } from "../packages/codegen/test/support/diff/browser.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const { resolve } = createRequire(import.meta.url);
const COLUMNS = 84;

const { stdout: recorded } = await execa(
  "script",
  [
    "--quiet",
    "--return",
    "--command",
    `stty cols ${String(COLUMNS)}; exec node packages/client/bin/codex-typed.js demo`,
    "/dev/null",
  ],
  { cwd: root, stdin: "ignore", env: { FORCE_COLOR: "1", TERM: "xterm-256color" } },
);
const lines = recorded.trim().split(/\r?\n/);

if (browserPath === undefined) throw new Error("There is no Chromium here: CHROMIUM_PATH names one.");
const browser = await startBrowser(browserPath);
try {
  const page = await browser.newPage({ deviceScaleFactor: 2, viewport: { width: 1000, height: 1200 } });
  await page.setContent(
    '<body style="margin:0"><div id="screen" style="display:inline-block;padding:20px 24px;background:#16181d"></div>',
  );
  await page.addStyleTag({ path: resolve("@xterm/xterm/css/xterm.css") });
  await page.addScriptTag({ path: resolve("@xterm/xterm/lib/xterm.js") });
  const program = `new Promise((resolve) => {
    const terminal = new Terminal({
      cols: ${String(COLUMNS)}, rows: ${String(lines.length)}, fontSize: 14, lineHeight: 1.2, cursorInactiveStyle: "none",
      fontFamily: "DejaVu Sans Mono, monospace",
      theme: { background: "#16181d", foreground: "#d7dae0", green: "#8cc570", cyan: "#5fc4d6", yellow: "#e0c068", magenta: "#d08ae0" },
    });
    terminal.open(document.getElementById("screen"));
    terminal.write(${JSON.stringify(lines.join("\r\n"))}, resolve);
  })`;
  await page.evaluate(program);
  await page.waitForTimeout(300);
  await page
    .locator("#screen")
    .screenshot({ path: fileURLToPath(new URL("../docs/demo.png", import.meta.url)) });
} finally {
  await browser.close();
}
