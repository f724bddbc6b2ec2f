/** How late a delivery may come to its slot; later it takes another: what waited for a worker does not go out at once. */
export const LATEST_MS = 5_000;

/** When a target is sent something next, as its row has it. */
export interface Slots {
  /** Before this it takes nothing. */
  nextSendAt: Date | null;
  /** From here on its slots are free. */
  nextSlotAt: Date | null;
}

/**
 * The moment at which a delivery is sent: now, or a slot of its own that it waits for. One slot after another keeps the
 * pace, and a delivery comes no more than once for its slot.
 * @param slot the one that it took before; `null` where it took none.
 * @param spacingMs between two slots.
 */
export function takeSlot(
  { nextSendAt, nextSlotAt }: Slots,
  { slot, spacingMs, now }: { slot: Date | null; spacingMs: number; now: Date },
): { at: Date; nextSlotAt: Date | null } {
  const earliest = latestOf(now, nextSendAt);
  const own = latestOf(now, slot);
  const isKept = slot !== null && now.getTime() - slot.getTime() <= LATEST_MS && earliest <= own;
  if (isKept) return { at: own, nextSlotAt };
  const at = latestOf(earliest, nextSlotAt);
  return { at, nextSlotAt: spacingMs > 0 ? new Date(at.getTime() + spacingMs) : null };
}

function latestOf(moment: Date, other: Date | null): Date {
  return other !== null && other > moment ? other : moment;
}
