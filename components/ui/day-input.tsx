"use client";
import { Input } from "./input.tsx";

export interface DayInputProps {
  label: string;
  /** 2026-01-31, or nothing. */
  value: string;
  min?: string | undefined;
  max?: string | undefined;
  onChange: (day: string) => void;
}

/** A day in a line of filters, with its label before it. */
export function DayInput({ label, value, min, max, onChange }: DayInputProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is inside, drawn by the component library
    <label className="flex items-center gap-1.5 text-muted text-xs">
      {label}
      <Input
        type="date"
        value={value}
        min={min}
        max={max}
        onValueChange={onChange}
        className="h-7 w-34 text-xs"
      />
    </label>
  );
}
