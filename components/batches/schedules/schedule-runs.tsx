import { useTimeZone, useTranslations } from "next-intl";
import { cn } from "#components/ui/class-names.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { hadNothing, RunOutcome } from "./run-outcome.tsx";
import type { WholeSchedule } from "./schedule-answers.ts";

/** When a schedule comes next. */
export function NextRuns({ runs }: { runs: WholeSchedule["nextRuns"] }) {
  const t = useTranslations("batches.schedules");
  const readersZone = useTimeZone() ?? "UTC";
  return (
    <section>
      <h3 className="mb-2 font-semibold">{t("nextRunsIn", { timeZone: readersZone })}</h3>
      {runs.length === 0 ? <p className="text-muted">{t("notDue")}</p> : null}
      <ol className="flex flex-col">
        {runs.map((run) => (
          <li key={run}>
            <DateTime iso={run} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** When it came, and what came of it. */
export function PastRuns({ runs }: { runs: WholeSchedule["runs"] }) {
  const t = useTranslations("batches.schedules");
  return (
    <section>
      <h3 className="mb-2 font-semibold">{t("runs")}</h3>
      {runs.length === 0 ? <p className="text-muted">{t("noRuns")}</p> : null}
      <ul className="flex flex-col gap-3">
        {runs.map((run) => (
          <li key={run.dueAt} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <DateTime iso={run.ranAt} />
            <RunOutcome run={run} />
            {run.batch ? (
              <span className="w-full min-w-0">
                <TextLink href={`/batches/${run.batch.id}`}>{run.batch.name}</TextLink>
              </span>
            ) : null}
            {run.refusal ? (
              <span className={cn("w-full text-xs", hadNothing(run) ? "text-muted" : "text-danger-text")}>
                {run.refusal.message}
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
