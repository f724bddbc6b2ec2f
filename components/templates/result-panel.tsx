import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { outputsOfStep, resultOf } from "#lib/templates/steps.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
import { FieldProblems } from "./field-problems.tsx";
import type { Problem } from "./template-view.ts";

export interface ResultPanelProps {
  body: Pick<TemplateBody, "steps" | "result">;
  problems: Problem[];
  readOnly: boolean;
  onChange: (result: string[]) => void;
}

/** Which fields of a chain's steps become its output. */
export function ResultPanel({ body, problems, readOnly, onChange }: ResultPanelProps) {
  const t = useTranslations("templates.steps");
  const offered = body.steps.flatMap((step) =>
    outputsOfStep(step).map((field) => `${step.name}.${field.name}`),
  );
  const chosen = resultOf(body).map(({ step, field }) => `${step}.${field}`);
  const gone = chosen.filter((written) => !offered.includes(written));
  // In the order of the chain, whatever was chosen first.
  const choose = (written: string, isChosen: boolean) =>
    onChange([...offered, ...gone].filter((one) => (one === written ? isChosen : chosen.includes(one))));
  return (
    <section aria-label={t("result")} className="rounded-lg border border-line bg-surface">
      <h2 className="flex min-h-10 items-center border-line border-b px-3 font-semibold">{t("result")}</h2>
      <p className="px-3 pt-2 text-muted text-xs">{t("resultHint")}</p>
      <ul className="flex flex-col gap-1 px-3 py-2">
        {[...offered, ...gone].map((written) => (
          <li key={written}>
            <Checkbox
              checked={chosen.includes(written)}
              disabled={readOnly || (chosen.length === 1 && chosen.includes(written))}
              onCheckedChange={(isChosen) => choose(written, isChosen)}
              label={<span className="break-all font-mono text-xs">{written}</span>}
            />
          </li>
        ))}
      </ul>
      <FieldProblems problems={problems} path="result" />
    </section>
  );
}
