import { faultCases } from "#tests/faults/cases.ts";
import { type Place, type Played, play } from "#tests/faults/play.ts";
import { launchPostgres } from "#tests/fixtures/launch-postgres.ts";
import { above, below, isSmall, report } from "./report.ts";

// The rows of the table that the fault suite proves, the long way: kills, restarts, the bill, the cap, and how soon.
const CASES = [
  "boot, and taking over from the dead",
  "kill -9 of workers",
  "kill -9 of everything",
  "database restarts",
  "slow bodies",
  "cap, 4 processes × 64",
];

const server = launchPostgres();
if (!server) {
  process.stdout.write("No PostgreSQL on this machine: skipped.\n");
  process.exit(0);
}
for (const name of CASES) {
  const fault = faultCases.find((one) => one.name === name);
  if (!fault) throw new Error(`There is no case ${name}.`);
  const rounds = isSmall ? fault.rounds.short : fault.rounds.long;
  const place: Place = { on: "postgres", server: { serverUrl: server.url } };
  tell(await play(fault, place, { rounds, isTimeUp: () => false, patience: 1 }));
}
server.stop();
process.exit(0);

function tell({ name, finding, breaches }: Played): void {
  for (const breach of breaches) process.stdout.write(`  ${breach}\n`);
  if (!finding) return;
  const { account, measures = [], did, crashed } = finding;
  const { lost, duplicated, extraPaid, inFlightLost, overshoot, bill, settled, unknown } = account;
  report({
    name,
    goal: crashed
      ? "0 lost, 0 duplicated, extra paid ≤ in flight, bill inside"
      : "bill = ledger, overshoot 0",
    measured: `${did}: ${lost} lost, ${duplicated} duplicated, ${extraPaid} extra paid, overshoot ${overshoot}`,
    baseline: crashed
      ? `${inFlightLost} in flight; bill ${bill} in [${settled}, ${settled} + ${unknown}]`
      : `the provider's bill of ${bill}`,
    ratio: crashed ? extraPaid / Math.max(1, inFlightLost) : Number(settled) / Number(bill),
    missedBy: breaches.length === 0 ? null : breaches.join("; "),
  });
  for (const { name: of, measured, goal, unit, atMost } of measures) {
    report({
      name: of,
      goal: `${atMost ? "≤" : "≥"} ${goal} ${unit}`,
      measured: `${measured} ${unit}`,
      baseline: "the goal",
      ratio: measured / goal,
      missedBy: atMost ? above(measured, goal, unit) : below(measured, goal, unit),
    });
  }
}
