"use client";
import type { ComponentProps } from "react";
import { cn } from "./class-names.ts";
import { Link } from "./link.tsx";
import { useMayFollow } from "./link-guard.tsx";

/** A link in running text or a table cell; plain words for who may not go there. */
export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  if (!useMayFollow(rest.href)) return <span className={className}>{rest.children}</span>;
  return (
    <Link
      {...rest}
      className={cn("rounded-sm text-accent-text underline-offset-2 hover:underline", className)}
    />
  );
}
