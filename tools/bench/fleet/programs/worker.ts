// `worker.ts OPTIONS`, as JSON: a worker of the fleet, as `npm run fleet -- worker` starts it.
import { startWorker, type FleetWorkerOptions } from "../../../../examples/fleet/worker.js";
import { answerAll } from "../answers.js";

await using _worker = await startWorker(JSON.parse(process.argv[2] ?? "") as FleetWorkerOptions);
await answerAll();
