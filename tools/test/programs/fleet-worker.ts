// A worker of the fleet in a process of its own, for a test that kills it: `fleet-worker.ts OPTIONS`, as JSON.
import { startWorker, stopOnSignals, type FleetWorkerOptions } from "../../../examples/fleet/worker.js";

stopOnSignals(await startWorker(JSON.parse(process.argv[2] ?? "") as FleetWorkerOptions));
// Not to outlive a test that ends before its time.
process.once("disconnect", () => process.exit());
