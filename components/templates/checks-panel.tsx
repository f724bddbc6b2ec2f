"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { CheckSpec } from "#lib/templates/check-spec.ts";
import type { EvaluatorSpec } from "#lib/templates/evaluator-spec.ts";
import { CheckSeverity } from "./check-severity.tsx";
import { Disclosure } from "./disclosure.tsx";
import { FieldProblems } from "./field-problems.tsx";
import { FormatChecks } from "./format-checks.tsx";
import { GlossaryCheckRow } from "./glossary-check-row.tsx";
import { KeptPartsCheckRow } from "./kept-parts-check-row.tsx";
import { ClaimsCheckRow, JudgeCheckRows, ModerationCheckRow } from "./model-check-rows.tsx";
import { NearDuplicateCheckRow } from "./near-duplicate-check-row.tsx";
import type { PreviewModel, Problem } from "./template-view.ts";

const PLAIN_KINDS = ["language", "personal-data", "links"] as const;

export interface ChecksPanelProps {
  checks: readonly CheckSpec[];
  /** Those of which judges can be named. */
  evaluators: readonly EvaluatorSpec[];
  /** That can look at claims again. */
  models: readonly PreviewModel[];
  /** Names of the output's fields. */
  fields: readonly string[];
  /** Names of the columns it is made from. */
  columns: readonly string[];
  onChange: (checks: CheckSpec[]) => void;
  problems: Problem[];
  readOnly: boolean;
}

/** What is checked of every output before a person sees it, and how bad a finding is. */
export function ChecksPanel({
  checks,
  evaluators,
  models,
  fields,
  columns,
  onChange,
  problems,
  readOnly,
}: ChecksPanelProps) {
  const t = useTranslations("templates.checks");
  const putAt = (at: number, spec: CheckSpec | null) =>
    onChange(checks.toSpliced(at, 1, ...(spec ? [spec] : [])));
  const put = (kind: CheckSpec["kind"], spec: CheckSpec | null) => {
    const at = checks.findIndex((other) => other.kind === kind);
    putAt(at < 0 ? checks.length : at, spec);
  };
  return (
    <section aria-label={t("title")} className="rounded-lg border border-line bg-surface">
      <h2 className="flex min-h-10 items-center justify-between border-line border-b px-3 font-semibold">
        {t("title")}
        <span className="font-normal text-muted text-xs">{t("count", { count: checks.length })}</span>
      </h2>
      <div className="py-1">
        <Disclosure label={t("choose")} startsOpen={checks.length > 0}>
          <ul className="flex flex-col gap-2">
            <ClaimsCheckRow
              check={checks.find((spec) => spec.kind === "claims")}
              models={models}
              onChange={(spec) => put("claims", spec)}
              readOnly={readOnly}
            />
            {PLAIN_KINDS.map((kind) => (
              <PlainCheck
                key={kind}
                kind={kind}
                check={checks.find(
                  (spec): spec is Extract<CheckSpec, { kind: PlainKind }> => spec.kind === kind,
                )}
                onChange={(spec) => put(kind, spec)}
                readOnly={readOnly}
              />
            ))}
            <NearDuplicateCheckRow
              check={checks.find((spec) => spec.kind === "near-duplicate")}
              onChange={(spec) => put("near-duplicate", spec)}
              readOnly={readOnly}
            />
            <ModerationCheckRow
              check={checks.find((spec) => spec.kind === "moderation")}
              onChange={(spec) => put("moderation", spec)}
              readOnly={readOnly}
            />
            <JudgeCheckRows {...{ checks, evaluators, readOnly }} onChange={putAt} />
            <LexiconCheckRow
              check={checks.find((spec) => spec.kind === "lexicon")}
              onChange={(spec) => put("lexicon", spec)}
              readOnly={readOnly}
            />
            <GlossaryCheckRow
              check={checks.find((spec) => spec.kind === "glossary")}
              fields={fields}
              columns={columns}
              onChange={(spec) => put("glossary", spec)}
              readOnly={readOnly}
            />
            <KeptPartsCheckRow
              check={checks.find((spec) => spec.kind === "kept-parts")}
              fields={fields}
              columns={columns}
              onChange={(spec) => put("kept-parts", spec)}
              readOnly={readOnly}
            />
            <FormatChecks checks={checks} fields={fields} onChange={putAt} readOnly={readOnly} />
          </ul>
        </Disclosure>
        <FieldProblems problems={problems} path="checks" />
      </div>
    </section>
  );
}

type PlainKind = (typeof PLAIN_KINDS)[number];

function PlainCheck({
  kind,
  check,
  onChange,
  readOnly,
}: {
  kind: PlainKind;
  check: Extract<CheckSpec, { kind: PlainKind }> | undefined;
  onChange: (spec: CheckSpec | null) => void;
  readOnly: boolean;
}) {
  const t = useTranslations("templates.checks");
  return (
    <li className="flex items-start justify-between gap-2">
      <Switch
        label={t(`kinds.${kind}.title`)}
        hint={t(`kinds.${kind}.hint`)}
        checked={check !== undefined}
        disabled={readOnly}
        onCheckedChange={(isOn) => onChange(isOn ? { kind, severity: "warn" } : null)}
      />
      {check ? (
        <CheckSeverity
          of={t(`kinds.${kind}.title`)}
          value={check.severity ?? "warn"}
          disabled={readOnly}
          onChange={(severity) => onChange({ ...check, kind, severity })}
        />
      ) : null}
    </li>
  );
}

function LexiconCheckRow({
  check,
  onChange,
  readOnly,
}: {
  check: CheckSpec | undefined;
  onChange: (spec: CheckSpec | null) => void;
  readOnly: boolean;
}) {
  const t = useTranslations("templates.checks");
  const { data } = useQuery({ ...api.lexicons.list.queryOptions({ input: {} }), staleTime: 60_000 });
  const chosen = check?.kind === "lexicon" ? check.lexiconIds : [];
  const choose = (id: string, isOn: boolean) => {
    const lexiconIds = isOn ? [...chosen, id] : chosen.filter((other) => other !== id);
    onChange(lexiconIds.length > 0 ? { ...check, kind: "lexicon", lexiconIds } : null);
  };
  return (
    <li className="flex flex-col gap-1 border-line border-t pt-2">
      <p>{t("kinds.lexicon.title")}</p>
      <p className="text-muted text-xs">{t("kinds.lexicon.hint")}</p>
      {data && data.items.length === 0 ? (
        <p className="text-muted text-xs">
          {t("noLexicons")}{" "}
          <TextLink href="/settings/lexicons" className="underline">
            {t("toLexicons")}
          </TextLink>
        </p>
      ) : null}
      {data?.items.map(({ id, name, languages, entries }) => (
        <Checkbox
          key={id}
          label={name}
          hint={t("lexiconFacts", { languages: languages.join(", ") || "*", count: entries })}
          checked={chosen.includes(id)}
          disabled={readOnly}
          onCheckedChange={(isOn) => choose(id, isOn)}
        />
      ))}
    </li>
  );
}
