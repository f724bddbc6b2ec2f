"use client";
import { useTranslations } from "next-intl";
import { PasswordInput } from "#components/auth/password-input.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { HeaderLines } from "#components/ui/header-lines.tsx";
import { Input } from "#components/ui/input.tsx";
import type { ProviderKind } from "#lib/models/provider.ts";
import { needsBaseUrl, usualBaseUrl } from "#lib/models/provider.ts";
import { SandboxFields } from "./sandbox-fields.tsx";

export interface ProviderDraft {
  name: string;
  baseUrl: string;
  /** Empty: the key stays as it is. */
  apiKey: string;
  headers: Record<string, string>;
  allowPrivateNetwork: boolean;
}

export interface ProviderFormProps {
  kind: ProviderKind;
  draft: ProviderDraft;
  onChange: (draft: ProviderDraft) => void;
  /** The end of the key that is kept, when one is. */
  keptKeyHint?: string | null;
  misfit: (path: string) => string | null;
}

/** What can be set of a provider; the sandbox has its speed and its faults instead of a key. */
export function ProviderForm({ kind, draft, onChange, keptKeyHint = null, misfit }: ProviderFormProps) {
  const t = useTranslations("models");
  const set = (change: Partial<ProviderDraft>) => onChange({ ...draft, ...change });
  const usual = usualBaseUrl(kind);
  return (
    <>
      <Field label={t("field.name")} error={misfit("name")}>
        <Input value={draft.name} onValueChange={(name) => set({ name })} autoComplete="off" />
      </Field>
      {kind === "sandbox" ? (
        <SandboxFields headers={draft.headers} onChange={(headers) => set({ headers })} />
      ) : (
        <>
          <Field
            label={t("field.baseUrl")}
            optional={!needsBaseUrl(kind)}
            hint={usual ? t("field.baseUrlUsual", { url: usual }) : t("field.baseUrlHint")}
            error={misfit("baseUrl")}
          >
            <Input
              value={draft.baseUrl}
              onValueChange={(baseUrl) => set({ baseUrl })}
              type="url"
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
            />
          </Field>
          <Field
            label={t("field.apiKey")}
            optional
            hint={keptKeyHint ? t("field.apiKeyKept", { hint: keptKeyHint }) : t("field.apiKeyHint")}
            error={misfit("apiKey")}
          >
            <PasswordInput
              name="apiKey"
              value={draft.apiKey}
              onChange={(event) => set({ apiKey: event.currentTarget.value })}
              autoComplete="new-password"
            />
          </Field>
          <HeaderLines
            label={t("field.headers")}
            hint={t("field.headersHint")}
            headers={draft.headers}
            onChange={(headers) => set({ headers })}
            error={Object.keys(draft.headers)
              .map((name) => misfit(`headers.${name}`))
              .find((message) => message !== null)}
          />
          <Checkbox
            checked={draft.allowPrivateNetwork}
            onCheckedChange={(allowPrivateNetwork) => set({ allowPrivateNetwork })}
            label={t("field.allowPrivateNetwork")}
            hint={t("field.allowPrivateNetworkHint")}
          />
        </>
      )}
    </>
  );
}
