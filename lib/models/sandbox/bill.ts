/** What the sandbox would charge for: exact counts, to hold a ledger against. */
export interface Bill {
  calls: number;
  inputTokens: number;
  /** Part of the input. */
  cachedInputTokens: number;
  outputTokens: number;
}

/** The sandbox's own books, apart from everything the console records. */
export class Books {
  #byModel = new Map<string, Bill>();

  /** Charges one call. */
  charge(model: string, call: Omit<Bill, "calls">): void {
    const bill = this.#byModel.get(model) ?? emptyBill();
    bill.calls++;
    bill.inputTokens += call.inputTokens;
    bill.cachedInputTokens += call.cachedInputTokens;
    bill.outputTokens += call.outputTokens;
    this.#byModel.set(model, bill);
  }

  /** The bill so far, by model and in all. */
  read(): { models: Record<string, Bill>; total: Bill } {
    const total = emptyBill();
    for (const bill of this.#byModel.values()) {
      total.calls += bill.calls;
      total.inputTokens += bill.inputTokens;
      total.cachedInputTokens += bill.cachedInputTokens;
      total.outputTokens += bill.outputTokens;
    }
    return { models: Object.fromEntries(this.#byModel), total };
  }

  /** Starts a new bill. */
  reset(): void {
    this.#byModel.clear();
  }
}

function emptyBill(): Bill {
  return { calls: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
}
