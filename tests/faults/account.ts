/** What a fault left behind, as the books and the provider's own bill tell it. */
export interface Account {
  /** Items that should have ended and have no result. */
  lost: number;
  /** Items that were paid for again although their answer had been settled. */
  duplicated: number;
  /** Calls that the provider billed and the ledger did not settle. */
  extraPaid: number;
  /** Calls that the ledger charges as unknown: what was in flight when a process or a connection died. */
  inFlightLost: number;
  /** What the bill is above the cap. */
  overshoot: string;
  bill: string;
  settled: string;
  unknown: string;
  /** What the books say against each other or against the provider; nothing when all is well. */
  contradictions: string[];
}

/** A figure a case measures, with what it must be. */
export interface Measure {
  name: string;
  measured: number;
  goal: number;
  unit: "ms" | "%";
  /** Whether less is better or more. */
  atMost: boolean;
}

/** What a case found. */
export interface Finding {
  account: Account;
  measures?: Measure[];
  /** Whether anything died in it: without a crash the ledger must equal the bill. */
  crashed: boolean;
  /** What was done, for the line. */
  did: string;
}

/** Everything in which a finding breaks a promise. @param patience how many times as long as promised times may be. */
export function breachesOf({ account, measures = [], crashed }: Finding, patience = 1): string[] {
  const { lost, duplicated, extraPaid, inFlightLost, overshoot, bill, settled, unknown } = account;
  const breaches = [...account.contradictions];
  if (lost > 0) breaches.push(`${lost} lost`);
  if (duplicated > 0) breaches.push(`${duplicated} duplicated`);
  if (extraPaid > inFlightLost)
    breaches.push(`${extraPaid} extra paid calls, ${inFlightLost} were in flight`);
  if (overshoot !== "0") breaches.push(`the cap was passed by ${overshoot}`);
  const [billed, least, most] = [Number(bill), Number(settled), Number(settled) + Number(unknown)];
  // Sums of decimals as floats: a billionth is far below the least price there is.
  if (billed < least - 1e-9 || billed > most + 1e-9)
    breaches.push("the bill is outside the ledger's interval");
  if (!crashed && bill !== settled) breaches.push(`bill ${bill}, ledger ${settled}`);
  for (const { name, measured, goal, unit, atMost } of measures) {
    const isMet = atMost ? measured <= goal * patience : measured >= goal;
    if (!isMet) breaches.push(`${name} ${measured} ${unit}, goal ${atMost ? "≤" : "≥"} ${goal} ${unit}`);
  }
  return breaches;
}

/** One line about a finding. */
export function lineOf(name: string, { account, measures = [], did }: Finding): string {
  const { lost, duplicated, extraPaid, inFlightLost, overshoot, bill, settled, unknown } = account;
  const difference =
    bill === settled ? "bill exact" : `bill ${bill} in [${settled}, ${settled} + ${unknown}]`;
  const figures = measures.map(({ name: of, measured, unit }) => `, ${of} ${measured} ${unit}`).join("");
  return `${name}: ${did}; lost ${lost}, duplicated ${duplicated}, extra paid ${extraPaid} (${inFlightLost} in flight), overshoot ${overshoot}, ${difference}${figures}`;
}
