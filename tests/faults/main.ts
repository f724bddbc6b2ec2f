import { parseArgs } from "node:util";
import { launchPostgres } from "#tests/fixtures/launch-postgres.ts";
import { faultCases } from "./cases.ts";
import type { FaultCase } from "./fault-case.ts";
import { type Place, type Played, play } from "./play.ts";

// `npm run faults [-- part-of-a-name] [-- --minutes 20] [-- --rounds 50]`: every fault the long way, on both
// databases; a table at the end, and 1 when any promise is broken.
const { values, positionals } = parseArgs({
  options: { minutes: { type: "string" }, rounds: { type: "string" }, short: { type: "boolean" } },
  allowPositionals: true,
});
const giveUpAt = values.minutes ? Date.now() + Number(values.minutes) * 60_000 : Number.POSITIVE_INFINITY;
const asked = faultCases.filter(
  ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
);
if (asked.length === 0) {
  process.stderr.write(`No such case. There are:\n${faultCases.map(({ name }) => `  ${name}\n`).join("")}`);
  process.exit(1);
}
const runs = asked.flatMap((fault) => fault.on.map((on) => ({ fault, on })));
const server = launchPostgres();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    server?.stop();
    process.exit(1);
  });
}
if (!server) process.stdout.write("No PostgreSQL on this machine: the embedded database alone.\n");
const results: Played[] = [];
for (const [index, { fault, on }] of runs.entries()) {
  if (on === "postgres" && !server) continue;
  const shareMs = (giveUpAt - Date.now()) / (runs.length - index);
  if (shareMs <= 0) break;
  const stopAt = Date.now() + shareMs;
  const place: Place = on === "postgres" ? { on, server: server && { serverUrl: server.url } } : { on };
  const played = await play(fault, place, {
    rounds: roundsOf(fault),
    isTimeUp: () => Date.now() > stopAt,
    patience: 1,
  });
  for (const breach of played.breaches) process.stdout.write(`  BREACH ${breach}\n`);
  results.push(played);
}
server?.stop();
printTable(results);
const isBroken = results.some(({ breaches }) => breaches.length > 0);
process.exit(isBroken || results.length === 0 ? 1 : 0);

function roundsOf({ rounds }: FaultCase): number {
  if (values.rounds) return Number(values.rounds);
  return values.short ? rounds.short : rounds.long;
}

function printTable(played: Played[]): void {
  process.stdout.write(
    "\n| case | lost | duplicated | extra paid (in flight) | overshoot | bill | seconds | |\n|---|---|---|---|---|---|---|---|\n",
  );
  for (const { name, finding, breaches, seconds } of played) {
    const account = finding?.account;
    const bill = account && (account.bill === account.settled ? "exact" : "inside");
    const cells = account
      ? [
          account.lost,
          account.duplicated,
          `${account.extraPaid} (${account.inFlightLost})`,
          account.overshoot,
          bill,
        ]
      : ["", "", "", "", ""];
    const verdict = breaches.length === 0 ? "kept" : "BROKEN";
    process.stdout.write(`| ${[name, ...cells, seconds.toFixed(0), verdict].join(" | ")} |\n`);
  }
}
