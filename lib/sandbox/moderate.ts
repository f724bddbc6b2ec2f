const CATEGORIES: Record<string, RegExp> = {
  harassment: /\b(idiot|moron|loser)\b|白痴|废物/i,
  hate: /\b(subhuman|vermin people)\b|劣等民族/i,
  "self-harm": /\b(kill myself|suicide)\b|自杀|自残/i,
  sexual: /\b(porn|xxx|nude)\b|色情|裸体/i,
  violence: /\b(kill|murder|bomb|massacre)\b|杀死|炸弹|屠杀/i,
};

/** A text judged by a handful of words, in the shape of OpenAI's moderation answer. */
export function moderate(text: string): {
  flagged: boolean;
  categories: Record<string, boolean>;
  category_scores: Record<string, number>;
} {
  const found = Object.entries(CATEGORIES).map(([name, words]) => [name, words.test(text)] as const);
  return {
    flagged: found.some(([, hit]) => hit),
    categories: Object.fromEntries(found),
    category_scores: Object.fromEntries(found.map(([name, hit]) => [name, hit ? 0.98 : 0.01])),
  };
}
