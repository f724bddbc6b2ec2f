import { type ChangeEvent, type RefObject, useEffect, useEffectEvent, useRef } from "react";

/** What a file input is given. */
export interface ChosenFilesProps {
  ref: RefObject<HTMLInputElement | null>;
  onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

/**
 * Hands on the files that are chosen in a file input, which is empty afterwards, so that the same one can be chosen again;
 * also those that were chosen while the page's scripts were still on their way.
 */
export function useChosenFiles(onFiles: (files: File[]) => void): ChosenFilesProps {
  const ref = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement) => {
    const chosen = [...(input.files ?? [])];
    input.value = "";
    if (chosen.length > 0) onFiles(chosen);
  };
  const takeEarly = useEffectEvent(() => {
    if (ref.current?.files?.length) take(ref.current);
  });
  useEffect(() => takeEarly(), []);
  return { ref, onChange: (event) => take(event.target) };
}
