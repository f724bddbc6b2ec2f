"use client";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

const WHOLE = /^#[0-9a-f]{6}$/i;

export interface ColourInputProps {
  label: string;
  /** As #rrggbb. */
  value: string;
  onChange: (value: string) => void;
}

/** A colour, chosen by eye. */
export function ColourInput({ label, value, onChange }: ColourInputProps) {
  return (
    <Field label={label}>
      <Input
        type="color"
        value={value}
        onChange={(event) => WHOLE.test(event.target.value) && onChange(event.target.value.toLowerCase())}
        className="w-14 p-1"
      />
    </Field>
  );
}
