import type { Finding } from "./account.ts";
import type { Scene } from "./scene.ts";

/** How long a case goes on: the short way in `npm test`, the long one in `npm run faults`. */
export interface Scale {
  /** How often the fault happens. */
  rounds: number;
  /** Whether the time for it is over: no further round then. */
  isTimeUp(): boolean;
}

/** One kind of fault. */
export interface FaultCase {
  name: string;
  on: readonly ("postgres" | "embedded")[];
  rounds: { short: number; long: number };
  /** Where it is played the short way, if not on all of these. */
  shortOn?: readonly ("postgres" | "embedded")[];
  /** Whether it restarts the server, which must then be its own. */
  ownServer?: true;
  play(scene: Scene, scale: Scale): Promise<Finding>;
}

/** How long a case may wait for something before it has failed. */
export const PATIENCE_MS = 180_000;
