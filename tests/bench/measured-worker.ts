import { monitorEventLoopDelay } from "node:perf_hooks";

// `npm run worker`, watched from the inside: on SIGUSR2 it prints how late its event loop was since the last time.
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
process.on("SIGUSR2", () => {
  process.stdout.write(
    `${JSON.stringify({ loopP99Ms: delay.percentile(99) / 1e6, loopMaxMs: delay.max / 1e6 })}\n`,
  );
  delay.reset();
});
await import("#lib/installation/start/worker.ts");
