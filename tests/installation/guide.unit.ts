import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { projectDir } from "#lib/installation/build-if-needed.ts";
import { metricsRegistry } from "#lib/observability/metrics.ts";

const LANGUAGES = ["en", "zh-CN"] as const;
const LONGEST_PAGE = 120;
/** What the rules read besides: Prometheus's own, and node_exporter's for the disk. */
const METRICS_OF_OTHERS = ["up", "node_filesystem_avail_bytes"];
/** Bold there stresses a word and names none. */
const WITHOUT_SCREEN_WORDS = ["backup.md"];

const read = (path: string) => readFileSync(join(projectDir, path), "utf8");
const pagesOf = (language: string) => readdirSync(join(projectDir, "docs", "guide", language)).sort();
const guidePages = LANGUAGES.flatMap((language) =>
  pagesOf(language).map((name) => ({ language, name, text: read(`docs/guide/${language}/${name}`) })),
);
const rules = read("docs/monitoring/alert-rules.yaml");

test("the handbook has the same pages with the same headings in both languages", () => {
  const outline = (language: string) =>
    guidePages
      .filter((page) => page.language === language)
      .map(({ name, text }) => [name, ...headingsOf(text).map(({ level }) => level)]);
  expect(outline("zh-CN")).toEqual(outline("en"));
});

test("no page of the handbook is longer than can be read at a stretch, and the index names each", () => {
  const index = read("docs/guide/README.md");
  for (const { language, name, text } of guidePages) {
    expect(text.split("\n").length, `${language}/${name}`).toBeLessThanOrEqual(LONGEST_PAGE);
    expect(index).toContain(`(${language}/${name})`);
  }
});

test("every relative link of the documents leads to a file, and to a heading of it where it names one", () => {
  const documents = ["README.md", "CHANGELOG.md", ...globSync("docs/**/*.md", { cwd: projectDir })];
  const dead = documents.flatMap((document) =>
    linksOf(read(document))
      .filter((link) => !isAlive(document, link))
      .map((link) => `${document}: ${link}`),
  );
  expect(dead).toEqual([]);
});

test("every metric of the dashboard, the alert rules and the handbook is one that is exported", async () => {
  const exported = await exportedMetrics();
  const named = [
    ...metricsIn(expressionsOfRules()),
    ...metricsIn(expressionsOfDashboard()),
    ...guidePages.flatMap(({ text }) => ownMetricsIn(text)),
  ];
  expect(expressionsOfRules().length).toBe(rules.split("- alert:").length - 1);
  expect(named.length).toBeGreaterThan(120);
  expect(named.filter((name) => !exported.has(name) && !METRICS_OF_OTHERS.includes(name))).toEqual([]);
});

test("every alert is explained in both languages", () => {
  const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => `\`${name}\``);
  expect(alerts.length).toBeGreaterThan(10);
  for (const { language, name, text } of guidePages) {
    if (name !== "monitoring.md") continue;
    expect(
      alerts.filter((alert) => !text.includes(alert)),
      language,
    ).toEqual([]);
  }
});

