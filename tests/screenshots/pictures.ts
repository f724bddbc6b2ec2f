import type { Page } from "@playwright/test";
import type { FilledConsole } from "#tests/fixtures/fill-console.ts";
import type { FilledRooms } from "./fill-rooms.ts";

/** A name, the path of the page that is shown, and what is done on it before. */
type Picture = [name: string, path: string, prepare?: (page: Page) => Promise<void>];

/** Every picture that is taken. */
export function picturesOf(filled: FilledConsole & FilledRooms): Picture[] {
  const { dataset, template, versions, trial, batch, product, productImport, glossary, snippet, rescan } =
    filled;
  const { collection, asset, imageReport, regressionSet, tool, comparison, conversation, awaiting } = filled;
  return [
    ["home", "/"],
    ["templates", "/templates"],
    ["template-new", "/templates/new"],
    ["template", `/templates/${template}`],
    ["template-compare", `/templates/${template}/compare?from=${versions[0]}&to=${versions[1]}`],
    ["conversation", `/templates/${template}?conversation=${conversation}`],
    ["regression-set", `/templates/${template}/regression-sets/${regressionSet}`],
    ["comparison", `/trials/${comparison}`],
    ["datasets", "/datasets"],
    ["dataset-new", "/datasets/new"],
    ["dataset", `/datasets/${dataset}`],
    ["catalogue", "/catalogue"],
    ["product", `/catalogue/products/${product}`],
    ["imports", "/catalogue/imports"],
    ["import", `/catalogue/imports/${productImport}`],
    ["selections", "/catalogue/selections"],
    ["categories", "/catalogue/categories"],
    ["knowledge", "/knowledge"],
    ["collection", `/knowledge/${collection}`, ask],
    ["pictures", "/images"],
    ["picture", `/images/${asset}`],
    ["picture-reports", "/images/reports"],
    ["picture-report", `/images/reports/${imageReport}`],
    ["trials", "/trials"],
    ["trial-new", `/trials/new?datasetId=${dataset}&templateVersionId=${versions[0]}`],
    ["trial", `/trials/${trial}`],
    ["vote", `/trials/${trial}/vote`],
    ["batches", "/batches"],
    ["batch-new", `/batches/new?trialId=${trial}&variant=0`],
    ["batch", `/batches/${batch}`],
    ["awaiting", `/batches/${awaiting}`],
    ["why", `/batches/${batch}/items/0/why`],
    ["schedules", "/batches/schedules"],
    ["review", `/review?batchId=${batch}`],
    ["review-queue", "/review/queue"],
    ["outputs", "/outputs"],
    ["quality", "/quality"],
    ["published", "/published"],
    ["publish", `/published/new?batchId=${batch}`],
    ["labels", "/published/labels"],
    ["spend", "/spend"],
    ["spend-compare", "/spend/compare"],
    ["ledger", "/spend/ledger"],
    ["models", "/settings/models"],
    ["channels", "/settings/channels"],
    ["tools", "/settings/tools"],
    ["tool", `/settings/tools?tool=${tool}`],
    ["snippets", "/settings/snippets"],
    ["snippet", `/settings/snippets/${snippet}`],
    ["glossaries", "/settings/glossaries"],
    ["glossary", `/settings/glossaries/${glossary}`],
    ["memory", "/settings/glossaries/memory"],
    ["members", "/settings/members"],
    ["tokens", "/settings/tokens"],
    ["targets", "/settings/notifications"],
    ["notifications", "/notifications"],
    ["retention", "/settings/retention"],
    ["lexicons", "/settings/lexicons"],
    ["rescan", `/settings/lexicons/rescans/${rescan}`],
    ["audit", "/settings/audit"],
    ["account", "/settings/account"],
    ["handbook", "/help"],
  ];
}

async function ask(page: Page): Promise<void> {
  await page.locator("main form input").first().fill("How do I wash wool? 羊毛怎么洗？");
  await page.keyboard.press("Enter");
}
