"use client";
import { ListChecks } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { usePunctuation } from "#components/ui/use-punctuation.ts";
import type { Report } from "./image-answers.ts";

type Problem = Report["problems"][number]["problem"];

/** Takes the rows whose pictures have a problem straight to a batch: they become a dataset, and its launch is prepared. */
export function PickPoor({ report, shown }: { report: Report; shown: Problem }) {
  const t = useTranslations("images.report");
  const words = useTranslations("common.action");
  const { listed } = usePunctuation();
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<Problem>>(new Set());
  const [typed, setTyped] = useState<string | null>(null);
  const pick = useChange(client.imageReports.pick, { touches: [] });
  const there = report.problems.filter(({ count }) => count > 0);
  const problems = there.flatMap(({ problem }) => (chosen.has(problem) ? [problem] : []));
  const name =
    typed ??
    t("pickName", {
      dataset: report.datasetName ?? "",
      problems: listed(problems.map((problem) => t(`problem.${problem}`))),
    });
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        if (next) setChosen(new Set([shown]));
      }}
      trigger={
        <Button size="sm" icon={<ListChecks aria-hidden />}>
          {t("pick")}
        </Button>
      }
      title={t("pickTitle")}
      description={t("pickHint")}
      footer={
        <>
          <Button onClick={() => setOpen(false)}>{words("cancel")}</Button>
          <Button
            variant="primary"
            loading={pick.pending}
            disabled={problems.length === 0 || name.trim() === ""}
            onClick={() =>
              pick.run({ id: report.id, name: name.trim(), problems }, ({ datasetId }) =>
                router.push(`/batches/new?datasetId=${datasetId}`),
              )
            }
          >
            {t("pickDo")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <ul className="flex flex-col gap-1">
          {there.map(({ problem, count }) => (
            <li key={problem}>
              <Checkbox
                checked={chosen.has(problem)}
                onCheckedChange={(isChosen) => {
                  const next = new Set(chosen);
                  if (isChosen) next.add(problem);
                  else next.delete(problem);
                  setChosen(next);
                }}
                label={
                  <>
                    {t(`problem.${problem}`)}{" "}
                    <span className="figures text-muted">
                      <NumberText value={count} />
                    </span>
                  </>
                }
              />
            </li>
          ))}
        </ul>
        <Field label={t("pickLabel")}>
          <Input value={name} maxLength={200} onValueChange={setTyped} />
        </Field>
        {pick.problem ? <Callout tone="danger">{pick.problem}</Callout> : null}
      </div>
    </Dialog>
  );
}
