"use client";
import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Switch } from "#components/ui/switch.tsx";
import type { OperationOf } from "#lib/images/operations/operation.ts";
import { CORNERS, OUTPUT_FORMATS, SOURCE_KINDS } from "#lib/images/operations/operation-choices.ts";
import { ColourInput } from "./colour-input.tsx";
import { CutOutFields } from "./cut-out-fields.tsx";
import { colourOf, filledBy, fitOn, type Operation } from "./operation-draft.ts";

export interface OperationFieldsProps {
  operation: Operation;
  onChange: (operation: Operation) => void;
}

/** What can be set of an operation. */
export function OperationFields({ operation, onChange }: OperationFieldsProps) {
  const t = useTranslations("images.operation");
  switch (operation.do) {
    case "cut-out":
      return <CutOutFields operation={operation} onChange={onChange} />;
    case "enlarge":
      return (
        <div className="flex flex-wrap items-start gap-3">
          <Field label={t("factor")} group>
            <Select
              aria-label={t("factor")}
              value={String(operation.factor)}
              options={[
                { value: "2", label: "× 2" },
                { value: "4", label: "× 4" },
              ]}
              onValueChange={(factor) => onChange({ ...operation, factor: factor === "4" ? 4 : 2 })}
            />
          </Field>
          <div className="max-w-64 flex-1 basis-40">
            <Field label={t("quality")} group hint={t(`qualityHints.${operation.quality}`)}>
              <Select
                aria-label={t("quality")}
                value={operation.quality}
                options={(["fast", "hd"] as const).map((value) => ({
                  value,
                  label: t(`qualities.${value}`),
                }))}
                onValueChange={(quality) => onChange({ ...operation, quality })}
              />
            </Field>
          </div>
        </div>
      );
    case "background":
      return <BackgroundFields operation={operation} onChange={onChange} />;
    case "fit":
      return <FitFields operation={operation} onChange={onChange} />;
    case "label":
      return <LabelFields operation={operation} onChange={onChange} />;
  }
}

interface FieldsOf<Kind extends Operation["do"]> {
  operation: OperationOf<Kind>;
  onChange: (operation: OperationOf<Kind>) => void;
}

function BackgroundFields({ operation, onChange }: FieldsOf<"background">) {
  const t = useTranslations("images.operation");
  const { fill } = operation;
  const gradient = typeof fill === "object" && "from" in fill ? fill : null;
  const colour = colourOf(operation);
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Field label={t("fill")} group>
        <Select
          aria-label={t("fill")}
          value={gradient ? "gradient" : "colour"}
          options={[
            { value: "colour", label: t("fillColour") },
            { value: "gradient", label: t("fillGradient") },
          ]}
          onValueChange={(kind) => onChange(filledBy(operation, kind === "gradient" ? kind : "colour"))}
        />
      </Field>
      {gradient ? (
        <Field label={t("direction")} group>
          <Select
            aria-label={t("direction")}
            value={gradient.direction}
            options={(["down", "across"] as const).map((value) => ({
              value,
              label: t(`directions.${value}`),
            }))}
            onValueChange={(direction) => onChange({ ...operation, fill: { ...gradient, direction } })}
          />
        </Field>
      ) : null}
      <ColourInput
        label={gradient ? t(`from.${gradient.direction}`) : t("colour")}
        value={colour}
        onChange={(from) => onChange({ ...operation, fill: gradient ? { ...gradient, from } : from })}
      />
      {gradient ? (
        <ColourInput
          label={t(`to.${gradient.direction}`)}
          value={gradient.to}
          onChange={(to) => onChange({ ...operation, fill: { ...gradient, to } })}
        />
      ) : null}
      <Switch
        label={t("shadow")}
        checked={operation.shadow}
        onCheckedChange={(shadow) => onChange({ ...operation, shadow })}
        className="pb-1"
      />
    </div>
  );
}

function FitFields({ operation, onChange }: FieldsOf<"fit">) {
  const t = useTranslations("images.operation");
  const side = (name: "width" | "height" | "margin", least: number) => (
    <Field label={t(name)}>
      <NumberInput
        plain
        unit="px"
        min={least}
        max={10_000}
        value={operation[name]}
        onValueChange={(value) => value !== null && onChange({ ...operation, [name]: value })}
        className="w-24"
      />
    </Field>
  );
  return (
    <div className="flex flex-wrap items-end gap-3">
      {side("width", 1)}
      {side("height", 1)}
      {side("margin", 0)}
      <Field label={t("mode")} group>
        <Select
          aria-label={t("mode")}
          value={operation.mode}
          options={(["contain", "cover"] as const).map((value) => ({ value, label: t(`modes.${value}`) }))}
          onValueChange={(mode) => onChange({ ...operation, mode })}
        />
      </Field>
      {operation.background === "transparent" ? null : (
        <ColourInput
          label={t("background")}
          value={operation.background}
          onChange={(background) => onChange({ ...operation, background })}
        />
      )}
      <Switch
        label={t("transparent")}
        checked={operation.background === "transparent"}
        onCheckedChange={(isClear) => onChange(fitOn(operation, isClear ? "transparent" : "white"))}
        className="pb-1"
      />
      <Field label={t("format")} group>
        <Select
          aria-label={t("format")}
          value={operation.format ?? "jpeg"}
          options={OUTPUT_FORMATS.map((value) => ({ value, label: value.toUpperCase() }))}
          onValueChange={(format) => onChange({ ...operation, format })}
          className="min-w-24"
        />
      </Field>
      <Field label={t("maxKilobytes")} optional>
        <NumberInput
          plain
          unit="kB"
          min={1}
          value={operation.maxBytes ? Math.round(operation.maxBytes / 1_000) : null}
          onValueChange={(value) => {
            const { maxBytes: _, ...rest } = operation;
            onChange(value === null ? rest : { ...rest, maxBytes: value * 1_000 });
          }}
          className="w-28"
        />
      </Field>
    </div>
  );
}

function LabelFields({ operation, onChange }: FieldsOf<"label">) {
  const t = useTranslations("images.operation");
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Field label={t("language")} group>
        <Select
          aria-label={t("language")}
          value={operation.language.startsWith("zh") ? "zh-CN" : "en"}
          options={[
            { value: "zh-CN", label: "AI生成" },
            { value: "en", label: "AI-generated" },
          ]}
          onValueChange={(language) => onChange({ ...operation, language })}
        />
      </Field>
      <Field label={t("corner")} group>
        <Select
          aria-label={t("corner")}
          value={operation.corner}
          options={CORNERS.map((value) => ({ value, label: t(`corners.${value}`) }))}
          onValueChange={(corner) => onChange({ ...operation, corner })}
        />
      </Field>
      <Field label={t("heightPercent")}>
        <NumberInput
          unit="%"
          min={5}
          max={20}
          value={operation.heightPercent}
          onValueChange={(value) => value !== null && onChange({ ...operation, heightPercent: value })}
          className="w-28"
        />
      </Field>
      <Field label={t("source")} group>
        <Select
          aria-label={t("source")}
          value={operation.source}
          options={SOURCE_KINDS.map((value) => ({ value, label: t(`sources.${value}`) }))}
          onValueChange={(source) => onChange({ ...operation, source })}
        />
      </Field>
    </div>
  );
}
