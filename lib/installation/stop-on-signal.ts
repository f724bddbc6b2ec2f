import { log } from "#lib/observability/log.ts";

const LONGEST_STOP_MS = 9_500;

/** On SIGTERM or SIGINT runs `stop` once and exits with 0; with 1 when it takes longer than a supervisor waits. */
export function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, "stopping");
    setTimeout(() => process.exit(1), LONGEST_STOP_MS).unref();
    await stop();
    process.exit(0);
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}
