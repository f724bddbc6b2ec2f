import { afterAll, beforeAll, expect, test } from "vitest";
import { startTracing } from "#lib/observability/start-tracing.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from "#tests/fixtures/otlp-receiver.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { launch, makeMaterials, untilState, workHere } from "./batch-fixture.ts";

const ROW = "marked-row-4711";
const ANSWER = "marked-answer-4711";

describeOnDatabase("the spans of a batch", () => {
  let collector: OtlpReceiver;
  let provider: TestProvider;
  beforeAll(async () => {
    collector = await startOtlpReceiver();
    provider = await startProvider({
      behave: () => ({ do: "answer", text: JSON.stringify({ title: ANSWER }) }),
    });
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
    await workHere();
  });
  afterAll(async () => {
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    collector.stop();
    await provider.stop();
  });

  test("are chunks with claims, calls and flushes in them, without what rows and answers hold", async () => {
    const stopTracing = await startTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: 5,
      valuesOf: () => ({ name: ROW }),
    });
    const batchId = await launch(materials);
    await untilState(batchId, ["succeeded"]);
    await stopTracing();
    const spans = collector.spans();
    const chunk = spans.find(({ name }) => name === "batches.run-chunk") as ReceivedSpan;
    expect(chunk.attributes).toMatchObject({ "presswork.batchId": batchId, "presswork.number": 0 });
    const within = spans.filter(({ parentSpanId }) => parentSpanId === chunk.spanId);
    expect(within.filter(({ name }) => name === "call")).toHaveLength(5);
    for (const name of ["reserve", "flush"]) {
      const span = within.find((one) => one.name === name) as ReceivedSpan;
      expect(span.attributes).toMatchObject({ "presswork.batchId": batchId });
    }
    expect(collector.bodies().join()).not.toContain(ROW);
    expect(collector.bodies().join()).not.toContain(ANSWER);
  });
});
