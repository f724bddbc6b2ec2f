"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Field } from "#components/ui/field.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Select } from "#components/ui/select.tsx";
import {
  type CapabilitiesView,
  type Capability,
  INSTRUCTION_ROLES,
  LEAVABLE_FIELDS,
  STREAMINGS,
  STRUCTURED_OUTPUTS,
  TOKEN_LIMITS,
} from "#lib/models/capabilities.ts";

export interface CapabilityFieldsProps {
  capabilities: CapabilitiesView;
  onChange: (capabilities: CapabilitiesView) => void;
  misfit: (path: string) => string | null;
  disabled: boolean;
}

const USUAL = "usual" as const;
const PICTURES = ["shown", "refused"] as const;
const FUNCTIONS = ["offered", "refused"] as const;
type TextCapability = Exclude<Capability, "pictureSizes" | "pictureQualities" | "mostPictures">;

const FIGURES = ["mostOutputTokens", "contextTokens", "leastOutputTokens", "billedOutputTokens"] as const;

/** What a model that writes takes and how it bills: what was learnt says from which words, and all of it can be set. */
export function CapabilityFields({ capabilities, onChange, misfit, disabled }: CapabilityFieldsProps) {
  const t = useTranslations("models");
  const field = (name: TextCapability, control: ReactNode, group = false) => (
    <Field
      key={name}
      label={t(`capability.${name}`)}
      group={group}
      hint={<Learnt from={capabilities.learnt[name]} otherwise={t(`capabilityHint.${name}`)} />}
      error={misfit(`capabilities.${name}`)}
      disabled={disabled}
    >
      {control}
    </Field>
  );
  const choice = (
    name: "structuredOutput" | "tokenLimit" | "streaming" | "instructionRole",
    options: readonly { value: string; label: string }[],
  ) =>
    field(
      name,
      <Select
        value={capabilities[name] ?? USUAL}
        options={options}
        onValueChange={(value) => onChange({ ...capabilities, [name]: value === USUAL ? null : value })}
        disabled={disabled}
      />,
    );
  const figure = (name: (typeof FIGURES)[number]) =>
    field(
      name,
      <NumberInput
        value={capabilities[name]}
        min={64}
        onValueChange={(value) => onChange({ ...capabilities, [name]: value })}
        className="w-full"
      />,
    );
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
      {choice(
        "structuredOutput",
        STRUCTURED_OUTPUTS.map((value) => ({ value, label: t(`structuredOutput.${value}`) })),
      )}
      {choice(
        "tokenLimit",
        ([USUAL, ...TOKEN_LIMITS] as const).map((value) => ({ value, label: t(`tokenLimit.${value}`) })),
      )}
      {choice(
        "streaming",
        STREAMINGS.map((value) => ({ value, label: t(`streaming.${value}`) })),
      )}
      {choice(
        "instructionRole",
        ([USUAL, ...INSTRUCTION_ROLES] as const).map((value) => ({
          value,
          label: t(`instructionRole.${value}`),
        })),
      )}
      {field(
        "pictures",
        <Select
          value={capabilities.pictures ? "shown" : "refused"}
          options={PICTURES.map((value) => ({ value, label: t(`pictures.${value}`) }))}
          onValueChange={(value) => onChange({ ...capabilities, pictures: value === "shown" })}
          disabled={disabled}
        />,
      )}
      {field(
        "functions",
        <Select
          value={capabilities.functions ? "offered" : "refused"}
          options={FUNCTIONS.map((value) => ({ value, label: t(`functions.${value}`) }))}
          onValueChange={(value) => onChange({ ...capabilities, functions: value === "offered" })}
          disabled={disabled}
        />,
      )}
      {FIGURES.map(figure)}
      <div className="sm:col-span-2">
        {field(
          "leftOut",
          <div className="flex flex-wrap gap-x-4 gap-y-1">
            {LEAVABLE_FIELDS.map((name) => (
              <Checkbox
                key={name}
                label={name}
                checked={capabilities.leftOut.includes(name)}
                disabled={disabled}
                onCheckedChange={(isLeftOut) => {
                  const others = capabilities.leftOut.filter((other) => other !== name);
                  onChange({ ...capabilities, leftOut: isLeftOut ? [...others, name] : others });
                }}
              />
            ))}
          </div>,
          true,
        )}
      </div>
    </div>
  );
}

/** What taught a capability; where nothing did, what it is. */
export function Learnt({
  from,
  otherwise,
}: {
  from: CapabilitiesView["learnt"][Capability];
  otherwise: string;
}) {
  const t = useTranslations("models");
  if (!from) return otherwise;
  return (
    <>
      {from.words ? t("learntFromWords", { words: from.words }) : t("learntFromAnswers")}{" "}
      <DateTime iso={from.at} />
    </>
  );
}
