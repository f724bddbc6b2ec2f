import Big from "big.js";

const ROOM = "1.2";
const DIGITS = 2;
/** Calls that the cap leaves room for at the very end: fewer, and a batch slows down before it is done. */
const LAST_CALLS = 16;

/**
 * A budget cap that a run's high end fits under with some room, rounded up to two digits. A call in flight holds
 * back the most it may cost, so a small batch needs room for that as well or it would pause short of its end; in
 * a provider's batch all calls are in flight together.
 * @param high the high end of the run's cost; `callBound` the most one call may cost; `items` how many there are;
 * `together` whether they are all made at once.
 */
export function suggestCap({
  high,
  callBound,
  items,
  together = false,
}: {
  high: string;
  callBound: string;
  items: number;
  together?: boolean;
}): string {
  const withRoom = new Big(high).times(ROOM);
  const bound = new Big(callBound).times(items);
  const inFlight = new Big(callBound).times(Math.min(items, LAST_CALLS));
  const needed = together && bound.gt(withRoom) ? bound : withRoom.plus(inFlight);
  const cap = needed.prec(DIGITS, Big.roundUp);
  return cap.eq(0) ? "1" : cap.toFixed();
}
