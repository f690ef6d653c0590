// Loaded into every Node process of a measured run: on exit it leaves its peak memory, in KiB, where the bench looks.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";

const folder = process.env["BENCH_PEAKS"];
if (isMainThread && folder !== undefined) {
  process.on("exit", () => {
    writeFileSync(join(folder, `peak-${process.pid}`), String(process.resourceUsage().maxRSS));
  });
}
