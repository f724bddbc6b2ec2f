import Big from "big.js";

const ROOM = "1.2";
const DIGITS = 2;

/** A budget cap that the expected high end fits under with some room, rounded up to two digits. */
export function suggestCap(high: string): string {
  const cap = new Big(high).times(ROOM).prec(DIGITS, Big.roundUp);
  return cap.eq(0) ? "1" : cap.toFixed();
}
