import { workerData } from "node:worker_threads";

const PAGES_A_MEGABYTE = 16;

// The runtime asks for the most that there can be. Bounded before it is loaded, a model that wants more is told so in its
// thread, where otherwise the system would end the whole process.
const { mostMegabytes } = workerData as { mostMegabytes: number | undefined };
if (mostMegabytes !== undefined) {
  const most = mostMegabytes * PAGES_A_MEGABYTE;
  WebAssembly.Memory = class extends WebAssembly.Memory {
    constructor(asked: WebAssembly.MemoryDescriptor) {
      super({ ...asked, maximum: Math.min(asked.maximum ?? most, most) });
    }
  };
}
