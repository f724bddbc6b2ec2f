"use client";
import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { FILE_FORMATS, type FileFormat } from "#lib/publishing/channels/file/file-config.ts";

/** What is set of a bucket, as somebody writes it; an empty secret stays as it is. */
export interface S3Draft {
  endpoint: string;
  region: string;
  bucket: string;
  prefix: string;
  accessKeyId: string;
  secretAccessKey: string;
  allowPrivateNetwork: boolean;
  format: FileFormat;
}

/** What a new one begins as. */
export const NEW_S3: S3Draft = {
  endpoint: "",
  region: "us-east-1",
  bucket: "",
  prefix: "",
  accessKeyId: "",
  secretAccessKey: "",
  allowPrivateNetwork: false,
  format: "jsonl",
};

/** The bucket of a channel: where it is, what opens it, and what is put there. */
export function S3Fields({
  draft,
  isNew,
  onChange,
  misfit,
}: {
  draft: S3Draft;
  isNew: boolean;
  onChange: (draft: S3Draft) => void;
  misfit: (path: string) => string | null;
}) {
  const t = useTranslations("publishing.s3");
  const formats = useTranslations("publishing.new.formats");
  const set = (change: Partial<S3Draft>) => onChange({ ...draft, ...change });
  const text = (value: string, onValueChange: (value: string) => void) => ({
    ...{ value, onValueChange, autoComplete: "off", spellCheck: false },
  });
  return (
    <>
      <Field label={t("endpoint")} hint={t("endpointHint")} error={misfit("config.endpoint")}>
        <Input
          type="url"
          value={draft.endpoint}
          onValueChange={(endpoint) => set({ endpoint })}
          placeholder="https://"
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
      <Checkbox
        checked={draft.allowPrivateNetwork}
        onCheckedChange={(allowPrivateNetwork) => set({ allowPrivateNetwork })}
        label={t("private")}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("bucket")} error={misfit("config.bucket")}>
          <Input {...text(draft.bucket, (bucket) => set({ bucket }))} />
        </Field>
        <Field label={t("region")} error={misfit("config.region")}>
          <Input {...text(draft.region, (region) => set({ region }))} />
        </Field>
        <Field label={t("accessKeyId")} error={misfit("config.accessKeyId")}>
          <Input {...text(draft.accessKeyId, (accessKeyId) => set({ accessKeyId }))} />
        </Field>
        <Field
          label={t("secret")}
          hint={isNew ? undefined : t("secretKept")}
          optional={!isNew}
          error={misfit("config.secretAccessKey")}
        >
          <Input
            type="password"
            value={draft.secretAccessKey}
            onValueChange={(secretAccessKey) => set({ secretAccessKey })}
            autoComplete="new-password"
          />
        </Field>
      </div>
      <Field label={t("prefix")} hint={t("prefixHint")} optional error={misfit("config.prefix")}>
        <Input {...text(draft.prefix, (prefix) => set({ prefix }))} placeholder="presswork/" />
      </Field>
      <Field label={t("format")} hint={t("formatHint")} group error={misfit("config.format")}>
        <Select
          aria-label={t("format")}
          value={draft.format}
          onValueChange={(format) => set({ format })}
          options={FILE_FORMATS.map((value) => ({ value, label: formats(value) }))}
        />
      </Field>
    </>
  );
}
