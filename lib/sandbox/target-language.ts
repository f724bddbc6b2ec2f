/** Languages the sandbox writes. */
export type SandboxLanguage = "en" | "zh" | "de" | "fr" | "es" | "ja";

const NAMES: [SandboxLanguage, string][] = [
  ["zh", "Chinese|Mandarin|中文|汉语|简体中文|繁體中文|zh(?:-[A-Za-z]+)*"],
  ["en", "English|英文|英语|en(?:-[A-Za-z]+)?"],
  ["de", "German|Deutsch|德文|德语|de(?:-[A-Za-z]+)?"],
  ["fr", "French|français|法文|法语|fr(?:-[A-Za-z]+)?"],
  ["es", "Spanish|español|西班牙文|西班牙语|西语|es(?:-[A-Za-z]+)?"],
  ["ja", "Japanese|日本語|日文|日语|ja(?:-[A-Za-z]+)?"],
];
const ANY = NAMES.map(([, pattern]) => pattern).join("|");
const END = "(?![A-Za-zÀ-ÿ])";

// From the plainest request to the vaguest mention.
const REQUESTS = [
  new RegExp(
    `(?:language|locale|lang|语言|语种)\\s*(?:is|=|:|：|为|是)?\\s*["'\`]?(?:Simplified |Traditional )?(${ANY})${END}`,
    "gi",
  ),
  new RegExp(
    `\\b(?:in|into|to|auf|en)\\s+(?:the\\s+)?(?:Simplified |Traditional |native |fluent |natural )?(${ANY})${END}`,
    "gi",
  ),
  new RegExp(`(?:用|以|成|为|写|译)(?:流畅的|地道的|自然的)?(${ANY})`, "gi"),
];

/** The language a prompt asks for: what it says outright, else the one it is written in. */
export function targetLanguage(prompt: string): SandboxLanguage {
  for (const request of REQUESTS) {
    const last = [...prompt.matchAll(request)].at(-1)?.[1];
    const language = last === undefined ? null : languageNamed(last);
    if (language) return language;
  }
  if (/[\u3040-\u30ff]/.test(prompt)) return "ja";
  const han = prompt.match(/[\u4e00-\u9fff]/g)?.length ?? 0;
  return han > prompt.length * 0.2 ? "zh" : "en";
}

function languageNamed(word: string): SandboxLanguage | null {
  const found = NAMES.find(([, pattern]) => new RegExp(`^(?:${pattern})$`, "i").test(word));
  return found?.[0] ?? null;
}
