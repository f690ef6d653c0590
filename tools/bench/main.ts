// `npm run bench -- NAME…`: runs the named benchmarks, or all of them.
const benches = new Map<string, (flags: readonly string[]) => Promise<unknown>>([
  ["size", () => import("./bundle-size.js")],
  ["connection", async (flags) => (await import("./connection.js")).benchConnection(flags)],
  ["codegen", async (flags) => (await import("./codegen.js")).benchCodegen(flags)],
  ["typecheck", async (flags) => (await import("./typecheck.js")).benchTypecheck(flags)],
  ["threads", async (flags) => (await import("./threads.js")).benchThreads(flags)],
  ["fleet", async (flags) => (await import("./fleet.js")).benchFleet(flags)],
  ["soak", async (flags) => (await import("./soak.js")).benchSoak(flags)],
]);

const args = process.argv.slice(2);
const firstFlag = args.findIndex((arg) => arg.startsWith("-"));
const named = firstFlag === -1 ? args : args.slice(0, firstFlag);
const flags = firstFlag === -1 ? [] : args.slice(firstFlag);
const unknown = named.filter((name) => !benches.has(name));
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(", ")}; there are ${[...benches.keys()].join(", ")}`);
  process.exit(2);
}
for (const name of named.length === 0 ? benches.keys() : named) {
  console.log(`── ${name}`);
  await benches.get(name)?.(flags);
}
