"use client";
import { Input as BaseInput } from "@base-ui/react/input";
import type { ComponentProps } from "react";
import { cn } from "./class-names.ts";
import { controlStyle } from "./control-style.ts";

export type InputProps = Omit<ComponentProps<typeof BaseInput>, "className"> & { className?: string };

/** A one-line text input; inside a Field it takes its label, hint and error by itself. */
export function Input({ className, ...rest }: InputProps) {
  // In a field that labels a group, the field's label would win over the input's own name.
  const ownName = rest["aria-label"] ? { "aria-labelledby": undefined } : {};
  return <BaseInput {...rest} {...ownName} className={cn(controlStyle, "h-8", className)} />;
}
