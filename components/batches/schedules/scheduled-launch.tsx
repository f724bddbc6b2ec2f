import { useTranslations } from "next-intl";
import { HoursText } from "#components/batches/hours-text.tsx";
import { useOnlyText } from "#components/batches/use-only-text.ts";
import { MoneyText } from "#components/ui/money.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { WholeSchedule } from "./schedule-answers.ts";

/** What a schedule launches. */
export function ScheduledLaunch({ schedule }: { schedule: WholeSchedule }) {
  const t = useTranslations("batches.schedules");
  const words = useTranslations("batches");
  const { launch } = schedule;
  const onlyText = useOnlyText();
  return (
    <section>
      <h3 className="mb-2 font-semibold">{t("launches")}</h3>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        <dt className="text-muted">{words("template")}</dt>
        <dd className="min-w-0 break-words">
          <TextLink href={`/templates/${schedule.template.id}`}>
            {words(schedule.template.label ? "versionFollowed" : "versionOf", {
              template: schedule.template.name,
              number: schedule.template.versionNumber,
            })}
          </TextLink>
        </dd>
        {schedule.selection ? (
          <>
            <dt className="text-muted">{t("selection")}</dt>
            <dd className="min-w-0 break-words">
              <TextLink href="/catalogue/selections">{schedule.selection.name}</TextLink>
            </dd>
          </>
        ) : (
          <>
            <dt className="text-muted">{words("dataset")}</dt>
            <dd className="min-w-0 break-words">
              <TextLink href={`/datasets/${schedule.dataset.id}`}>{schedule.dataset.name}</TextLink>
            </dd>
          </>
        )}
        {launch.only ? (
          <>
            <dt className="text-muted">{words("launch.due.title")}</dt>
            <dd>{onlyText(launch.only)}</dd>
          </>
        ) : null}
        <dt className="text-muted">{words("model")}</dt>
        <dd className="min-w-0 break-words">{schedule.model?.name ?? words("noModel")}</dd>
        <dt className="text-muted">{t("capEach")}</dt>
        <dd>
          <MoneyText value={launch.budgetCap ?? null} />
        </dd>
        {launch.offPeak ? (
          <>
            <dt className="text-muted">{words("offPeak")}</dt>
            <dd>
              <HoursText hours={launch.offPeak} />
            </dd>
          </>
        ) : null}
      </dl>
    </section>
  );
}
