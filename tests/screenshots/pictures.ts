import type { FilledConsole } from "#tests/fixtures/fill-console.ts";

/** The name of each picture, and the path of the page it shows. */
export function picturesOf({ dataset, template, versions, trial, batch }: FilledConsole): [string, string][] {
  return [
    ["home", "/"],
    ["templates", "/templates"],
    ["template-new", "/templates/new"],
    ["template", `/templates/${template}`],
    ["template-compare", `/templates/${template}/compare?from=${versions[0]}&to=${versions[1]}`],
    ["datasets", "/datasets"],
    ["dataset-new", "/datasets/new"],
    ["dataset", `/datasets/${dataset}`],
    ["trials", "/trials"],
    ["trial-new", `/trials/new?datasetId=${dataset}&templateVersionId=${versions[0]}`],
    ["trial", `/trials/${trial}`],
    ["batches", "/batches"],
    ["batch-new", `/batches/new?trialId=${trial}&variant=0`],
    ["batch", `/batches/${batch}`],
    ["schedules", "/batches/schedules"],
    ["review", `/review?batchId=${batch}`],
    ["review-queue", "/review/queue"],
    ["published", "/published"],
    ["publish", `/published/new?batchId=${batch}`],
    ["spend", "/spend"],
    ["ledger", "/spend/ledger"],
    ["models", "/settings/models"],
    ["members", "/settings/members"],
    ["tokens", "/settings/tokens"],
    ["targets", "/settings/notifications"],
    ["notifications", "/notifications"],
    ["retention", "/settings/retention"],
    ["lexicons", "/settings/lexicons"],
    ["audit", "/settings/audit"],
    ["account", "/settings/account"],
    ["handbook", "/help"],
  ];
}
