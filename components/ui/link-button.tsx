"use client";
import type { ComponentProps, ReactNode } from "react";
import { type ButtonSize, type ButtonVariant, buttonStyle } from "./button-style.ts";
import { Link } from "./link.tsx";
import { useMayFollow } from "./link-guard.tsx";

export interface LinkButtonProps extends ComponentProps<typeof Link> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: ReactNode;
}

/** A link that looks like a button: for going somewhere, never for doing something. Not there for who may not go. */
export function LinkButton({
  variant = "secondary",
  size = "md",
  icon,
  children,
  className,
  ...rest
}: LinkButtonProps) {
  if (!useMayFollow(rest.href)) return null;
  return (
    <Link {...rest} className={buttonStyle(variant, size, !children, className)}>
      {icon ? <span className="flex shrink-0 [&>svg]:size-3.5">{icon}</span> : null}
      {children}
    </Link>
  );
}
