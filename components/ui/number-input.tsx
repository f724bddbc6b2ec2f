"use client";
import { NumberField } from "@base-ui/react/number-field";
import { Minus, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "./class-names.ts";
import { controlStyle } from "./control-style.ts";

export interface NumberInputProps {
  value?: number | null | undefined;
  defaultValue?: number | undefined;
  /** null when the input is empty. */
  onValueChange?: ((value: number | null) => void) | undefined;
  min?: number | undefined;
  max?: number | undefined;
  step?: number | undefined;
  id?: string | undefined;
  name?: string | undefined;
  disabled?: boolean | undefined;
  required?: boolean | undefined;
  placeholder?: string | undefined;
  /** After the number: a unit such as "ms". */
  unit?: string | undefined;
  /** Hides the − and + buttons. */
  plain?: boolean | undefined;
  format?: Intl.NumberFormatOptions | undefined;
  className?: string | undefined;
  "aria-label"?: string | undefined;
}

const stepper =
  "flex w-6 shrink-0 items-center justify-center text-muted hover:bg-hover hover:text-text disabled:opacity-40";

/** A number with steppers; not for money, which stays text so that no digit is lost. */
export function NumberInput({
  plain = false,
  unit,
  className,
  placeholder,
  "aria-label": label,
  ...root
}: NumberInputProps) {
  const t = useTranslations("common.number");
  return (
    <NumberField.Root {...root} className={cn("w-36", className)}>
      <NumberField.Group
        className={cn(controlStyle, "flex h-8 items-stretch overflow-hidden px-0 focus-within:border-accent")}
      >
        <NumberField.Input
          // In a field that labels a group, the field's label would win over the number's own name.
          {...(label && { "aria-label": label, "aria-labelledby": undefined })}
          placeholder={placeholder}
          className="h-full w-full min-w-0 bg-transparent px-2 text-end focus-visible:outline-2 focus-visible:-outline-offset-2"
        />
        {unit ? (
          <span className="flex shrink-0 items-center whitespace-nowrap pe-2 text-muted text-xs">{unit}</span>
        ) : null}
        {plain ? null : (
          <>
            <NumberField.Decrement aria-label={t("decrease")} className={cn(stepper, "border-line border-s")}>
              <Minus className="size-3" aria-hidden />
            </NumberField.Decrement>
            <NumberField.Increment aria-label={t("increase")} className={cn(stepper, "border-line border-s")}>
              <Plus className="size-3" aria-hidden />
            </NumberField.Increment>
          </>
        )}
      </NumberField.Group>
    </NumberField.Root>
  );
}
