"use client";
import { useFormatter, useTranslations } from "next-intl";
import type { BatchPreview } from "#components/batches/answers.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Select } from "#components/ui/select.tsx";
import { categoryColumnOf } from "#lib/checks/category-key.ts";
import { stillPasses } from "#lib/checks/lot-chances.ts";
import { MOST_CRITICAL_SAMPLE, type ReviewPlan } from "#lib/checks/review-plan.ts";
import { AQLS, INSPECTION_LEVELS, samplingPlan } from "#lib/checks/sampling-plan.ts";
import type { LaunchChange } from "./launch-changes.ts";
import { reviewKindChange } from "./review-kind-change.ts";

export interface LaunchReviewProps {
  reviewPlan: ReviewPlan;
  /** How much the launch makes; `null` until it is known. */
  preview: Pick<BatchPreview, "itemCount" | "languages"> | null;
  /** Names of the dataset's columns. */
  columns: readonly string[];
  onChange: (change: LaunchChange) => void;
}

/** Which of the outputs people read, and how that itself is kept in check. */
export function LaunchReview({ reviewPlan, preview, columns, onChange }: LaunchReviewProps) {
  const t = useTranslations("batches.launch.review");
  const set = (change: Partial<ReviewPlan>) =>
    onChange({ reviewPlan: { ...reviewPlan, ...change } as ReviewPlan });
  return (
    <>
      <Field label={t("title")} group>
        <RadioGroup
          cards
          aria-label={t("title")}
          value={reviewPlan.kind}
          onValueChange={(kind) => onChange(reviewKindChange(reviewPlan, kind))}
          options={[
            { value: "every", label: t("every"), hint: t("everyHint") },
            { value: "risk", label: t("risk"), hint: t("riskHint") },
            { value: "lots", label: t("lots"), hint: t("lotsHint") },
          ]}
        />
      </Field>
      {reviewPlan.kind === "risk" ? (
        <Share
          label={t("share")}
          hint={t("shareHint")}
          value={reviewPlan.share}
          most={1}
          onChange={(share) => set({ share: share ?? 0 })}
        />
      ) : null}
      {reviewPlan.kind === "lots" ? <LotFields plan={reviewPlan} preview={preview} set={set} /> : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <Share
          label={t("doubleShare")}
          hint={t("doubleHint")}
          value={reviewPlan.doubleShare}
          most={1}
          onChange={(doubleShare) => set({ doubleShare })}
        />
        <Share
          label={t("probeShare")}
          hint={t("probeHint")}
          value={reviewPlan.probeShare}
          most={0.2}
          onChange={(probeShare) => set({ probeShare })}
        />
      </div>
      <Checkbox
        label={t("blind")}
        hint={t("blindHint")}
        checked={reviewPlan.blind ?? false}
        onCheckedChange={(blind) => set({ blind: blind || undefined })}
      />
      <AssignBy value={reviewPlan.assignBy} columns={columns} onChange={(assignBy) => set({ assignBy })} />
    </>
  );
}

const NO_COLUMN = "";

function AssignBy({
  value,
  columns,
  onChange,
}: {
  value: string | undefined;
  columns: readonly string[];
  onChange: (column: string | undefined) => void;
}) {
  const t = useTranslations("batches.launch.review");
  const usual = categoryColumnOf(columns);
  const others = columns.filter((column) => column !== usual);
  return (
    <Field label={t("assignBy")} hint={t("assignByHint")} optional>
      <Select
        className="w-60"
        value={value === usual || value === undefined ? NO_COLUMN : value}
        options={[
          { value: NO_COLUMN, label: usual ?? t("assignByNone") },
          ...others.map((column) => ({ value: column, label: column })),
        ]}
        onValueChange={(column) => onChange(column === NO_COLUMN ? undefined : column)}
      />
    </Field>
  );
}

interface ShareProps {
  label: string;
  hint: string;
  value: number | undefined;
  most: number;
  onChange: (share: number | undefined) => void;
}

function Share({ label, hint, value, most, onChange }: ShareProps) {
  return (
    <Field label={label} hint={hint} optional={value === undefined}>
      <NumberInput
        className="w-40"
        min={0}
        max={most * 100}
        step={1}
        unit="%"
        value={value === undefined ? null : Number((value * 100).toFixed(4))}
        onValueChange={(percent) => onChange(percent === null ? undefined : Math.min(most, percent / 100))}
      />
    </Field>
  );
}

type LotPlan = Extract<ReviewPlan, { kind: "lots" }>;

function LotFields({
  plan: { aql, level, criticalSample },
  preview,
  set,
}: {
  plan: LotPlan;
  preview: LaunchReviewProps["preview"];
  set: (change: Partial<ReviewPlan>) => void;
}) {
  const t = useTranslations("batches.launch.review");
  const format = useFormatter();
  const size = preview ? Math.floor(preview.itemCount / Math.max(1, preview.languages.length)) : 0;
  const sampled = size > 0 ? samplingPlan(size, aql, level, "normal") : null;
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("aql")} hint={t("aqlHint")}>
          <Select
            value={aql}
            options={AQLS.map((value) => ({ value, label: `${value} %` }))}
            onValueChange={(value) => set({ aql: value })}
          />
        </Field>
        <Field label={t("level")} hint={t("levelHint")}>
          <Select
            value={level}
            options={INSPECTION_LEVELS.map((value) => ({ value, label: t(`levels.${value}`) }))}
            onValueChange={(value) => set({ level: value })}
          />
        </Field>
      </div>
      <Field
        label={t("criticalSample")}
        hint={t("criticalSampleHint")}
        optional={criticalSample === undefined}
      >
        <NumberInput
          className="w-40"
          min={1}
          max={MOST_CRITICAL_SAMPLE}
          value={criticalSample ?? null}
          onValueChange={(most) => set({ criticalSample: most ?? undefined })}
        />
      </Field>
      {sampled ? (
        <p className="text-muted">
          {t("lotsSample", {
            size,
            sample: sampled.sample,
            accept: sampled.accept,
            bad: format.number(stillPasses({ ...sampled, size, accept: sampled.reject - 1 }).badShare, {
              style: "percent",
              maximumFractionDigits: 1,
            }),
          })}
        </p>
      ) : null}
    </>
  );
}
