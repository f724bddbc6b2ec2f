"use client";
import { useMemo } from "react";
import { useStoredState } from "#components/ui/use-stored-state.ts";
import { chosenKeys, keysFrom, type ReviewKeys } from "./review-keys.ts";

export interface SingleKeys {
  /** Whether single keys do anything. */
  isOn: boolean;
  setOn: (isOn: boolean) => void;
  keys: ReviewKeys;
  setKeys: (keys: ReviewKeys) => void;
}

/** The single keys as this person has them in this browser. */
export function useSingleKeys(): SingleKeys {
  const [isOn, setOn] = useStoredState("review.single-keys", true);
  const [kept, setKept] = useStoredState<unknown>("review.keys", null);
  const keys = useMemo(() => keysFrom(kept), [kept]);
  return { isOn, setOn, keys, setKeys: (next) => setKept(chosenKeys(next)) };
}
