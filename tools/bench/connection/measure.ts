/** What a stretch of work cost the process that did it. */
export interface Measured {
  /** User and system time, all threads of the process. */
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** Measures some work of this process. */
export async function measure(work: () => Promise<void>): Promise<Measured> {
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - wall };
}

/** Ends a measured program: its result goes to stdout, and nothing is waited for. */
export function report(result: object): void {
  process.stdout.write(JSON.stringify(result), () => process.exit());
}
