import { readFileSync } from "node:fs";
import sharp from "sharp";
import { axeFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, test } from "../fixtures/console.ts";
import { approve } from "../review/approve.ts";
import { runBatch } from "../review/run-batch.ts";

test("an admin adds a channel for translators, an operator publishes, and what comes back waits for review", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 2, name: "Perfumes" });
  await approve(app, batchId, 2);
  await signIn(page, ["admin", "operator"]);
  await page.goto("/settings/channels?channel=new");
  const panel = page.getByRole("dialog");
  await panel.getByRole("combobox", { name: "Kind" }).click();
  await page.getByRole("option", { name: "Translators (XLIFF)" }).click();
  await panel.getByLabel("Name", { exact: true }).fill("Agency");
  await panel.getByLabel("From", { exact: true }).fill("en");
  await panel.getByLabel("To", { exact: true }).fill("en");
  await panel.getByLabel("Hold time").fill("0");
  const add = panel.getByRole("button", { name: "Add channel" });
  await add.click();
  await expect(panel.getByText("Name another language than the one it is translated from.")).toBeVisible();
  await panel.getByLabel("To", { exact: true }).fill("de");
  expect(await axeFindings(page)).toEqual([]);
  await add.click();
  await expect(panel.getByText("Agency is added").first()).toBeVisible();

  await page.goto(`/published/new?batchId=${batchId}`);
  await page.getByRole("radio", { name: /Agency/ }).click();
  await page.getByRole("button", { name: "Publish 2 items" }).click();
  const publication = page.getByRole("dialog");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    publication.getByRole("link", { name: "Download" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.xlf$/);
  let unit = 0;
  const back = readFileSync(await download.path(), "utf8").replace(
    /<source>(.*?)<\/source>/gs,
    (whole, source) => (unit++ === 0 ? whole : `${whole}<target>${source} de</target>`),
  );
  const file = { name: "back.xlf", mimeType: "application/xliff+xml", buffer: Buffer.from(back) };
  await publication.getByLabel("Translated file").setInputFiles(file);
  await expect(publication.getByText("1 translation taken, 0 as before, 1 left out")).toBeVisible();
  await expect(publication.getByText("It is not translated.")).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await publication.getByRole("link", { name: "Translations to de" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Perfumes → de");
});

test("anybody reads what labels a picture carries, and is told where two contradict each other", async ({
  page,
  signIn,
}) => {
  const packet = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
    xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    TC260:AIGC="{&quot;Label&quot;:&quot;1&quot;}" Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"/></rdf:RDF></x:xmpmeta>`;
  const buffer = await sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } })
    .jpeg()
    .withXmp(packet)
    .toBuffer();
  await signIn(page, ["reviewer"]);
  await page.goto("/published/labels");
  await page.getByLabel("File").setInputFiles({ name: "rose.jpg", mimeType: "image/jpeg", buffer });
  const labels = page.getByRole("table", { name: "Labels" });
  await expect(labels.getByRole("row")).toHaveCount(3);
  await expect(page.getByText("Labels contradict each other")).toBeVisible();
  await expect(labels.getByText("The field ContentProducer is missing.")).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
});