test("every environment variable of the handbook is one that is read", () => {
  const known = new Set([
    ...namesIn(read("lib/env.ts"), /^ {2}([A-Z][A-Z_]+): /gm),
    ...namesIn(read("lib/observability/log.ts"), /process\.env\.([A-Z_]+)/g),
    ...namesIn(read("compose.yaml"), /\$\{([A-Z_]+)/g),
  ]);
  const unknown = guidePages.flatMap(({ text }) =>
    namesIn(text, /\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b/g).filter((name) => !known.has(name)),
  );
  expect(unknown).toEqual([]);
});

test("every way through the menus is made of words of the screens", () => {
  const lost = guidePages.flatMap(({ language, name, text }) => {
    const words = new Set(wordsOfScreens(language));
    return pathsIn(language, text)
      .filter((path) => !path.split("→").every((part) => words.has(part.trim())))
      .map((path) => `${language}/${name}: ${path}`);
  });
  expect(guidePages.flatMap(({ language, text }) => pathsIn(language, text)).length).toBeGreaterThan(40);
  expect(lost).toEqual([]);
});

test("what the handbook sets in bold is said on the screens, word for word", () => {
  const lost = guidePages
    .filter(({ name }) => !WITHOUT_SCREEN_WORDS.includes(name))
    .flatMap(({ language, name, text }) => {
      const words = wordsOfScreens(language);
      return [...proseOf(text).matchAll(/\*\*(.+?)\*\*/g)]
        .map(([, quoted]) => (quoted as string).replace(/\s+/g, " "))
        .filter((quoted) => !words.some((word) => isSaid(quoted, word)))
        .map((quoted) => `${language}/${name}: ${quoted}`);
    });
  expect(lost).toEqual([]);
});

/** Whether a screen says this; "…" stands for anything. */
function isSaid(quoted: string, word: string): boolean {
  if (!quoted.includes("…")) return quoted === word;
  let from = 0;
  for (const part of quoted.split("…").map((text) => text.trim())) {
    const at = word.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return true;
}

function wordsOfScreens(language: string): string[] {
  const folder = join("lib", "i18n", "messages", language);
  return readdirSync(join(projectDir, folder)).flatMap((name) =>
    textsOf(JSON.parse(read(join(folder, name)))),
  );
}

function textsOf(messages: unknown): string[] {
  return typeof messages === "string" ? [messages] : Object.values(messages as object).flatMap(textsOf);
}

function pathsIn(language: string, text: string): string[] {
  const path = language === "en" ? /(?<!\*)\*([^*]+→[^*]+)\*(?!\*)/g : /“([^”]+→[^”]+)”/g;
  return namesIn(proseOf(text), path).map((found) => found.replace(/\s+/g, " "));
}

/** The names in the registry and, since those need a database to be told, of the installation's gauges in the source. */
async function exportedMetrics(): Promise<Set<string>> {
  const told = await metricsRegistry().metrics();
  const ofProcess = [...told.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name, type]) =>
    type === "histogram" ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  );
  const source = read("lib/observability/describe-metrics.ts");
  const ofInstallation = namesIn(source, /"(presswork_\w+)"/g);
  const ofMoney = namesIn(source, /\.\.\.moneyGauge\("(\w+)"/g).map((figure) => `presswork_money_${figure}`);
  return new Set([...ofProcess, ...ofInstallation, ...ofMoney] as string[]);
}

/** Names of ours, and whatever else is read with labels or over a time. */
function metricsIn(expressions: string[]): string[] {
  return expressions.flatMap((expression) => {
    const withoutTexts = expression.replace(/"[^"]*"/g, '""');
    return [...ownMetricsIn(withoutTexts), ...namesIn(withoutTexts, /\b([a-z_:][a-z0-9_:]*)(?=[{[])/g)];
  });
}

function expressionsOfRules(): string[] {
  return [...rules.matchAll(/^ +expr: (?:\|((?:\n {10,}.*)+)|(.*))$/gm)].map(
    ([, block, line]) => block ?? (line as string),
  );
}

/** Also those that fill the choices at the top. */
function expressionsOfDashboard(): string[] {
  const found: string[] = [];
  JSON.parse(read("docs/monitoring/grafana-dashboard.json"), (key, value) => {
    if (key === "expr" || key === "definition") found.push(value);
    return value;
  });
  return found;
}

function ownMetricsIn(text: string): string[] {
  return namesIn(text, /\b((?:presswork|nodejs|process)_[a-z0-9_]*[a-z0-9])\b/g);
}

function namesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name]) => name as string);
}

function headingsOf(text: string): { level: number; anchor: string }[] {
  return [...proseOf(text).matchAll(/^(#+) (.+)$/gm)].map(([, marks, title]) => ({
    level: (marks as string).length,
    anchor: (title as string)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  }));
}

function linksOf(text: string): string[] {
  return namesIn(proseOf(text).replace(/`[^`]*`/g, ""), /\]\(([^)\s]+)\)/g).filter(
    (link) => !/^[a-z]+:/.test(link),
  );
}

function isAlive(document: string, link: string): boolean {
  const [path, anchor] = link.split("#") as [string, string?];
  const target = path === "" ? document : join(dirname(document), path);
  if (!existsSync(join(projectDir, target))) return false;
  return !anchor || headingsOf(read(target)).some((heading) => heading.anchor === decodeURIComponent(anchor));
}

/** Without what stands in fences. */
function proseOf(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, "");
}
