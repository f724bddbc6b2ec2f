import type { ChapterName } from "#lib/handbook/read-handbook.ts";
import type { Messages } from "#lib/i18n/namespaces.ts";

/** What the help of a page says. */
export interface HelpEntry {
  /** The address of its pages, `[…]` for what differs between them. */
  route: string;
  /** Its text is help.about.<id>. */
  id: keyof Messages["help"]["about"];
  /** Where the handbook says more: a chapter, and a heading of it by its anchor. */
  topic: { chapter: ChapterName; anchor?: string };
  keys?: "review" | "editor";
}

const operator = (anchor?: string) => ({ chapter: "operator", ...(anchor && { anchor }) }) as const;
const reviewer = (anchor?: string) => ({ chapter: "reviewer", ...(anchor && { anchor }) }) as const;
const manager = (anchor?: string) => ({ chapter: "manager", ...(anchor && { anchor }) }) as const;
const admin = (anchor?: string) => ({ chapter: "admin", ...(anchor && { anchor }) }) as const;

/** The help of every page of the console. */
export const helpEntries: readonly HelpEntry[] = [
  { route: "/", id: "home", topic: operator() },
  { route: "/templates", id: "templates", topic: operator("write-a-template") },
  { route: "/templates/new", id: "newTemplate", topic: { chapter: "templates" } },
  { route: "/templates/[id]", id: "template", topic: operator("write-a-template"), keys: "editor" },
  { route: "/templates/[id]/compare", id: "compare", topic: operator("write-a-template") },
  {
    route: "/templates/[id]/regression-sets/[setId]",
    id: "regressionSet",
    topic: { chapter: "evaluators", anchor: "regression-sets" },
  },
  {
    route: "/templates/[id]/improvements",
    id: "improvements",
    topic: { chapter: "rejections", anchor: "improve-a-template-from-rejections" },
  },
  {
    route: "/templates/[id]/improvements/[improvementId]",
    id: "improvement",
    topic: { chapter: "rejections", anchor: "improve-a-template-from-rejections" },
  },
  { route: "/datasets", id: "datasets", topic: { chapter: "data" } },
  { route: "/datasets/new", id: "newDataset", topic: { chapter: "data" } },
  { route: "/datasets/[id]", id: "dataset", topic: { chapter: "data" } },
  { route: "/images", id: "images", topic: { chapter: "pictures" } },
  { route: "/images/[id]", id: "image", topic: { chapter: "pictures", anchor: "try-operations" } },
  {
    route: "/images/reports",
    id: "imageReports",
    topic: { chapter: "pictures", anchor: "a-report-on-pictures" },
  },
  {
    route: "/images/reports/[id]",
    id: "imageReports",
    topic: { chapter: "pictures", anchor: "a-report-on-pictures" },
  },
  { route: "/catalogue", id: "catalogue", topic: { chapter: "catalogue", anchor: "the-catalogue" } },
  {
    route: "/catalogue/products/[key]",
    id: "product",
    topic: { chapter: "catalogue", anchor: "the-catalogue" },
  },
  { route: "/knowledge", id: "knowledge", topic: { chapter: "knowledge", anchor: "collections" } },
  { route: "/knowledge/[id]", id: "collection", topic: { chapter: "knowledge", anchor: "try-a-query" } },
  {
    route: "/catalogue/imports",
    id: "catalogueImports",
    topic: { chapter: "catalogue", anchor: "the-catalogue" },
  },
  {
    route: "/catalogue/imports/new",
    id: "newCatalogueImport",
    topic: { chapter: "catalogue", anchor: "the-catalogue" },
  },
  {
    route: "/catalogue/imports/[id]",
    id: "catalogueImport",
    topic: { chapter: "catalogue", anchor: "the-catalogue" },
  },
  { route: "/catalogue/selections", id: "selections", topic: { chapter: "catalogue", anchor: "selections" } },
  {
    route: "/catalogue/categories",
    id: "categories",
    topic: { chapter: "catalogue", anchor: "the-catalogue" },
  },
  { route: "/trials", id: "trials", topic: operator("try-it-and-see-what-it-will-cost") },
  { route: "/trials/new", id: "newTrial", topic: operator("try-it-and-see-what-it-will-cost") },
  { route: "/trials/[id]", id: "trial", topic: operator("try-it-and-see-what-it-will-cost") },
  { route: "/trials/[id]/vote", id: "vote", topic: operator("try-it-and-see-what-it-will-cost") },
  { route: "/batches", id: "batches", topic: operator("launch-a-batch") },
  { route: "/batches/new", id: "newBatch", topic: operator("launch-a-batch") },
  { route: "/batches/[id]", id: "batch", topic: operator("when-a-batch-pauses") },
  { route: "/batches/[id]/items/[seq]/why", id: "why", topic: operator("why-this-text") },
  { route: "/trials/[id]/cells/[seq]/why", id: "why", topic: operator("why-this-text") },
  { route: "/batches/schedules", id: "schedules", topic: operator("schedules") },
  { route: "/review", id: "review", topic: reviewer(), keys: "review" },
  { route: "/review/practice", id: "practice", topic: reviewer("practice"), keys: "review" },
  { route: "/review/practice/items", id: "practiceItems", topic: reviewer("practice") },
  { route: "/review/queue", id: "reviewQueue", topic: reviewer("nothing-to-review") },
  { route: "/outputs", id: "outputs", topic: manager("quality") },
  { route: "/quality", id: "quality", topic: manager("quality") },
  { route: "/published", id: "published", topic: { chapter: "channels", anchor: "recall" } },
  { route: "/published/new", id: "publish", topic: operator("publish") },
  { route: "/published/labels", id: "readLabels", topic: { chapter: "files", anchor: "read-labels" } },
  { route: "/spend", id: "spend", topic: manager("what-it-costs") },
  { route: "/spend/compare", id: "compareSpend", topic: manager("why-so-much") },
  { route: "/spend/ledger", id: "ledger", topic: manager("why-so-much") },
  { route: "/notifications", id: "notifications", topic: admin("notifications") },
  { route: "/settings/models", id: "models", topic: admin("providers-and-models") },
  { route: "/settings/lexicons", id: "lexicons", topic: admin("lexicons") },
  { route: "/settings/lexicons/[id]", id: "lexicon", topic: admin("lexicons") },
  { route: "/settings/lexicons/rescans/[id]", id: "rescan", topic: admin("lexicons") },
  { route: "/settings/glossaries", id: "glossaries", topic: { chapter: "checks" } },
  { route: "/settings/glossaries/memory", id: "memory", topic: { chapter: "languages" } },
  { route: "/settings/glossaries/[id]", id: "glossary", topic: { chapter: "checks" } },
  { route: "/settings/channels", id: "channels", topic: { chapter: "channels" } },
  { route: "/settings/tools", id: "tools", topic: { chapter: "rules", anchor: "tools" } },
  { route: "/settings/snippets", id: "snippets", topic: { chapter: "rules", anchor: "snippets" } },
  { route: "/settings/snippets/[id]", id: "snippet", topic: { chapter: "rules", anchor: "snippets" } },
  { route: "/settings/members", id: "members", topic: admin("members") },
  { route: "/settings/tokens", id: "tokens", topic: admin("api-tokens") },
  { route: "/settings/notifications", id: "targets", topic: admin("notifications") },
  { route: "/settings/retention", id: "retention", topic: admin("retention") },
  { route: "/settings/audit", id: "audit", topic: admin("audit-log") },
  { route: "/settings/account", id: "account", topic: admin("members") },
  { route: "/help", id: "handbook", topic: operator() },
  { route: "/help/[chapter]", id: "handbook", topic: operator() },
];

/** The help of the page at a path; that of Home where there is no such page. */
export function helpFor(path: string): HelpEntry {
  const parts = path.split("/").filter(Boolean);
  const fitting = helpEntries.filter(({ route }) => fits(route.split("/").filter(Boolean), parts));
  // `/batches/new` is no batch of that name.
  const exact = fitting.find(({ route }) => !route.includes("["));
  return exact ?? fitting[0] ?? (helpEntries[0] as HelpEntry);
}

function fits(route: string[], path: string[]): boolean {
  return route.length === path.length && route.every((part, at) => part.startsWith("[") || part === path[at]);
}
