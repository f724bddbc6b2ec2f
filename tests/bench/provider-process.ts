import { startProvider } from "#tests/fixtures/provider.ts";

// The provider in a process of its own, so that its work is not counted as ours. Tells its address to its parent.
const provider = await startProvider();
process.send?.({ url: provider.url });
process.on("message", () => {
  process.send?.({ bill: provider.bill(), calls: provider.billedCalls() });
});
process.on("disconnect", () => process.exit(0));
