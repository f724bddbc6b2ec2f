"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { type Labelled, usePunctuation } from "#components/ui/use-punctuation.ts";
import { type CapabilitiesView, LEAVABLE_PICTURE_FIELDS } from "#lib/models/capabilities.ts";
import { type CapabilityFieldsProps, Learnt } from "./capability-fields.tsx";

type Listed = "pictureSizes" | "pictureQualities";

/** What a model that draws takes and how it bills: what was learnt says from which words, and all of it can be set. */
export function PictureCapabilityFields({ capabilities, onChange, misfit, disabled }: CapabilityFieldsProps) {
  const t = useTranslations("models");
  const { labelled } = usePunctuation();
  const list = (name: Listed) => (
    <Field
      label={t(`capability.${name}`)}
      hint={<Learnt from={capabilities.learnt[name]} otherwise={t(`capabilityHint.${name}`)} />}
      error={listMisfit(name, capabilities, misfit, labelled)}
      disabled={disabled}
    >
      <Words words={capabilities[name]} onChange={(words) => onChange({ ...capabilities, [name]: words })} />
    </Field>
  );
  const figure = (
    name: "mostPictures" | "billedOutputTokens",
    label: "mostPictures" | "billedPictureTokens",
    control: ReactNode,
  ) => (
    <Field
      label={t(`capability.${label}`)}
      hint={<Learnt from={capabilities.learnt[name]} otherwise={t(`capabilityHint.${label}`)} />}
      error={misfit(`capabilities.${name}`)}
      disabled={disabled}
    >
      {control}
    </Field>
  );
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
      {list("pictureSizes")}
      {list("pictureQualities")}
      {figure(
        "mostPictures",
        "mostPictures",
        <NumberInput
          value={capabilities.mostPictures}
          min={1}
          onValueChange={(mostPictures) => onChange({ ...capabilities, mostPictures })}
          className="w-full"
        />,
      )}
      {figure(
        "billedOutputTokens",
        "billedPictureTokens",
        <NumberInput
          value={capabilities.billedOutputTokens}
          min={64}
          onValueChange={(billedOutputTokens) => onChange({ ...capabilities, billedOutputTokens })}
          className="w-full"
        />,
      )}
      <Field
        className="sm:col-span-2"
        label={t("capability.leftOut")}
        hint={<Learnt from={capabilities.learnt.leftOut} otherwise={t("capabilityHint.leftOut")} />}
        error={misfit("capabilities.leftOut")}
        disabled={disabled}
        group
      >
        <div className="flex flex-wrap gap-x-4 gap-y-1">
          {LEAVABLE_PICTURE_FIELDS.map((name) => (
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
        </div>
      </Field>
    </div>
  );
}

// What is typed stays as it is typed, blanks at its end and all.
function Words({ words, onChange }: { words: readonly string[]; onChange: (words: string[]) => void }) {
  const [text, setText] = useState(words.join(" "));
  return (
    <Input
      value={text}
      onValueChange={(typed) => {
        setText(typed);
        onChange(typed.split(/[\s,;，、]+/).filter((word) => word !== ""));
      }}
      autoComplete="off"
      spellCheck={false}
      className="font-mono"
    />
  );
}

function listMisfit(
  name: Listed,
  capabilities: CapabilitiesView,
  misfit: CapabilityFieldsProps["misfit"],
  labelled: Labelled,
): string | null {
  for (const [place, word] of capabilities[name].entries()) {
    const problem = misfit(`capabilities.${name}.${place}`);
    if (problem) return labelled(word, problem);
  }
  return misfit(`capabilities.${name}`);
}
