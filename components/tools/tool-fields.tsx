import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { HeaderLines } from "#components/ui/header-lines.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Select } from "#components/ui/select.tsx";
import {
  DEFAULT_MAX_BYTES,
  DEFAULT_TIMEOUT_MS,
  LARGEST_MAX_BYTES,
  LONGEST_TIMEOUT_MS,
  TOOL_METHODS,
} from "#lib/tools/tool.ts";
import { InputRows } from "./input-rows.tsx";
import type { ToolDraft } from "./tool-draft.ts";

const KILOBYTE = 1_024;

/** The fields of a tool. */
export function ToolFields({
  draft,
  onChange,
  misfit,
}: {
  draft: ToolDraft;
  onChange: (draft: ToolDraft) => void;
  misfit: (path: string) => string | null;
}) {
  const t = useTranslations("tools.field");
  const set = (change: Partial<ToolDraft>) => onChange({ ...draft, ...change });
  const wrongInput = ["inputSchema", "inputSchema.properties", "inputSchema.required"]
    .concat(draft.inputs.flatMap(({ name }) => [`inputSchema.properties.${name}`]))
    .map((path) => misfit(path))
    .find((message) => message !== null);
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
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-[8rem_minmax(0,1fr)] sm:gap-2">
        <Field label={t("method")} group error={misfit("method")}>
          <Select
            aria-label={t("method")}
            value={draft.method}
            options={TOOL_METHODS.map((value) => ({ value, label: value }))}
            onValueChange={(method) => set({ method })}
            className="w-full"
          />
        </Field>
        <Field label={t("url")} hint={t("urlHint")} error={misfit("url")}>
          <Input
            value={draft.url}
            onValueChange={(url) => set({ url })}
            placeholder="https://pim.example.com/products/{sku}"
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            className="font-mono text-xs"
          />
        </Field>
      </div>
      <Field label={t("inputs")} hint={t("inputsHint")} group error={wrongInput}>
        <InputRows inputs={draft.inputs} onChange={(inputs) => set({ inputs })} />
      </Field>
      <HeaderLines
        label={t("headers")}
        hint={t("headersHint")}
        headers={draft.headers}
        onChange={(headers) => set({ headers })}
        error={Object.keys(draft.headers)
          .map((name) => misfit(`headers.${name}`))
          .find((message) => message !== null)}
      />
      <Field label={t("resultPath")} optional hint={t("resultPathHint")} error={misfit("resultPath")}>
        <Input
          value={draft.resultPath}
          onValueChange={(resultPath) => set({ resultPath })}
          placeholder="data.product"
          autoComplete="off"
          spellCheck={false}
          className="font-mono text-xs"
        />
      </Field>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <Field label={t("timeout")} error={misfit("timeoutMs")}>
          <NumberInput
            plain
            unit="s"
            className="w-full"
            min={0.1}
            max={LONGEST_TIMEOUT_MS / 1_000}
            value={draft.timeoutMs / 1_000}
            onValueChange={(seconds) =>
              set({ timeoutMs: seconds === null ? DEFAULT_TIMEOUT_MS : Math.round(seconds * 1_000) })
            }
          />
        </Field>
        <Field label={t("maxBytes")} error={misfit("maxBytes")}>
          <NumberInput
            plain
            unit="KB"
            className="w-full"
            min={1}
            max={LARGEST_MAX_BYTES / KILOBYTE}
            value={Math.round(draft.maxBytes / KILOBYTE)}
            onValueChange={(kilobytes) =>
              set({ maxBytes: kilobytes === null ? DEFAULT_MAX_BYTES : Math.round(kilobytes * KILOBYTE) })
            }
          />
        </Field>
      </div>
      <Checkbox
        checked={draft.allowPrivateNetwork}
        onCheckedChange={(allowPrivateNetwork) => set({ allowPrivateNetwork })}
        label={t("private")}
        hint={t("privateHint")}
      />
    </>
  );
}
