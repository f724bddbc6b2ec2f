import { useState } from "react";

/**
 * The text of a list that is written in one field. It stays as it is typed while it says what the list holds, and becomes
 * the list's own where that is another.
 * @param read the list that a text says.
 */
export function useListText(
  list: readonly string[],
  between: string,
  read: (text: string) => string[],
): [text: string, setText: (text: string) => void] {
  const [typed, setTyped] = useState(list.join(between));
  const isTyped = JSON.stringify(read(typed)) === JSON.stringify(list);
  return [isTyped ? typed : list.join(between), setTyped];
}
