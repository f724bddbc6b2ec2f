import { Pause, Pencil, Play, Rocket } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DeleteButton } from "#components/ui/delete-button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { WholeSchedule } from "./schedule-answers.ts";

export interface ScheduleControlsProps {
  schedule: WholeSchedule;
  canLaunch: boolean;
  canControl: boolean;
  /** Once there is nothing left to look at. */
  onClose: () => void;
}

/** What can be done about a schedule: another plan, a launch now, a pause, its end. */
export function ScheduleControls({ schedule, canLaunch, canControl, onClose }: ScheduleControlsProps) {
  const t = useTranslations("batches.schedules");
  const router = useRouter();
  const touches = [api.schedules.key()];
  const change = useChange(client.schedules.change, { touches });
  const run = useChange(client.schedules.run, { touches });
  const remove = useChange(client.schedules.remove, { touches: [api.schedules.list.key()] });
  const { id } = schedule;
  const isActive = schedule.state === "active";
  const problem = change.problem ?? run.problem ?? remove.problem;
  return (
    <>
      {problem ? (
        <div className="w-full">
          <Callout tone="danger">{problem}</Callout>
        </div>
      ) : null}
      {canControl ? (
        <DeleteButton
          label={t("delete")}
          title={t("deleteTitle", { name: schedule.name })}
          description={t("deleteDescription")}
          busy={remove.pending}
          onDelete={() => remove.run({ id }, onClose)}
        />
      ) : null}
      {canLaunch ? (
        <>
          <LinkButton href={`/batches/new?scheduleId=${id}`} icon={<Pencil aria-hidden />}>
            {t("edit")}
          </LinkButton>
          <Button
            icon={<Rocket aria-hidden />}
            loading={run.pending}
            onClick={() => run.run({ id }, (batch) => router.push(`/batches/${batch.id}`))}
          >
            {t("runNow")}
          </Button>
        </>
      ) : null}
      {canControl ? (
        <Button
          variant="primary"
          icon={isActive ? <Pause aria-hidden /> : <Play aria-hidden />}
          loading={change.pending}
          onClick={() => change.run({ id, state: isActive ? "paused" : "active" })}
        >
          {isActive ? t("pause") : t("resume")}
        </Button>
      ) : null}
    </>
  );
}
