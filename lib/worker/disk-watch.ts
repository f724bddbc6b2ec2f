import { hostname } from "node:os";
import { db } from "#db/client.ts";
import { forgetFullDisk, noteFullDisk } from "#db/queries/full-disks.ts";
import { isShort, readDiskRoom } from "#lib/objects/disk-room.ts";
import { log } from "#lib/observability/log.ts";

const LOOK_EVERY_MS = 2_000;

/** Whether work must wait on this machine. */
export interface WorkHold {
  readonly isHeld: boolean;
  /** Aborts when it must; another one once it goes on. */
  readonly signal: AbortSignal;
}

/**
 * Looks after the disk of this machine. While it is nearly full, jobs under way keep what they have done and are given
 * back, and no other starts but those that make room; it goes on by itself once there is room.
 */
export class DiskWatch implements WorkHold {
  #holding = new AbortController();
  #looking: NodeJS.Timeout | null = null;

  get isHeld(): boolean {
    return this.#holding.signal.aborted;
  }

  get signal(): AbortSignal {
    return this.#holding.signal;
  }

  /** Looks now, and from then on every other second. */
  async start(): Promise<void> {
    await this.#look();
    this.#looking = setInterval(() => void this.#look(), LOOK_EVERY_MS);
  }

  stop(): void {
    if (this.#looking) clearInterval(this.#looking);
  }

  async #look(): Promise<void> {
    try {
      const room = await readDiskRoom();
      const wasHeld = this.isHeld;
      if (isShort(room, wasHeld)) {
        if (!wasHeld) log.warn({ ...room }, "the disk is nearly full: work waits");
        this.#holding.abort();
        await noteFullDisk(db(), { host: hostname(), ...room });
      } else if (wasHeld) {
        this.#holding = new AbortController();
        log.info({ ...room }, "there is room on the disk again: work goes on");
        await forgetFullDisk(db(), hostname());
      }
    } catch (err) {
      // Whoever cannot say so still waits; and a disk that cannot be asked keeps nobody waiting.
      log.warn({ err }, "the disk could not be looked after");
    }
  }
}
