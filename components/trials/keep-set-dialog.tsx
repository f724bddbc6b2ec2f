"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { expectedOf } from "#components/evaluators/regression-answers.ts";
import { languageName } from "#components/templates/language-name.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { MOST_CASES } from "#lib/evaluators/regression-sets/most-cases.ts";
import { namesInOrder } from "#lib/in-order.ts";
import type { Trial } from "./trial-answers.ts";
import { variantLetter } from "./trial-draft.ts";

const NEW = "new";
const NOBODY = "";

/** Keeps rows of a trial in a regression set, with the outputs that somebody says are right. */
export function KeepSetDialog({ trial, onClose }: { trial: Trial; onClose: () => void }) {
  const t = useTranslations("trials.keep");
  const common = useTranslations("common.action");
  const router = useRouter();
  const templates = templatesOf(trial);
  const [templateId, setTemplateId] = useState(trial.regressionSet?.templateId ?? templates[0]?.id ?? "");
  const [into, setInto] = useState(trial.regressionSet?.id ?? NEW);
  const [name, setName] = useState("");
  const places = placesOf(trial);
  const [kept, setKept] = useState(() => new Set(places.slice(0, MOST_CASES).map(({ key }) => key)));
  const [right, setRight] = useState<ReadonlyMap<string, number>>(new Map());
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const sets = useQuery(api.regressionSets.list.queryOptions({ input: { id: templateId } })).data?.items;
  const chosen = sets?.find(({ id }) => id === into);
  const keep = async () => {
    setState({ busy: true, error: null });
    const cases = places
      .filter(({ key }) => kept.has(key))
      .map(({ key, rowNumber, language }) => {
        const output = outputAt(trial, { rowNumber, language }, right.get(key));
        return { rowNumber, language, expected: output && expectedOf(output) };
      });
    const from = { trialId: trial.id, cases };
    try {
      const setId = chosen
        ? (await client.regressionSets.change({
            ...{ id: templateId, setId: chosen.id, version: chosen.version, add: from },
          })) && chosen.id
        : (await client.regressionSets.keep({ id: templateId, name, ...from })).id;
      router.push(`/templates/${templateId}/regression-sets/${setId}`);
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <Dialog
      open
      width="lg"
      onOpenChange={(open) => !open && onClose()}
      title={t("title")}
      description={t("detail")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button
            variant="primary"
            loading={state.busy}
            disabled={kept.size === 0 || (!chosen && name.trim() === "")}
            onClick={() => void keep()}
          >
            {t("confirm", { count: kept.size })}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <div className="grid gap-3 sm:grid-cols-2">
          {templates.length > 1 ? (
            <Field label={t("template")} group>
              <Select
                aria-label={t("template")}
                className="w-full"
                value={templateId}
                onValueChange={setTemplateId}
                options={templates.map(({ id, name: label }) => ({ value: id, label }))}
              />
            </Field>
          ) : null}
          {sets && sets.length > 0 ? (
            <Field label={t("into")} group>
              <Select
                aria-label={t("into")}
                className="w-full"
                value={chosen?.id ?? NEW}
                onValueChange={setInto}
                options={[
                  { value: NEW, label: t("newSet") },
                  ...sets.map((set) => ({
                    value: set.id,
                    label: set.name,
                    hint: t("setFacts", { version: set.version, cases: set.caseCount }),
                  })),
                ]}
              />
            </Field>
          ) : null}
          {chosen ? null : (
            <Field label={t("name")}>
              <Input value={name} maxLength={100} onValueChange={setName} />
            </Field>
          )}
        </div>
        <ul
          aria-label={t("cases")}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          tabIndex={0}
          className="max-h-80 divide-y divide-line overflow-y-auto rounded-lg border border-line"
        >
          {places.map((place) => (
            <CaseLine
              key={place.key}
              {...{ trial, place }}
              isKept={kept.has(place.key)}
              onKeep={(isOn) => setKept(toggled(kept, place.key, isOn))}
              right={right.get(place.key)}
              onRight={(variant) => setRight(withRight(right, place.key, variant))}
            />
          ))}
        </ul>
        {kept.size > MOST_CASES ? (
          <p className="text-warning-text">{t("most", { most: MOST_CASES })}</p>
        ) : null}
        <ProblemCallout error={state.error} />
      </div>
    </Dialog>
  );
}

interface Place {
  key: string;
  rowNumber: number;
  language: string;
  /** What its row begins with, so that people know it. */
  text: string;
}

function CaseLine({
  trial,
  place: { rowNumber, language, text },
  isKept,
  onKeep,
  right,
  onRight,
}: {
  trial: Trial;
  place: Place;
  isKept: boolean;
  onKeep: (isOn: boolean) => void;
  right: number | undefined;
  onRight: (variant: number | null) => void;
}) {
  const t = useTranslations("trials.keep");
  const locale = useLocale();
  const written = trial.variants.flatMap((_, variant) =>
    outputAt(trial, { rowNumber, language }, variant) ? [variant] : [],
  );
  const label = t("case", { row: rowNumber, language: languageName(language, locale) });
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 px-3 py-1.5">
      <Checkbox
        className="min-w-0 flex-1"
        label={label}
        hint={<span className="line-clamp-1">{text}</span>}
        checked={isKept}
        onCheckedChange={onKeep}
      />
      <Select
        size="sm"
        className="w-44"
        aria-label={t("rightOf", { case: label })}
        value={right === undefined ? NOBODY : String(right)}
        disabled={!isKept || written.length === 0}
        onValueChange={(chosen) => onRight(chosen === NOBODY ? null : Number(chosen))}
        options={[
          { value: NOBODY, label: t("nobody") },
          ...written.map((variant) => ({
            value: String(variant),
            label: t("variantIsRight", { letter: variantLetter(variant) }),
          })),
        ]}
      />
    </li>
  );
}

function placesOf(trial: Trial): Place[] {
  const asked = new Set(trial.cells.map(({ rowNumber, language }) => `${rowNumber} ${language}`));
  return trial.sampledRows.flatMap(({ rowNumber, source }) =>
    trial.languages.flatMap((language) => {
      const key = `${rowNumber} ${language}`;
      const values = namesInOrder(source, trial.columns).flatMap((column) => source[column] || []);
      return asked.has(key) ? [{ key, rowNumber, language, text: values.join(" · ") }] : [];
    }),
  );
}

function templatesOf({ variants }: Trial): { id: string; name: string }[] {
  const known = new Map(
    variants.flatMap(({ templateId, templateName }) =>
      templateId ? [[templateId, templateName ?? ""] as const] : [],
    ),
  );
  return [...known].map(([id, name]) => ({ id, name }));
}

function outputAt(
  { cells }: Trial,
  place: { rowNumber: number; language: string },
  variant: number | undefined,
): Record<string, unknown> | null {
  const cell = cells.find(
    (one) => one.variant === variant && one.rowNumber === place.rowNumber && one.language === place.language,
  );
  return cell?.status === "succeeded" ? cell.output : null;
}

function toggled(keys: ReadonlySet<string>, key: string, isOn: boolean): Set<string> {
  const others = [...keys].filter((other) => other !== key);
  return new Set(isOn ? [...others, key] : others);
}

function withRight(
  right: ReadonlyMap<string, number>,
  key: string,
  variant: number | null,
): ReadonlyMap<string, number> {
  const others = [...right].filter(([other]) => other !== key);
  return new Map(variant === null ? others : [...others, [key, variant]]);
}
