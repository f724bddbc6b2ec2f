"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "#components/api/client.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { CheckSpec, ClaimsSpec, JudgeCheckSpec, ModerationSpec } from "#lib/templates/check-spec.ts";
import type { EvaluatorSpec } from "#lib/templates/evaluator-spec.ts";
import { CheckSeverity } from "./check-severity.tsx";
import { ModelChoice } from "./model-choice.tsx";
import type { PreviewModel } from "./template-view.ts";

interface RowProps<Spec> {
  check: Spec | undefined;
  onChange: (spec: CheckSpec | null) => void;
  readOnly: boolean;
}

/** Whether claims that the row does not make are flagged, and whether a model looks at the flags again. */
export function ClaimsCheckRow({
  check,
  models,
  onChange,
  readOnly,
}: RowProps<ClaimsSpec> & { models: readonly PreviewModel[] }) {
  const t = useTranslations("templates.checks");
  const title = t("kinds.claims.title");
  const [usual] = models;
  const { modelId: _, ...byRules } = check ?? {};
  return (
    <li className="flex flex-col gap-1">
      <div className="flex items-start justify-between gap-2">
        <Switch
          label={title}
          hint={t("kinds.claims.hint")}
          checked={check !== undefined}
          disabled={readOnly}
          onCheckedChange={(isOn) => onChange(isOn ? { kind: "claims", severity: "warn" } : null)}
        />
        {check ? (
          <CheckSeverity
            of={title}
            value={check.severity}
            disabled={readOnly}
            onChange={(severity) => onChange({ ...check, severity })}
          />
        ) : null}
      </div>
      {check ? (
        <Checkbox
          label={t("secondLook")}
          hint={t("secondLookHint")}
          checked={check.modelId !== undefined}
          disabled={readOnly || !usual}
          onCheckedChange={(isOn) =>
            onChange(isOn ? { ...check, modelId: usual?.id ?? "" } : ({ ...byRules } as ClaimsSpec))
          }
        />
      ) : null}
      {check?.modelId === undefined ? null : (
        <ModelChoice
          label={t("modelOf", { check: title })}
          models={models}
          value={check.modelId}
          disabled={readOnly}
          onChange={(modelId) => onChange({ ...check, modelId })}
        />
      )}
    </li>
  );
}

/** Whether the provider's moderation looks at outputs, by which model, and which of its categories count. */
export function ModerationCheckRow({ check, onChange, readOnly }: RowProps<ModerationSpec>) {
  const t = useTranslations("templates.checks");
  const title = t("kinds.moderation.title");
  const { data } = useQuery({
    ...api.models.list.queryOptions({ input: { kind: "moderation", limit: 200 } }),
    staleTime: 60_000,
  });
  const models = data?.items.filter(({ archivedAt }) => archivedAt === null) ?? [];
  const [usual] = models;
  const fresh: ModerationSpec = { kind: "moderation", severity: "warn", modelId: usual?.id ?? "" };
  return (
    <li className="flex flex-col gap-1">
      <div className="flex items-start justify-between gap-2">
        <Switch
          label={title}
          hint={t("kinds.moderation.hint")}
          checked={check !== undefined}
          disabled={readOnly || (!usual && !check)}
          onCheckedChange={(isOn) => onChange(isOn ? fresh : null)}
        />
        {check ? (
          <CheckSeverity
            of={title}
            value={check.severity}
            disabled={readOnly}
            onChange={(severity) => onChange({ ...check, severity })}
          />
        ) : null}
      </div>
      {data && !usual ? (
        <p className="text-muted text-xs">
          {t("noModerationModel")}{" "}
          <TextLink href="/settings/models" className="underline">
            {t("toModels")}
          </TextLink>
        </p>
      ) : null}
      {check ? (
        <>
          <ModelChoice
            label={t("modelOf", { check: title })}
            models={models}
            value={check.modelId}
            disabled={readOnly}
            onChange={(modelId) => onChange({ ...check, modelId })}
          />
          <Categories check={check} onChange={onChange} readOnly={readOnly} />
        </>
      ) : null}
    </li>
  );
}

function Categories({
  check,
  onChange,
  readOnly,
}: {
  check: ModerationSpec;
  onChange: (spec: CheckSpec) => void;
  readOnly: boolean;
}) {
  const t = useTranslations("templates.checks");
  const [text, setText] = useState(check.categories?.join(", ") ?? "");
  const put = (typed: string) => {
    setText(typed);
    const { categories: _, ...rest } = check;
    const named = typed
      .split(/[,，、]/)
      .map((one) => one.trim())
      .filter((one) => one !== "");
    onChange(named.length > 0 ? { ...rest, categories: named } : rest);
  };
  return (
    <Field label={t("categories")} hint={t("categoriesHint")} optional>
      <Input value={text} disabled={readOnly} onChange={({ target }) => put(target.value)} />
    </Field>
  );
}

/** Which judges of the template look at the outputs of batches too, and how bad it is where one does not let an output pass. */
export function JudgeCheckRows({
  checks,
  evaluators,
  onChange,
  readOnly,
}: {
  checks: readonly CheckSpec[];
  evaluators: readonly EvaluatorSpec[];
  /** Puts a check at a place, or takes it from there. */
  onChange: (at: number, spec: CheckSpec | null) => void;
  readOnly: boolean;
}) {
  const t = useTranslations("templates.checks");
  const judges = evaluators.flatMap(({ kind, name }) => (kind === "judge" ? [name] : []));
  const isNamed = (name: string) => (spec: CheckSpec) => spec.kind === "judge" && spec.evaluator === name;
  const gone = checks.flatMap((spec) =>
    spec.kind === "judge" && !judges.includes(spec.evaluator) ? [spec.evaluator] : [],
  );
  return (
    <li className="flex flex-col gap-1 border-line border-t pt-2">
      <p>{t("kinds.judge.title")}</p>
      <p className="text-muted text-xs">{t("kinds.judge.hint")}</p>
      {judges.length + gone.length === 0 ? <p className="text-muted text-xs">{t("noJudge")}</p> : null}
      {[...judges, ...gone].map((name) => {
        const at = checks.findIndex(isNamed(name));
        const check = checks[at] as JudgeCheckSpec | undefined;
        const fresh: JudgeCheckSpec = { kind: "judge", severity: "warn", evaluator: name };
        return (
          <div key={name} className="flex items-start justify-between gap-2">
            <Checkbox
              label={name}
              checked={check !== undefined}
              disabled={readOnly}
              onCheckedChange={(isOn) => onChange(isOn ? checks.length : at, isOn ? fresh : null)}
            />
            {check ? (
              <CheckSeverity
                of={name}
                value={check.severity}
                disabled={readOnly}
                onChange={(severity) => onChange(at, { ...check, severity })}
              />
            ) : null}
          </div>
        );
      })}
    </li>
  );
}
