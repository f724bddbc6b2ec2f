import type { SeenPicture } from "./see-picture.ts";

const CATEGORIES: Record<string, RegExp> = {
  harassment: /\b(idiot|moron|loser)\b|白痴|废物/i,
  hate: /\b(subhuman|vermin people)\b|劣等民族/i,
  "self-harm": /\b(kill myself|suicide)\b|自杀|自残/i,
  sexual: /\b(porn|xxx|nude)\b|色情|裸体/i,
  violence: /\b(kill|murder|bomb|massacre)\b|杀死|炸弹|屠杀/i,
};

/** What OpenAI's moderation answers of an input. */
export interface Moderated {
  flagged: boolean;
  categories: Record<string, boolean>;
  category_scores: Record<string, number>;
}

/** A text judged by a handful of words, and a picture by its colour: one that is mostly red is taken for blood. */
export function moderate(text: string, picture?: SeenPicture): Moderated {
  const found = Object.entries(CATEGORIES).map(([name, words]) => [name, words.test(text)] as const);
  const all = [...found, ["violence/graphic", picture?.colour === "red"] as const];
  return {
    flagged: all.some(([, hit]) => hit),
    categories: Object.fromEntries(all),
    category_scores: Object.fromEntries(all.map(([name, hit]) => [name, hit ? 0.98 : 0.01])),
  };
}
