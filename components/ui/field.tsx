"use client";
import { Field as BaseField } from "@base-ui/react/field";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

export interface FieldProps {
  label: ReactNode;
  /** Under the control, before anything is wrong. */
  hint?: ReactNode;
  /** Replaces nothing: shown below the hint, announced, and marks the control invalid. */
  error?: ReactNode;
  /** Adds the word "optional" to the label. */
  optional?: boolean | undefined;
  /** At the right end of the label line: a counter or a small link. */
  aside?: ReactNode;
  name?: string | undefined;
  disabled?: boolean | undefined;
  /** For a group (radios, checkboxes) or a Select: the label is not a native <label>. */
  group?: boolean | undefined;
  className?: string | undefined;
  children: ReactNode;
}

/** A labelled control: wires label, hint and error to whatever control of this kit is inside. */
export function Field({
  label,
  hint,
  error,
  optional = false,
  aside,
  name,
  disabled,
  group = false,
  className,
  children,
}: FieldProps) {
  const t = useTranslations("common.field");
  const words = (
    <>
      {label}
      {optional ? <span className="ms-1 font-normal text-faint text-xs">({t("optional")})</span> : null}
    </>
  );
  return (
    <BaseField.Root
      invalid={Boolean(error)}
      disabled={disabled ?? false}
      {...(name === undefined ? {} : { name })}
      className={cn("flex min-w-0 flex-col gap-1", className)}
    >
      <div className="flex items-baseline justify-between gap-2">
        {group ? (
          <BaseField.Label nativeLabel={false} render={<div />} className="font-medium">
            {words}
          </BaseField.Label>
        ) : (
          <BaseField.Label className="font-medium">{words}</BaseField.Label>
        )}
        {aside ? <span className="text-muted text-xs">{aside}</span> : null}
      </div>
      {children}
      {hint ? <BaseField.Description className="text-muted text-xs">{hint}</BaseField.Description> : null}
      {error ? (
        <BaseField.Error match className="flex items-start gap-1 text-danger-text text-xs">
          <CircleAlert className="mt-0.5 size-3 shrink-0" aria-hidden />
          <span>{error}</span>
        </BaseField.Error>
      ) : null}
    </BaseField.Root>
  );
}
