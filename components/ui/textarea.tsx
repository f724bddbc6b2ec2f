"use client";
import { Field } from "@base-ui/react/field";
import type { ComponentProps } from "react";
import { cn } from "./class-names.ts";
import { controlStyle } from "./control-style.ts";

export interface TextareaProps extends Omit<ComponentProps<"textarea">, "defaultValue" | "value"> {
  value?: string | undefined;
  defaultValue?: string | undefined;
  /** Grows with what is written, from `rows` on. */
  autoGrow?: boolean | undefined;
}

/** A many-line text input; wired to its Field like Input. */
export function Textarea({
  className,
  autoGrow = false,
  rows = 3,
  value,
  defaultValue,
  id,
  name,
  disabled,
  ...rest
}: TextareaProps) {
  const controlled = value === undefined ? {} : { value };
  const initial = defaultValue === undefined ? {} : { defaultValue };
  return (
    <Field.Control
      {...controlled}
      {...initial}
      {...(id === undefined ? {} : { id })}
      {...(name === undefined ? {} : { name })}
      {...(disabled === undefined ? {} : { disabled })}
      render={
        <textarea
          {...rest}
          rows={rows}
          className={cn(controlStyle, "py-1.5 leading-5", autoGrow && "[field-sizing:content]", className)}
        />
      }
    />
  );
}
