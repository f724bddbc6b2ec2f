import { capOvershoot } from "./cases/cap-overshoot.ts";
import { killWhileSending, restartWhileSending } from "./cases/deliveries.ts";
import { duplicateDelivery } from "./cases/duplicate-delivery.ts";
import { killEmbedded } from "./cases/kill-embedded.ts";
import { killWorkers } from "./cases/kill-workers.ts";
import { misbehavingProvider } from "./cases/misbehaving-provider.ts";
import { cancelMidRun, pauseStorm } from "./cases/pause-storm.ts";
import { priceChange } from "./cases/price-change.ts";
import { restartDatabase } from "./cases/restart-database.ts";
import { startAndTakeOver } from "./cases/start-and-take-over.ts";
import { stoppedPastLease } from "./cases/stopped-past-lease.ts";
import type { FaultCase } from "./fault-case.ts";

/** Every fault that the engine must bear. */
export const faultCases: FaultCase[] = [
  startAndTakeOver,
  killWorkers,
  killEmbedded,
  restartDatabase,
  ...misbehavingProvider,
  duplicateDelivery,
  stoppedPastLease,
  priceChange,
  pauseStorm,
  cancelMidRun,
  capOvershoot,
  killWhileSending,
  restartWhileSending,
];
