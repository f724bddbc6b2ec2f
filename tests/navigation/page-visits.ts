import { readdirSync } from "node:fs";
import { join } from "node:path";
import { projectDir } from "#lib/installation/build-if-needed.ts";
import type { FilledConsole } from "#tests/fixtures/fill-console.ts";

const NOWHERE = "01a2045f-4a30-710f-a4ed-3e569e45202e";

/** Every page of the product by its file under app, and the addresses that show it: filled, empty, and with what opens beside it. */
export function visitsOf(filled: FilledConsole): Record<string, string[]> {
  const { dataset, template, versions, trial, batch, upload, provider, model, member } = filled;
  const {
    lexicon,
    glossary,
    rescan,
    target,
    product,
    productImport,
    channel,
    publication,
    snippet,
    tool,
    collection,
    regressionSet,
    asset,
    imageReport,
  } = filled;
  return {
    "(console)/page.tsx": ["/"],
    "(console)/templates/page.tsx": ["/templates", "/templates?q=nothing+is+called+this"],
    "(console)/templates/new/page.tsx": ["/templates/new"],
    "(console)/templates/[id]/page.tsx": [
      `/templates/${template}`,
      `/templates/${template}?conversation=new&dataset=${dataset}&row=1&language=en&model=${model}`,
      `/templates/${NOWHERE}`,
    ],
    "(console)/templates/[id]/compare/page.tsx": [
      `/templates/${template}/compare?from=${versions[0]}&to=${versions[1]}`,
    ],
    "(console)/templates/[id]/regression-sets/[setId]/page.tsx": [
      `/templates/${template}/regression-sets/${regressionSet}`,
      `/templates/${template}/regression-sets/${NOWHERE}`,
    ],
    "(console)/templates/[id]/improvements/page.tsx": [
      `/templates/${template}/improvements`,
      `/templates/${NOWHERE}/improvements`,
    ],
    // One that was tried is looked at where it is made.
    "(console)/templates/[id]/improvements/[improvementId]/page.tsx": [
      `/templates/${template}/improvements/${NOWHERE}`,
    ],
    "(console)/datasets/page.tsx": ["/datasets", "/datasets?q=nothing+is+called+this"],
    "(console)/datasets/new/page.tsx": [
      "/datasets/new",
      `/datasets/new?step=match&upload=${upload}`,
      `/datasets/new?step=fix&upload=${upload}`,
    ],
    "(console)/datasets/[id]/page.tsx": [
      `/datasets/${dataset}`,
      `/datasets/${dataset}?row=3`,
      `/datasets/${dataset}?view=columns`,
      `/datasets/${dataset}?view=changes`,
      `/datasets/${NOWHERE}`,
    ],
    "(console)/images/page.tsx": ["/images"],
    "(console)/images/[id]/page.tsx": [`/images/${asset}`, `/images/${NOWHERE}`],
    "(console)/images/reports/page.tsx": ["/images/reports", `/images/reports?datasetId=${dataset}`],
    "(console)/images/reports/[id]/page.tsx": [
      `/images/reports/${imageReport}`,
      `/images/reports/${NOWHERE}`,
    ],
    "(console)/catalogue/page.tsx": [
      "/catalogue",
      "/catalogue?q=nothing",
      `/catalogue?filter=${encodeURIComponent('{"any":[{"field":"attributes.material","is":"missing"},{"field":"attributes.gone","is":"present"}]}')}`,
    ],
    "(console)/catalogue/products/[key]/page.tsx": [
      `/catalogue/products/${product}`,
      "/catalogue/products/nothing",
    ],
    "(console)/catalogue/imports/page.tsx": ["/catalogue/imports"],
    "(console)/catalogue/imports/new/page.tsx": [
      "/catalogue/imports/new",
      `/catalogue/imports/new?upload=${upload}`,
    ],
    "(console)/catalogue/imports/[id]/page.tsx": [
      `/catalogue/imports/${productImport}`,
      `/catalogue/imports/${productImport}?view=invalid`,
      `/catalogue/imports/${NOWHERE}`,
    ],
    "(console)/catalogue/selections/page.tsx": ["/catalogue/selections"],
    "(console)/catalogue/categories/page.tsx": ["/catalogue/categories"],
    "(console)/knowledge/page.tsx": ["/knowledge"],
    "(console)/knowledge/[id]/page.tsx": [`/knowledge/${collection}`, `/knowledge/${NOWHERE}`],
    "(console)/trials/page.tsx": ["/trials", `/trials?datasetId=${NOWHERE}`],
    "(console)/trials/new/page.tsx": [
      "/trials/new",
      `/trials/new?datasetId=${dataset}&templateVersionId=${versions[0]}`,
      `/trials/new?regressionSetId=${regressionSet}&templateId=${template}`,
    ],
    "(console)/trials/[id]/page.tsx": [`/trials/${trial}`],
    "(console)/trials/[id]/vote/page.tsx": [`/trials/${trial}/vote`, `/trials/${NOWHERE}/vote`],
    "(console)/trials/[id]/cells/[seq]/why/page.tsx": [`/trials/${trial}/cells/0/why`],
    "(console)/batches/page.tsx": ["/batches", "/batches?status=failed", "/batches?status=awaiting-approval"],
    "(console)/batches/new/page.tsx": ["/batches/new", `/batches/new?trialId=${trial}&variant=0`],
    "(console)/batches/[id]/page.tsx": [
      `/batches/${batch}`,
      `/batches/${batch}?item=1`,
      `/batches/${batch}?state=failed`,
    ],
    "(console)/batches/[id]/items/[seq]/why/page.tsx": [`/batches/${batch}/items/0/why`],
    "(console)/batches/schedules/page.tsx": ["/batches/schedules"],
    "(console)/review/page.tsx": [`/review?batchId=${batch}`, `/review?batchId=${NOWHERE}`],
    "(console)/review/practice/page.tsx": ["/review/practice"],
    "(console)/review/practice/items/page.tsx": ["/review/practice/items"],
    "(console)/review/queue/page.tsx": ["/review/queue"],
    "(console)/published/page.tsx": [
      "/published",
      `/published?batchId=${NOWHERE}`,
      `/published?publication=${publication}`,
    ],
    "(console)/published/new/page.tsx": ["/published/new", `/published/new?batchId=${batch}`],
    "(console)/published/labels/page.tsx": ["/published/labels"],
    "(console)/outputs/page.tsx": [
      "/outputs",
      `/outputs?batch=${batch}&state=pending&q=perfume`,
      "/outputs?q=nothing+is+written+like+this",
      `/outputs?item=${batch}.1`,
    ],
    "(console)/quality/page.tsx": [
      "/quality",
      "/quality?groupBy=template&range=custom&from=2020-01-01&to=2020-01-31",
    ],
    "(console)/spend/page.tsx": [
      "/spend",
      "/spend?groupBy=person",
      "/spend?range=custom&from=2020-01-01&to=2020-01-31",
    ],
    "(console)/spend/compare/page.tsx": [
      "/spend/compare",
      "/spend/compare?from=2020-01-01&to=2020-01-31&againstFrom=2019-12-01&againstTo=2019-12-31&currency=EUR",
      "/spend/compare?from=2020-01-03&to=2020-02-04&againstFrom=2019-12-31&againstTo=2019-12-31",
    ],
    "(console)/spend/ledger/page.tsx": ["/spend/ledger", "/spend/ledger?outcome=timeout"],
    "(console)/settings/channels/page.tsx": [
      "/settings/channels",
      "/settings/channels?channel=new",
      `/settings/channels?channel=${channel}`,
    ],
    "(console)/settings/models/page.tsx": [
      "/settings/models",
      "/settings/models?provider=new",
      `/settings/models?provider=${provider}`,
      `/settings/models?model=${model}`,
    ],
    "(console)/settings/members/page.tsx": [
      "/settings/members",
      "/settings/members?member=new",
      `/settings/members?member=${member}`,
      "/settings/members?q=nobody+is+called+this",
    ],
    "(console)/settings/lexicons/page.tsx": ["/settings/lexicons"],
    "(console)/settings/lexicons/[id]/page.tsx": [`/settings/lexicons/${lexicon}`],
    "(console)/settings/lexicons/rescans/[id]/page.tsx": [`/settings/lexicons/rescans/${rescan}`],
    "(console)/settings/glossaries/page.tsx": ["/settings/glossaries"],
    "(console)/settings/glossaries/[id]/page.tsx": [`/settings/glossaries/${glossary}`],
    "(console)/settings/glossaries/memory/page.tsx": ["/settings/glossaries/memory"],
    "(console)/settings/snippets/page.tsx": ["/settings/snippets", "/settings/snippets?q=nothing"],
    "(console)/settings/snippets/[id]/page.tsx": [`/settings/snippets/${snippet}`],
    "(console)/settings/tools/page.tsx": [
      "/settings/tools",
      "/settings/tools?tool=new",
      `/settings/tools?tool=${tool}`,
    ],
    "(console)/settings/notifications/page.tsx": [
      "/settings/notifications",
      "/settings/notifications?target=new",
      `/settings/notifications?target=${target}`,
    ],
    "(console)/notifications/page.tsx": ["/notifications", "/notifications?unread=true"],
    "(console)/help/page.tsx": ["/help"],
    "(console)/help/[chapter]/page.tsx": ["/help/operator", "/help/deployment", "/help/nothing"],
    "(console)/settings/retention/page.tsx": ["/settings/retention"],
    "(console)/settings/tokens/page.tsx": ["/settings/tokens"],
    "(console)/settings/audit/page.tsx": ["/settings/audit", "/settings/audit?targetId=nothing"],
    "(console)/settings/account/page.tsx": ["/settings/account"],
    "(sign-in)/sign-in/page.tsx": ["/sign-in", "/sign-in?error=sign_in_refused"],
    "api/docs/page.tsx": ["/api/docs"],
  };
}

/** The page files that there are. */
export function pageFiles(): string[] {
  return readdirSync(join(projectDir, "app"), { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /(^|\/)page\.tsx$/.test(file));
}
