"use client";
import { Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { type CheckSpec, type FormatSpec, UNWANTED } from "#lib/templates/check-spec.ts";
import { CheckSeverity } from "./check-severity.tsx";
import { Disclosure } from "./disclosure.tsx";
import { TITLE_LIMITS } from "./title-limits.ts";
import { useListText } from "./use-list-text.ts";

const LIMITS = ["minLength", "maxLength", "minWords", "maxWords", "minItems", "maxItems"] as const;
const TYPES = ["text", "number", "boolean", "list", "object"] as const;
const OWN = "own";
const ANY = "any";

export interface FormatChecksProps {
  checks: readonly CheckSpec[];
  /** Names of the output's fields. */
  fields: readonly string[];
  /** Puts a check in place of the one at a place, or behind the last; `null` takes it out. */
  onChange: (at: number, spec: CheckSpec | null) => void;
  readOnly: boolean;
}

/** Rules for the form of texts, as many as there are fields that want their own. */
export function FormatChecks({ checks, fields, onChange, readOnly }: FormatChecksProps) {
  const t = useTranslations("templates.checks");
  const rules = checks.flatMap((spec, at) => (spec.kind === "format" ? [{ spec, at }] : []));
  return (
    <li className="flex flex-col gap-2 border-line border-t pt-2">
      <p>{t("kinds.format.title")}</p>
      <p className="text-muted text-xs">{t("kinds.format.hint")}</p>
      {rules.map(({ spec, at }, index) => (
        <FormatRules
          // biome-ignore lint/suspicious/noArrayIndexKey: rules have no name of their own
          key={index}
          number={index + 1}
          spec={spec}
          fields={fields}
          onChange={(changed) => onChange(at, changed)}
          readOnly={readOnly}
        />
      ))}
      {readOnly ? null : (
        <Button
          size="sm"
          icon={<Plus aria-hidden />}
          onClick={() =>
            onChange(checks.length, {
              kind: "format",
              severity: "warn",
              without: ["placeholders", "self-reference"],
            })
          }
        >
          {t("format.add")}
        </Button>
      )}
    </li>
  );
}

interface FormatRulesProps {
  number: number;
  spec: FormatSpec;
  fields: readonly string[];
  onChange: (spec: FormatSpec | null) => void;
  readOnly: boolean;
}

function FormatRules({ number, spec, fields, onChange, readOnly }: FormatRulesProps) {
  const t = useTranslations("templates.checks");
  const name = spec.label ?? t("format.rules", { number });
  const change = (part: Partial<FormatSpec>) => onChange(withoutUnset({ ...spec, ...part }));
  const limitedTo = TITLE_LIMITS.find(({ channel }) => channel === spec.label);
  return (
    <div className="rounded-md border border-line">
      <div className="flex items-center justify-between gap-2 px-2 py-1">
        <span className="min-w-0 truncate font-medium">{name}</span>
        <span className="flex items-center gap-1">
          <CheckSeverity
            of={name}
            value={spec.severity}
            disabled={readOnly}
            onChange={(severity) => change({ severity })}
          />
          {readOnly ? null : (
            <Button
              size="sm"
              variant="ghost"
              icon={<Trash2 aria-hidden />}
              aria-label={t("format.remove", { number })}
              onClick={() => onChange(null)}
            />
          )}
        </span>
      </div>
      <Disclosure
        label={<span className="truncate text-muted text-xs">{scopeOf(spec, t("format.allFields"))}</span>}
      >
        <div className="flex flex-col gap-3">
          <Field label={t("format.fields")} group>
            <ul className="flex flex-wrap gap-x-3 gap-y-1">
              {[...new Set([...fields, ...(spec.fields ?? [])])].map((field) => (
                <li key={field}>
                  <Checkbox
                    label={field}
                    checked={spec.fields?.includes(field) ?? false}
                    disabled={readOnly}
                    onCheckedChange={(isOn) => change({ fields: toggled(spec.fields, field, isOn) })}
                  />
                </li>
              ))}
            </ul>
          </Field>
          <Field label={t("format.preset")} group>
            <Select
              aria-label={t("format.preset")}
              value={limitedTo?.channel ?? OWN}
              disabled={readOnly}
              onValueChange={(channel) => {
                const limit = TITLE_LIMITS.find((one) => one.channel === channel);
                change({ label: limit?.channel, maxLength: limit?.max });
              }}
              options={[
                { value: OWN, label: t("format.presetNone") },
                ...TITLE_LIMITS.map(({ channel, max }) => ({
                  value: channel,
                  label: t("format.presetOf", { channel, max }),
                })),
              ]}
            />
          </Field>
          <Field label={t("format.label")} optional>
            <Input
              value={spec.label ?? ""}
              maxLength={60}
              disabled={readOnly}
              onChange={({ target }) => change({ label: target.value || undefined })}
            />
          </Field>
          <div className="grid grid-cols-2 gap-2">
            {LIMITS.map((limit) => (
              <Field key={limit} label={t(`format.${limit}`)} optional>
                <NumberInput
                  plain
                  className="w-full"
                  min={0}
                  step={1}
                  disabled={readOnly}
                  value={spec[limit] ?? null}
                  onValueChange={(value) => change({ [limit]: value ?? undefined })}
                />
              </Field>
            ))}
          </div>
          <Field label={t("format.without")} group>
            <ul className="flex flex-col gap-1">
              {UNWANTED.map((unwanted) => (
                <li key={unwanted}>
                  <Checkbox
                    label={t(`format.unwanted.${unwanted}`)}
                    checked={spec.without?.includes(unwanted) ?? false}
                    disabled={readOnly}
                    onCheckedChange={(isOn) => change({ without: toggled(spec.without, unwanted, isOn) })}
                  />
                </li>
              ))}
            </ul>
          </Field>
          <TagsField tags={spec.tags} disabled={readOnly} onChange={(tags) => change({ tags })} />
          <WordsField
            label={t("format.require")}
            words={spec.require}
            disabled={readOnly}
            onChange={(require) => change({ require })}
          />
          <WordsField
            label={t("format.forbid")}
            words={spec.forbid}
            disabled={readOnly}
            onChange={(forbid) => change({ forbid })}
          />
          <Field label={t("format.pattern")} hint={t("format.patternHint")} optional>
            <Input
              className="font-mono"
              value={spec.pattern ?? ""}
              maxLength={500}
              disabled={readOnly}
              onChange={({ target }) => change({ pattern: target.value || undefined })}
            />
          </Field>
          <Field label={t("format.type")} group>
            <Select
              aria-label={t("format.type")}
              value={spec.type ?? ANY}
              disabled={readOnly}
              onValueChange={(type) => change({ type: type === ANY ? undefined : type })}
              options={[
                { value: ANY, label: t("format.typeAny") },
                ...TYPES.map((type) => ({ value: type, label: t(`format.types.${type}`) })),
              ]}
            />
          </Field>
        </div>
      </Disclosure>
    </div>
  );
}

function TagsField({
  tags,
  disabled,
  onChange,
}: {
  tags: readonly string[] | undefined;
  disabled: boolean;
  onChange: (tags: string[] | undefined) => void;
}) {
  const t = useTranslations("templates.checks.format");
  // None may be allowed for a moment, while others are typed.
  const [isSome, setIsSome] = useState(tags !== undefined && tags.length > 0);
  const [text, setText] = useListText(tags ?? [], ", ", readTags);
  const way = !tags ? "any" : tags.length > 0 || isSome ? "some" : "none";
  return (
    <div className="flex flex-col gap-1">
      <Field label={t("tags")} group>
        <Select
          aria-label={t("tags")}
          value={way}
          disabled={disabled}
          onValueChange={(chosen) => {
            setIsSome(chosen === "some");
            onChange(chosen === "any" ? undefined : chosen === "none" ? [] : FIRST_TAGS);
          }}
          options={[
            { value: "any", label: t("tagsAny") },
            { value: "none", label: t("tagsNone") },
            { value: "some", label: t("tagsSome") },
          ]}
        />
      </Field>
      {way === "some" ? (
        <Input
          aria-label={t("tagsSome")}
          placeholder={t("tagsHint")}
          value={text}
          disabled={disabled}
          onChange={({ target }) => {
            setText(target.value);
            onChange(readTags(target.value));
          }}
        />
      ) : null}
    </div>
  );
}

function WordsField({
  label,
  words,
  disabled,
  onChange,
}: {
  label: string;
  words: readonly string[] | undefined;
  disabled: boolean;
  onChange: (words: string[] | undefined) => void;
}) {
  const t = useTranslations("templates.checks.format");
  const [text, setText] = useListText(words ?? [], "\n", readWords);
  return (
    <Field label={label} hint={t("wordsHint")} optional>
      <Textarea
        rows={2}
        value={text}
        disabled={disabled}
        onChange={({ target }) => {
          setText(target.value);
          const written = readWords(target.value);
          onChange(written.length > 0 ? written : undefined);
        }}
      />
    </Field>
  );
}

const FIRST_TAGS = ["b", "br"];
const LONGEST_WORD = 200;

function readTags(text: string): string[] {
  return [...new Set(text.split(/[\s,，<>/]+/))].filter((tag) => /^[a-z][a-z0-9-]{0,29}$/i.test(tag));
}

function readWords(text: string): string[] {
  const lines = text.split("\n").map((line) => line.trim().slice(0, LONGEST_WORD));
  return [...new Set(lines)].filter((line) => line !== "");
}

function scopeOf({ fields }: FormatSpec, all: string): string {
  return fields?.length ? fields.join(", ") : all;
}

function toggled<Name extends string>(
  names: readonly Name[] | undefined,
  name: Name,
  isOn: boolean,
): Name[] | undefined {
  const others = (names ?? []).filter((other) => other !== name);
  const kept = isOn ? [...others, name] : others;
  return kept.length > 0 ? kept : undefined;
}

// A rule that is not asked for is not there at all, so that a draft is the same as it was saved.
function withoutUnset(spec: FormatSpec): FormatSpec {
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined)) as FormatSpec;
}
