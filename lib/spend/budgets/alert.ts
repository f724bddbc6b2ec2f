import { compareAmounts, multiplyAmount } from "#lib/money.ts";

/** What a share of a budget is reached by: what is spent, or where its month is heading. */
export const ALERT_BASES = ["actual", "forecast"] as const;
/** What follows, the mildest first; each of them is told, too. */
export const ALERT_ACTIONS = ["notify", "ask-approval", "stop"] as const;
/** The most alerts that one budget may have. */
export const MOST_ALERTS = 20;

/** When a budget speaks up, and what follows. */
export interface BudgetAlert {
  basis: (typeof ALERT_BASES)[number];
  /** Percent of the amount, whole. */
  share: number;
  action: (typeof ALERT_ACTIONS)[number];
}

/** Those of a budget where nothing is said: half, most and all of what is spent, and all by forecast. */
export const USUAL_ALERTS: readonly BudgetAlert[] = [
  { basis: "actual", share: 50, action: "notify" },
  { basis: "actual", share: 80, action: "notify" },
  { basis: "actual", share: 100, action: "notify" },
  { basis: "forecast", share: 100, action: "notify" },
];

/** Alerts in the order they are shown: of what is spent first, small shares first. */
export function sortAlerts(alerts: readonly BudgetAlert[]): BudgetAlert[] {
  return [...alerts].sort(
    (a, b) => ALERT_BASES.indexOf(a.basis) - ALERT_BASES.indexOf(b.basis) || a.share - b.share,
  );
}

/** Whether two alerts are of the same share of the same. */
export function hasRepeatedAlerts(alerts: readonly BudgetAlert[]): boolean {
  return new Set(alerts.map(({ basis, share }) => `${basis}:${share}`)).size < alerts.length;
}

/** An alert, and whether it was reached in the month that goes on. */
export interface StandingAlert extends BudgetAlert {
  reached: boolean;
}

/**
 * How alerts stand. What is used reaches a share exactly; a forecast that has reached one once has for the month.
 * @param forecastShare the largest share, in percent, that a forecast of this month and amount has reached; 0 for none.
 */
export function standingAlerts(
  alerts: readonly BudgetAlert[],
  { used, amount, forecastShare }: { used: string; amount: string; forecastShare: number },
): StandingAlert[] {
  return sortAlerts(alerts).map((alert) => ({
    ...alert,
    reached: alert.basis === "actual" ? reaches(used, amount, alert.share) : alert.share <= forecastShare,
  }));
}

/** The largest share of those told of by forecast that one of this amount reaches; 0 for none. */
export function forecastReaches(alerts: readonly BudgetAlert[], expected: string, amount: string): number {
  const shares = alerts.flatMap(({ basis, share }) => (basis === "forecast" ? [share] : []));
  return Math.max(0, ...shares.filter((share) => reaches(expected, amount, share)));
}

function reaches(used: string, amount: string, share: number): boolean {
  return compareAmounts(multiplyAmount(used, 100), multiplyAmount(amount, share)) >= 0;
}

/** Whether an alert that was reached has this follow. */
export function follows(alerts: readonly StandingAlert[], action: BudgetAlert["action"]): boolean {
  return alerts.some((alert) => alert.reached && alert.action === action);
}
