"use client";
import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Select } from "#components/ui/select.tsx";
import { localeNames, locales } from "#lib/i18n/locales.ts";
import { EVENT_KINDS } from "#lib/notifications/event-kind.ts";
import { takesSecret } from "#lib/notifications/targets/target.ts";
import type { Target } from "./target.ts";

/** A target as somebody writes it; `url` and `secret` are empty where they are to stay. */
export interface TargetDraft {
  name: string;
  kind: Target["kind"];
  address: string;
  url: string;
  secret: string;
  events: Target["events"];
  team: string;
  digestMinutes: Target["digestMinutes"];
  language: Target["language"];
  allowPrivateNetwork: boolean;
}

/** The fields of a target. @param isKept it is there already: what is sealed is not shown, and stays when left empty. */
export function TargetFields({
  draft,
  onChange,
  misfit,
  isKept,
}: {
  draft: TargetDraft;
  onChange: (draft: TargetDraft) => void;
  misfit: (path: string) => string | null;
  isKept: boolean;
}) {
  const t = useTranslations("notifications.targets");
  const kinds = useTranslations("notifications.kind");
  const set = (change: Partial<TargetDraft>) => onChange({ ...draft, ...change });
  const { kind } = draft;
  return (
    <>
      <Field label={t("name")} error={misfit("name")}>
        <Input
          value={draft.name}
          onValueChange={(name) => set({ name })}
          maxLength={100}
          autoComplete="off"
        />
      </Field>
      {kind === "email" ? (
        <Field label={t("mailAddress")} error={misfit("address")}>
          <Input
            type="email"
            value={draft.address}
            onValueChange={(address) => set({ address })}
            autoComplete="off"
          />
        </Field>
      ) : (
        <>
          <Field label={t("url")} hint={isKept ? t("urlKept") : t(`urlHint.${kind}`)} error={misfit("url")}>
            <Input
              type="url"
              value={draft.url}
              onValueChange={(url) => set({ url })}
              placeholder="https://"
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
          {takesSecret(kind) ? (
            <Field
              label={t("secret")}
              hint={isKept ? t("secretMoves") : t("secretHint")}
              optional
              error={misfit("secret")}
            >
              <Input
                value={draft.secret}
                onValueChange={(secret) => set({ secret })}
                autoComplete="off"
                spellCheck={false}
              />
            </Field>
          ) : null}
          <Checkbox
            checked={draft.allowPrivateNetwork}
            onCheckedChange={(allowPrivateNetwork) => set({ allowPrivateNetwork })}
            label={t("private")}
          />
        </>
      )}
      <Field label={t("events")} group error={misfit("events")}>
        <div className="flex flex-col items-start">
          {EVENT_KINDS.map((event) => (
            <Checkbox
              key={event}
              checked={draft.events.includes(event)}
              onCheckedChange={(wanted) =>
                set({
                  events: EVENT_KINDS.filter((each) =>
                    each === event ? wanted : draft.events.includes(each),
                  ),
                })
              }
              label={kinds(event)}
            />
          ))}
        </div>
      </Field>
      <Field label={t("team")} hint={t("teamHint")} optional error={misfit("team")}>
        <Input
          value={draft.team}
          onValueChange={(team) => set({ team })}
          maxLength={100}
          autoComplete="off"
        />
      </Field>
      <Field label={t("digest")} hint={t("digestHint")} optional error={misfit("digestMinutes")}>
        <NumberInput
          value={draft.digestMinutes}
          onValueChange={(digestMinutes) => set({ digestMinutes })}
          min={1}
          max={1_440}
          unit={t("minutes")}
        />
      </Field>
      <Field label={t("language")} group error={misfit("language")}>
        <Select
          aria-label={t("language")}
          value={draft.language}
          onValueChange={(language) => set({ language })}
          options={locales.map((value) => ({ value, label: <span lang={value}>{localeNames[value]}</span> }))}
        />
      </Field>
    </>
  );
}
