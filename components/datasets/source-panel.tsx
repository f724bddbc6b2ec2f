"use client";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { StructuredValue } from "#components/ui/structured-value.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { SourceToFix } from "./use-sources-to-fix.ts";

/** A row that an output was rejected for: what the reviewer said, the output, and the row's values to be corrected. */
export function SourcePanel({
  source,
  mayWrite,
  onClose,
  onCorrected,
}: {
  source: SourceToFix;
  mayWrite: boolean;
  onClose: () => void;
  onCorrected: () => void;
}) {
  const t = useTranslations("datasets.sources");
  const words = useTranslations("review");
  const formId = useId();
  const { itemId, batch, rowNumber, language, reason, note, rejectedBy, values, output } = source;
  const [written, setWritten] = useState(values);
  const correct = useChange(client.review.fixSource, { touches: [api.datasets.key(), api.review.key()] });
  const changed = Object.fromEntries(
    Object.entries(written).filter(([name, value]) => value !== values[name]),
  );
  const isChanged = Object.keys(changed).length > 0;

  return (
    <SidePanel
      title={t("rowTitle", { row: rowNumber })}
      facts={
        <TextLink
          href={`/batches/${batch.id}?item=${itemId.split(".")[1]}`}
        >{`${batch.name} · ${language}`}</TextLink>
      }
      onClose={onClose}
      width="lg"
      footer={
        mayWrite ? (
          <FormButtons
            formId={formId}
            label={t("submit")}
            pending={correct.pending}
            disabled={!isChanged}
            onCancel={onClose}
          />
        ) : null
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          correct.run({ itemId, values: changed }, ({ regenerating }) => {
            showToast({ title: t("corrected", { count: regenerating.length }) });
            onCorrected();
          });
        }}
      >
        <Callout
          tone="warning"
          title={t("rejected", { name: rejectedBy.name, reason: words(`reason.${reason as "other"}`) })}
        >
          {note}
        </Callout>
        {correct.problem ? <Callout tone="danger">{correct.problem}</Callout> : null}
        <section>
          <h3 className="mb-2 font-semibold">{t("output")}</h3>
          <dl className="flex flex-col gap-2" lang={language}>
            {Object.entries(output).map(([name, value]) => (
              <div key={name}>
                <dt className="text-muted text-xs">{name}</dt>
                <dd className="break-words">
                  <StructuredValue value={value} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
        <section className="flex flex-col gap-3">
          <h3 className="font-semibold">{t("values")}</h3>
          <p className="text-muted">{t("hint")}</p>
          {Object.entries(written).map(([name, value]) => (
            <Field key={name} label={name} error={correct.misfit(`values.${name}`)}>
              <Textarea
                rows={1}
                autoGrow
                value={value}
                readOnly={!mayWrite}
                onChange={(event) => setWritten({ ...written, [name]: event.target.value })}
              />
            </Field>
          ))}
        </section>
      </form>
    </SidePanel>
  );
}
