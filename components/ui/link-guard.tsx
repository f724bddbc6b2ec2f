"use client";
import { createContext, useContext } from "react";

type MayFollow = (href: string) => boolean;

const Guard = createContext<MayFollow>(() => true);

/** Says of each link below it whether its reader may go there; where nobody says so, they may. */
export const LinkGuard = Guard.Provider;

/** Whether the reader may go where a link leads; `null` and `undefined` lead nowhere. */
export function useMayFollow(href: unknown): boolean {
  const mayFollow = useContext(Guard);
  return typeof href === "string" && mayFollow(href);
}
