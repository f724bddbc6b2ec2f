"use client";
import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Select } from "#components/ui/select.tsx";
import { FILE_FORMATS } from "#lib/publishing/channels/file/file-config.ts";
import { FEED_FORMATS } from "#lib/publishing/channels/google-merchant/google-config.ts";
import { LABEL_POLICIES } from "#lib/publishing/managed/managed-channel.ts";
import { type ChannelDraft, takesOutputs } from "./channel-draft.ts";
import { MappingEditor } from "./mapping-editor.tsx";
import { PicturesFields } from "./pictures-fields.tsx";
import { ProductFileFields } from "./product-file-fields.tsx";
import { PublisherChoice } from "./publisher-choice.tsx";
import { S3Fields } from "./s3-fields.tsx";
import { ShopifyProductFields, ShopifyTranslationFields } from "./shopify-fields.tsx";
import { TrainingFields } from "./training-fields.tsx";
import { useWorkbook, WorkbookFields } from "./workbook-fields.tsx";
import { XliffFields } from "./xliff-fields.tsx";

/** The fields of a channel; those of its kind come first. */
export function ChannelFields({
  draft,
  isNew = false,
  onChange,
  misfit,
}: {
  draft: ChannelDraft;
  /** Some of it is fixed once a channel is there. */
  isNew?: boolean | undefined;
  onChange: (draft: ChannelDraft) => void;
  misfit: (path: string) => string | null;
}) {
  const t = useTranslations("publishing.channels");
  const formats = useTranslations("publishing.new.formats");
  const set = (change: Partial<ChannelDraft>) => onChange({ ...draft, ...change });
  const isWorkbook = draft.kind === "workbook";
  // What is learnt from is the outputs as they are.
  const isTraining = draft.kind === "training-set";
  const { data: workbook } = useWorkbook(draft.workbook);
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
      {draft.kind === "file" ? (
        <Field label={t("format")} group error={misfit("config.format")}>
          <Select
            aria-label={t("format")}
            value={draft.format}
            onValueChange={(format) => set({ format })}
            options={FILE_FORMATS.map((value) => ({ value, label: formats(value) }))}
          />
        </Field>
      ) : null}
      {draft.kind === "google-merchant" ? (
        <Field label={t("format")} hint={t("feedHint")} group error={misfit("config.format")}>
          <Select
            aria-label={t("format")}
            value={draft.feed}
            onValueChange={(feed) => set({ feed })}
            options={FEED_FORMATS.map((value) => ({ value, label: t(`feeds.${value}`) }))}
          />
        </Field>
      ) : null}
      {draft.kind === "webhook" ? <WebhookFields draft={draft} set={set} misfit={misfit} /> : null}
      {isWorkbook ? (
        <WorkbookFields
          draft={draft.workbook}
          onChange={(chosen) => set({ workbook: chosen })}
          misfit={misfit}
        />
      ) : null}
      {isTraining ? (
        <TrainingFields
          draft={draft.training}
          isNew={isNew}
          onChange={(training) => set({ training })}
          misfit={misfit}
        />
      ) : null}
      {draft.kind === "shopify-products" ? (
        <ShopifyProductFields
          draft={draft.shopify}
          onChange={(shopify) => set({ shopify })}
          misfit={misfit}
        />
      ) : null}
      {draft.kind === "shopify-translations" ? (
        <ShopifyTranslationFields
          draft={draft.shopify}
          onChange={(shopify) => set({ shopify })}
          misfit={misfit}
        />
      ) : null}
      {draft.kind === "woocommerce-products" || draft.kind === "akeneo-products" ? (
        <ProductFileFields
          kind={draft.kind}
          draft={draft.productFile}
          onChange={(productFile) => set({ productFile })}
          misfit={misfit}
        />
      ) : null}
      {draft.kind === "xliff" ? (
        <XliffFields draft={draft.xliff} onChange={(xliff) => set({ xliff })} misfit={misfit} />
      ) : null}
      {draft.kind === "pictures" ? (
        <PicturesFields draft={draft.pictures} onChange={(pictures) => set({ pictures })} misfit={misfit} />
      ) : null}
      {draft.kind === "s3" ? (
        <S3Fields draft={draft.s3} isNew={isNew} onChange={(s3) => set({ s3 })} misfit={misfit} />
      ) : null}
      {draft.kind === "pull" ? <p className="text-muted">{t("pullHint")}</p> : null}
      <Field
        label={t("key")}
        hint={isTraining ? t("trainingKeyHint") : t("keyHint")}
        optional={!isTraining}
        error={misfit("key")}
      >
        <Input
          value={draft.key}
          disabled={isTraining && !isNew}
          onValueChange={(key) => set({ key })}
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
      {takesOutputs(draft.kind) ? (
        draft.kind === "pictures" ? null : (
          <p className="text-muted">{t(isTraining ? "trainingLabels" : "xliffLabels")}</p>
        )
      ) : (
        <>
          <Field
            label={t("mapping.title")}
            hint={isWorkbook ? t("workbook.mapHint") : t("mapping.hint")}
            group
            error={misfit("mapping")}
          >
            <MappingEditor
              rows={draft.mapping}
              onChange={(mapping) => set({ mapping })}
              columns={isWorkbook ? (workbook?.columns ?? []) : null}
            />
          </Field>
          <Field label={t("labels")} group error={misfit("label.acceptDuty") ?? misfit("label.fields")}>
            <RadioGroup
              aria-label={t("labels")}
              value={draft.policy}
              onValueChange={(policy) => set({ policy })}
              options={LABEL_POLICIES.map((value) => ({ value, label: t(`policy.${value}`) }))}
            />
          </Field>
          {draft.policy === "in-text" ? (
            <Field label={t("labelFields")} hint={t("labelFieldsHint")}>
              <Input value={draft.labelFields} onValueChange={(labelFields) => set({ labelFields })} />
            </Field>
          ) : null}
          {draft.policy === "off" ? (
            <Callout tone="warning" title={t("duty")}>
              <Checkbox
                checked={draft.acceptDuty}
                onCheckedChange={(acceptDuty) => set({ acceptDuty })}
                label={t("acceptDuty")}
              />
            </Callout>
          ) : null}
        </>
      )}
      {draft.kind === "xliff" && draft.languages === "" ? null : (
        <Field label={t("languages")} hint={t("languagesHint")} optional error={misfit("languages")}>
          <Input
            value={draft.languages}
            onValueChange={(languages) => set({ languages })}
            placeholder="zh-CN, en"
            spellCheck={false}
          />
        </Field>
      )}
      <Field label={t("publishers")} group error={misfit("publisherIds")}>
        <PublisherChoice chosen={draft.publisherIds} onChange={(publisherIds) => set({ publisherIds })} />
      </Field>
      <Field label={t("hold")} hint={t("holdHint")} error={misfit("holdSeconds")}>
        <NumberInput
          value={draft.holdMinutes}
          onValueChange={(holdMinutes) => set({ holdMinutes })}
          min={0}
          unit={t("minutes")}
        />
      </Field>
    </>
  );
}

function WebhookFields({
  draft,
  set,
  misfit,
}: {
  draft: ChannelDraft;
  set: (change: Partial<ChannelDraft>) => void;
  misfit: (path: string) => string | null;
}) {
  const t = useTranslations("publishing.channels");
  return (
    <>
      <Field label={t("url")} hint={t("urlHint")} error={misfit("config.url")}>
        <Input
          type="url"
          value={draft.url}
          onValueChange={(url) => set({ url })}
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
      <div className="flex flex-wrap gap-4">
        <Field label={t("rate")} error={misfit("config.ratePerSecond")}>
          <NumberInput
            value={draft.ratePerSecond}
            onValueChange={(ratePerSecond) => set({ ratePerSecond })}
            min={1}
            max={1_000}
          />
        </Field>
        <Field label={t("attempts")} error={misfit("config.maxAttempts")}>
          <NumberInput
            value={draft.maxAttempts}
            onValueChange={(maxAttempts) => set({ maxAttempts })}
            min={1}
            max={20}
          />
        </Field>
      </div>
    </>
  );
}
